// Package folding1 finds the words of a text as the archive did up to version 3.
// The index of such an archive can be searched and changed with these alone,
// until it has been built again. It never changes.
//
// It depends on golang.org/x/text, as the archive does.
package folding1

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// maxWord is how many characters of a word count.
const maxWord = 64

// A Word is one of a text: as it is looked for, and where it stands.
type Word struct {
	Fold     string
	From, To int // bytes of the text
}

// Words are a text's. Letters and digits in a row are a word, whatever their case
// and accents. Scripts that put no blanks between words have one word a
// character, and so has every emoji.
func Words(text string) iter.Seq[Word] {
	return func(yield func(Word) bool) {
		begin := -1
		for i, c := range text {
			class := classOf(c)
			if begin >= 0 && class != inWord {
				if !emit(text, begin, i, yield) {
					return
				}
				begin = -1
			}
			switch {
			case class == inWord && begin < 0:
				begin = i
			case class == alone:
				if !emit(text, i, i+utf8.RuneLen(c), yield) {
					return
				}
			}
		}
		if begin >= 0 {
			emit(text, begin, len(text), yield)
		}
	}
}

func emit(text string, from, to int, yield func(Word) bool) bool {
	folded := foldWord(text[from:to])
	return folded == "" || yield(Word{folded, from, to})
}

type class int

const (
	between class = iota // words
	inWord
	alone // a word of its own
)

// unspaced are the scripts that put no blanks between words.
var unspaced = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar,
}

func classOf(c rune) class {
	switch {
	case c < utf8.RuneSelf:
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' {
			return inWord
		}
		return between
	case unicode.IsOneOf(unspaced, c) && (unicode.IsLetter(c) || unicode.IsMark(c) || unicode.IsNumber(c)), unicode.Is(unicode.So, c) && c != utf8.RuneError:
		return alone
	case unicode.IsLetter(c), unicode.IsNumber(c), unicode.IsMark(c):
		return inWord
	}
	return between
}

// accents are the marks that do not make another letter of one.
var accents = &unicode.RangeTable{R16: []unicode.Range16{{Lo: 0x300, Hi: 0x36f, Stride: 1}}}

// foldWord is a word as it is looked for; empty if nothing is left of it.
func foldWord(w string) string {
	if isPlain(w) {
		return strings.ToLower(w[:min(len(w), maxWord)])
	}
	n := 0
	return strings.Map(func(c rune) rune {
		if unicode.Is(accents, c) || classOf(c) == between || n == maxWord {
			return -1
		}
		n++
		return c
	}, norm.NFC.String(strings.Map(func(c rune) rune {
		if unicode.Is(accents, c) {
			return -1
		}
		return c
	}, norm.NFKD.String(cases.Fold().String(w)))))
}

func isPlain(w string) bool {
	for i := range len(w) {
		if w[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
