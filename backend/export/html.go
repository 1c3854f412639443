package export

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"io"
	"strings"

	"confab/backend/archive"
)

//go:embed page.html
var page string

//go:embed page.css
var style string

// pages has the templates of the page's pieces. Package html/template makes text
// of everything that others wrote, whatever it is.
var pages = template.Must(template.New("").Parse(strings.Replace(page, "STYLE", style, 1)))

// policy has browsers do nothing but show the page: should there be a way to
// have something else in it, that would neither run nor be fetched.
var policy = "default-src 'none'; style-src 'sha256-" + hash(style) + "'; base-uri 'none'; form-action 'none'"

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// A shownRow is a row as the page has it.
type shownRow struct {
	archive.Row
	Say    words
	Day    string // if another one begins
	Time   string
	Notice string // instead of a message
	Blocks []block
	At     string
	Status string
	Waits  bool
	Quoted string
}

func writeHTML(w io.Writer, about About, rooms []Room) error {
	say := about.speak()
	title := about.Server
	if len(rooms) == 1 {
		title = say.room(rooms[0])
	}
	err := pages.ExecuteTemplate(w, "begin", map[string]any{"Language": say.Language, "Policy": policy, "Title": title, "About": say.about(about)})
	if err != nil {
		return err
	}
	for _, room := range rooms {
		if err := pages.ExecuteTemplate(w, "room", map[string]any{"Name": say.room(room), "Topic": room.Topic}); err != nil {
			return err
		}
		day := ""
		err := room.Rows(func(row archive.Row) error {
			shown := show(say, row)
			if shown.Day == day {
				shown.Day = ""
			} else if shown.Day != "" {
				day = shown.Day
			}
			return pages.ExecuteTemplate(w, "row", shown)
		})
		if err != nil {
			return err
		}
		if err := pages.ExecuteTemplate(w, "room end", nil); err != nil {
			return err
		}
	}
	return pages.ExecuteTemplate(w, "end", nil)
}

func show(say words, row archive.Row) shownRow {
	s := shownRow{Row: row, Say: say, At: stamp(row)}
	if t, ok := when(row); ok {
		s.Day, s.Time = say.date(t), t.Format("15:04")
	}
	if row.Kind != "message" {
		s.Notice = say.notice(row)
		return s
	}
	s.Blocks, s.Status, s.Waits = blocks(row), say.status(row), row.State == archive.Waiting
	if row.Quote != nil {
		s.Quoted = say.quoted(*row.Quote)
	}
	return s
}
