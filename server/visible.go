package main

import (
	"fmt"
	"io"
	"strings"
	"unicode"
)

// A visible writes to a terminal what people have sent: characters that change
// the direction of the text around them, or that some terminals take for a line
// end, are written as their numbers, as <U+202E>. Each Write has whole
// characters.
type visible struct{ out io.Writer }

// Write returns the length of p, whatever is written for it.
func (v visible) Write(p []byte) (int, error) {
	if _, err := io.WriteString(v.out, makeVisible(string(p))); err != nil {
		return 0, err
	}
	return len(p), nil
}

// makeVisible returns s as a visible writes it.
func makeVisible(s string) string {
	isHidden := func(r rune) bool { return unicode.In(r, unicode.Bidi_Control, unicode.Zl, unicode.Zp) }
	if !strings.ContainsFunc(s, isHidden) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if isHidden(r) {
			fmt.Fprintf(&b, "<U+%04X>", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}
