package export

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"confab/backend/archive"
)

// writeText writes a line for every row; further lines of a message are
// indented, so that no message can look like another one's beginning.
func writeText(w io.Writer, about About, rooms []Room) error {
	say := about.speak()
	if _, err := fmt.Fprintf(w, "%s\n", oneLine(say.about(about))); err != nil {
		return err
	}
	for _, room := range rooms {
		if _, err := fmt.Fprintf(w, "\n=== %s ===\n", oneLine(say.room(room))); err != nil {
			return err
		}
		if room.Topic != "" {
			if _, err := fmt.Fprintf(w, "%s\n", oneLine(room.Topic)); err != nil {
				return err
			}
		}
		day := ""
		err := room.Rows(func(row archive.Row) error {
			var b strings.Builder
			if t, ok := when(row); ok && say.date(t) != day {
				day = say.date(t)
				fmt.Fprintf(&b, "\n--- %s ---\n", day)
			}
			textRow(&b, say, row)
			_, err := io.WriteString(w, b.String())
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// textRow writes a row.
func textRow(b *strings.Builder, say words, row archive.Row) {
	at := "     "
	if t, ok := when(row); ok {
		at = t.Format("15:04")
	}
	if row.Kind != "message" {
		fmt.Fprintf(b, "%s * %s\n", at, oneLine(say.notice(row)))
		return
	}
	from := oneLine(row.From)
	if row.Guest {
		from += " (" + say.Text("exported.guest") + ")"
	}
	var notes []string
	if row.State == archive.Waiting {
		notes = append(notes, say.Text("exported.waiting"))
	}
	if status := say.status(row); status != "" {
		notes = append(notes, oneLine(status))
	}
	note := ""
	if len(notes) > 0 {
		note = " (" + strings.Join(notes, ", ") + ")"
	}
	fmt.Fprintf(b, "%s <%s>%s", at, from, note)
	if row.Quote != nil {
		fmt.Fprintf(b, "\n      > <%s> %s\n     ", oneLine(row.Quote.From), oneLine(say.quoted(*row.Quote)))
	}
	indent := " "
	for i, line := range linesOf(row.Text) {
		if i > 0 {
			b.WriteByte('\n')
			indent = "      "
		}
		if line != "" { // and no blanks where nothing follows
			b.WriteString(indent + line)
		}
	}
	b.WriteByte('\n')
	for _, r := range row.Reactions {
		fmt.Fprintf(b, "      [%s: %s]\n", oneLine(r.Emoji), oneLine(strings.Join(r.Names, ", ")))
	}
}

// linesOf returns the lines of a text, empty ones too, as they are shown.
func linesOf(text string) (lines []string) {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	for {
		end := strings.IndexFunc(text, endsLine)
		if end < 0 {
			return append(lines, visible(text))
		}
		lines = append(lines, visible(text[:end]))
		_, size := utf8.DecodeRuneInString(text[end:])
		text = text[end+size:]
	}
}

// endsLine says whether some program ends a line at r.
func endsLine(r rune) bool { return strings.ContainsRune("\n\r\v\f\u0085\u2028\u2029", r) }

// visible returns text without what terminals and editors act on.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\t' || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\ufffd"))
}

// oneLine is visible on one line.
func oneLine(text string) string {
	return visible(strings.Join(strings.FieldsFunc(text, endsLine), " "))
}
