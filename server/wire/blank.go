package wire

import (
	"unicode"
	"unicode/utf8"
)

// IsBlank reports whether a text shows nothing: it is empty, or has only blanks
// and characters that no program draws.
func IsBlank(text string) bool {
	for _, r := range text {
		if !isBlank(r) {
			return false
		}
	}
	return true
}

// IsHidden reports whether a line has only what IsBlank skips, and some of that
// is not ASCII: somebody has made an effort to say nothing. A line of blanks,
// which every program can type, is not hidden.
func IsHidden(line []byte) bool {
	beyond := false
	for len(line) > 0 {
		r, n := utf8.DecodeRune(line)
		if !isBlank(r) {
			return false
		}
		beyond = beyond || n > 1
		line = line[n:]
	}
	return beyond
}

func isBlank(r rune) bool {
	if '!' <= r && r <= '~' {
		return false // most of most texts
	}
	return unicode.IsSpace(r) || isInvisible(r)
}

// isInvisible reports whether r, which is no blank, takes no space or an empty
// one: control and format characters, what Unicode calls default ignorable,
// such as the Hangul fillers, and a few letters and signs that are empty.
func isInvisible(r rune) bool {
	switch r {
	case '\u2800', // the Braille pattern without dots
		'\U0001d159',               // the musical notehead that is none
		'\U00013441', '\U00013442': // the blanks among the hieroglyphs
		return true
	}
	if unicode.Is(unicode.Prepended_Concatenation_Mark, r) {
		return false // the Arabic number sign and its like are drawn
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}
