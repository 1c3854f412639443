package text

import (
	"strings"
	"testing"
	"unicode/utf8"

	"confab/server/wire"
)

func TestWhatIsPastedCanBeSent(t *testing.T) {
	for text, want := range map[string]string{
		"":                                   "",
		"plain\n\ttext é 👍\u200d":            "plain\n\ttext é 👍\u200d",
		"first\vsecond":                      "first\nsecond", // a line break of Word
		"first\fsecondthird":                 "first\nsecondthird",
		"a\u2028b\u2029c\u0085d\re\r\nf":     "a\nb\nc\nd\ne\nf",
		"all \x1b[32mok\x1b[0m":              "all ok",
		"\x1b[1;38;5;196mred\x1b[m \x1b[2Kx": "red x",
		"\u009b31mred\u009b0m":               "red",
		"\x1b]0;title\x07shell\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\": "shelllink",
		"\x1b]never closed":            "never closed",
		"\x1b[12\n;3é":                 "12\n;3é",
		"\x1b(B\x1b=\x1b7x\x1b":        "x",
		"a\x00b\x07c\x08d\x7fe\u0080f": "abcdef",
		"\x1bPq#0\x1b\\sixel":          "sixel",
	} {
		got := Clean(text)
		if got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
		if err := wire.CheckText([]byte(strings.ReplaceAll(got, "\n", " "))); err != nil {
			t.Errorf("%q cannot be sent: %v", got, err)
		}
	}
	for text, want := range map[string]string{" a\u2028b\x1b[0m ": "a b", "\u200b\n\u3164": "", "\n": "", "": ""} {
		if got := CleanLine(text); got != want {
			t.Errorf("%q is the line %q, want %q", text, got, want)
		}
	}
}

func FuzzClean(f *testing.F) {
	f.Add("a\x1b[31mb\v\u2028\x9b0m\x1b]0;x\x07")
	f.Fuzz(func(t *testing.T, s string) {
		got := Clean(s)
		if !utf8.ValidString(s) {
			if got != s {
				t.Errorf("%q becomes %q", s, got)
			}
			return
		}
		if err := wire.CheckText([]byte(strings.ReplaceAll(got, "\n", " "))); err != nil {
			t.Errorf("%q becomes %q: %v", s, got, err)
		}
		if again := Clean(got); again != got {
			t.Errorf("%q becomes %q and then %q", s, got, again)
		}
	})
}
