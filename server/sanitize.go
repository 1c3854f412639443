package main

import (
	"fmt"
	"io"
	"strings"
	"unicode"
)

// A sanitized writer writes text of users to a terminal. It replaces characters
// that change the direction of the text around them, or that some terminals take
// for a line end, by their numbers, such as <U+202E>. Each Write must have whole
// characters.
type sanitized struct{ out io.Writer }

// Write returns the length of p, also when it writes more.
func (v sanitized) Write(p []byte) (int, error) {
	if _, err := io.WriteString(v.out, sanitize(string(p))); err != nil {
		return 0, err
	}
	return len(p), nil
}

// sanitize returns s as a sanitized writer writes it.
func sanitize(s string) string {
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
