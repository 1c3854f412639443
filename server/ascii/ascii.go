// Package ascii writes any text in ASCII, for programs that read one byte at a
// time and end at the first one above 0x7f: ’ becomes ', é becomes e, ß becomes
// ss, 你好 becomes Ni Hao, and 👍 becomes :+1:.
//
// It depends on github.com/mozillazg/go-unidecode, which has Unidecode's tables
// for the letters and signs of all scripts, on github.com/kyokomi/emoji for the
// names of emoji, which Unidecode does not know, and on golang.org/x/text for
// those of other symbols.
package ascii

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mozillazg/go-unidecode/table"
)

// unknown stands for what has no form in ASCII.
const unknown = "?"

// Is reports whether text can be shown as it is: it is ASCII, without control
// characters other than TAB.
func Is[T ~string | ~[]byte](text T) bool {
	for i := range len(text) {
		if !printable(text[i]) {
			return false
		}
	}
	return true
}

func printable(c byte) bool { return c >= ' ' && c < 0x7f || c == '\t' }

// Of returns text in ASCII.
func Of(text string) string {
	if Is(text) {
		return text
	}
	return string(Append(nil, text, Spare(text)))
}

// Spare returns by how many bytes a text may grow: a form in ASCII is at most
// twice as long as the text and 1 KiB more. Real text stays far below that;
// without it, a line of emoji would become many times as long.
func Spare(text string) *int {
	spare := len(text) + 1<<10
	return &spare
}

// Append appends text in ASCII to b: printable characters and TAB, and never
// nothing for something. spare is by how many bytes the result may be longer
// than text, and is reduced by what it is longer; where it is used up, there
// is a question mark for every character that would need more.
func Append(b []byte, text string, spare *int) []byte {
	begin := len(b)
	for rest := text; rest != ""; {
		if c := rest[0]; c < utf8.RuneSelf {
			if !printable(c) {
				c = unknown[0]
			}
			b = append(b, c)
			rest = rest[1:]
			continue
		}
		form, n := next(rest)
		rest = rest[n:]
		// A syllable that comes with a blank is a word, but not before a comma.
		if word, ok := strings.CutSuffix(form, " "); ok && word != "" && !beginsWord(rest) {
			form = word
		}
		if more := len(form) - n; more > *spare {
			form = unknown
		} else if more > 0 {
			*spare -= more
		}
		b = append(b, form...)
	}
	if len(b) == begin && text != "" {
		b = append(b, unknown...)
	}
	return b
}

// beginsWord reports whether text begins with a letter or digit.
func beginsWord(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// arrows have lost their heads in Unidecode's tables.
var arrows = map[rune]string{'←': "<-", '→': "->", '↔': "<->", '⇐': "<=", '⇒': "=>", '⇔': "<=>"}

// next returns the form of what text begins with, which is not ASCII, and how
// many bytes of text that is.
func next(text string) (form string, n int) {
	r, n := utf8.DecodeRuneInString(text)
	if arrow, ok := arrows[r]; ok {
		return arrow, n
	}
	form, known := transliterated(r)
	if strings.Trim(form, " ") != "" {
		return form, n
	}
	if name, n := emojiName(text, r); n > 0 {
		return name, n
	}
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) || known && unicode.IsLetter(r):
		return "", n // an accent, what joins others, or a letter that only lengthens the one before
	case form != "" || unicode.Is(unicode.Zs, r):
		return " ", n
	case unicode.IsSymbol(r) && r != utf8.RuneError:
		return symbolName(r), n
	}
	return unknown, n
}

// transliterated returns what Unidecode has for r, which may be nothing, and
// whether it knows r's part of Unicode.
func transliterated(r rune) (form string, known bool) {
	section := table.Tables[r>>8]
	if i := int(r & 0xff); i < len(section) && Is(section[i]) { // U+2028 has a line feed there
		return section[i], true
	}
	return "", false
}

// Name returns the name of a person in ASCII, as one word like all names, so
// that a line that begins with it can be taken apart.
func Name(name string) string {
	if Is(name) {
		return name
	}
	word := strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r == '.' || '0' <= r && r <= '9' || 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z' {
			return r
		}
		return -1
	}, Of(name))
	if word == "" {
		return unknown
	}
	return word
}
