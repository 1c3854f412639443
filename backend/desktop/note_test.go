package desktop

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestANotificationIsPlainText(t *testing.T) {
	for body, want := range map[string]string{
		"":                                 "",
		"hello":                            "hello",
		"  two\n\n\tlines \r\n":            "two lines",
		"a\u00a0b\u2028c":                  "a b c",
		"bell\a\x00\x1b[31m red":           "bell[31m red",
		"\u202egnp.exe\u2066":              "gnp.exe",
		"\xff\xfe broken":                  "broken",
		"<b>bold</b> & <img src=x>":        "<b>bold</b> & <img src=x>",
		"שלום 👩‍💻":                         "שלום 👩‍💻",
		strings.Repeat("x", maxNoteBody):   strings.Repeat("x", maxNoteBody),
		strings.Repeat("ü", maxNoteBody+1): strings.Repeat("ü", maxNoteBody) + "…",
		strings.Repeat("x", maxNoteBody-1) + "\u200dxx": strings.Repeat("x", maxNoteBody-1) + "…",
		strings.Repeat("x", maxNoteBody-1) + " xx":      strings.Repeat("x", maxNoteBody-1) + "…",
		strings.Repeat("\u202e", 1<<16) + "x":           "x",
	} {
		if got := (Note{"id", "title", body}).Plain(); got != (Note{"id", "title", want}) {
			t.Errorf("%.60q is shown as %+v, want %q", body, got, want)
		}
	}
	if got := (Note{Title: strings.Repeat("x", 1000)}).Plain().Title; got != strings.Repeat("x", maxNoteTitle)+"…" {
		t.Errorf("a long title is %q", got)
	}
}

// Windows would run $(...) of a message, if its own interface failed.
func TestWhatMeansSomethingToWindowsIsOnlyText(t *testing.T) {
	evil := "]]></text></binding></visual><actions/>]]]]>> $(calc) `n ${env:x}\n\"@"
	got := Note{"id", evil, evil}.on("windows")
	for _, text := range []string{got.Title, got.Body} {
		if strings.Contains(text, "]]>") || strings.ContainsAny(text, "$`\n") {
			t.Errorf("Windows is given %q", text)
		}
		if !strings.Contains(text, "＄(calc)") {
			t.Errorf("%q cannot be read any more", text)
		}
	}
	if got := (Note{"id", "$5", "`ls`"}).on("darwin"); got != (Note{"id", "$5", "`ls`"}) {
		t.Errorf("elsewhere it is %+v", got)
	}
}

// FuzzNote: whatever is said, a notification is short, one line, and text.
func FuzzNote(f *testing.F) {
	for _, s := range []string{"", "x\n", "]]>", "\u202e", "👩‍💻", "\xff", "]]>\u2028$"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n := Note{s, s, s}.on("windows")
		for _, text := range []string{n.Title, n.Body} {
			if !utf8.ValidString(text) || utf8.RuneCountInString(text) > maxNoteBody+1 || strings.Contains(text, "]]>") || strings.ContainsAny(text, "$`") ||
				strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }) {
				t.Errorf("%q is shown as %q", s, text)
			}
		}
		if m := markup(n.Body); strings.ContainsAny(m, "<>") {
			t.Errorf("%q is the markup %q", s, m)
		}
	})
}
