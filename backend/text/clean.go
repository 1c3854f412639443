package text

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"confab/server/wire"
)

// sequences are what terminals act on (ECMA-48), in the form for seven bits and
// in the one for eight: colours and the like, titles, and short ones.
var sequences = regexp.MustCompile(
	`(?:\x1b\[|\x{9b})[0-?]*[ -/]*[@-~]` +
		`|(?:\x1b[\]PX^_]|[\x{9d}\x{90}\x{98}\x{9e}\x{9f}])[^\x07\x1b\x{9c}]*(?:\x07|\x1b\\|\x{9c})` +
		`|\x1b[ -/]*[0-~]?`)

// lineEnds are what some program ends a line with.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\v", "\n", "\f", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n")

// Clean returns a text as it can be sent: what is pasted has characters that
// nobody sees and no server relays. Whatever ends a line somewhere is a line
// feed, and control characters are gone, with the sequences that they begin.
// What is not UTF-8 is no text, and stays as it is.
func Clean(s string) string {
	if !strings.ContainsFunc(s, isUnclean) || !utf8.ValidString(s) {
		return s
	}
	s = lineEnds.Replace(sequences.ReplaceAllString(s, ""))
	return strings.Map(func(r rune) rune {
		if isUnclean(r) {
			return -1
		}
		return r
	}, s)
}

// CleanLine is Clean for what is one line, and empty if it shows nothing.
func CleanLine(s string) string {
	s = strings.TrimSpace(strings.ReplaceAll(Clean(s), "\n", " "))
	if wire.IsBlank(s) {
		return ""
	}
	return s
}

func isUnclean(r rune) bool {
	return unicode.IsControl(r) && r != '\n' && r != '\t' || r == '\u2028' || r == '\u2029'
}
