package archive

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// A letter is one character of a text as it is looked for, and the bytes of the
// text that it stands for: one character may become several, several one.
type letter struct {
	c        rune
	from, to int
	class    class
}

// A class says what a letter is to a word.
type class int

const (
	between class = iota // two words
	inWord               // part of a word
	alone                // a word of its own
	sign                 // between two words, and not to be left out of what is looked for
	shared               // of no script: it takes the class of the letters around it
)

// letters folds a text: compatibility forms, case, accents and vowel signs that
// writers may leave out make no difference, and invisible characters are no part
// of it. See foldings for what a change in here needs.
func letters(text string) []letter {
	all := make([]letter, 0, len(text))
	if isPlain(text) {
		for i := range len(text) {
			c := text[i]
			if 'A' <= c && c <= 'Z' {
				c += 'a' - 'A'
			}
			all = append(all, letter{rune(c), i, i + 1, classOf(rune(c))})
		}
		return all
	}
	// Normalised piece by piece, a letter with all that belongs to it, so that
	// it is known where each came from.
	fold := cases.Fold()
	var pieces norm.Iter
	pieces.InitString(norm.NFKC, text)
	for from, first := 0, 0; !pieces.Done(); {
		for _, c := range foldPiece(fold, pieces.Next()) {
			if class := classOf(c); class != nothing {
				all = append(all, letter{c: c, from: from, class: class})
			}
		}
		if pieces.Pos() > from { // one character may come to several pieces
			from = pieces.Pos()
			for ; first < len(all); first++ {
				all[first].to = from
			}
		}
	}
	settle(all)
	return all
}

func isPlain(w string) bool {
	for i := range len(w) {
		if w[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// foldPiece folds a letter, which may be followed by marks.
func foldPiece(fold cases.Caser, piece []byte) string {
	if c, n := utf8.DecodeRune(piece); n == len(piece) && (c < utf8.RuneSelf || unicode.Is(unicode.Han, c)) {
		return string(unicode.ToLower(c)) // most of what is written, and nothing else comes of it
	}
	return norm.NFC.String(others.Replace(strings.Map(bare, norm.NFKD.String(fold.String(string(piece))))))
}

// others are letters that are variants of others, but not in Unicode's tables,
// and quotation marks, which programs put in place of those that were typed.
var others = strings.NewReplacer(
	"ł", "l", "đ", "d", "ø", "o", "ħ", "h", "ŧ", "t", "ı", "i", "ð", "d", "þ", "th", "æ", "ae", "œ", "oe",
	"‘", "'", "’", "'", "‚", "'", "“", `"`, "”", `"`, "„", `"`)

// pointed are the scripts whose marks are accents, or vowel signs that writers
// may leave out. Inherited are those of Latin, Greek and Cyrillic among others.
var pointed = []*unicode.RangeTable{unicode.Inherited, unicode.Hebrew, unicode.Arabic, unicode.Syriac}

// bare leaves out the marks that do not make another letter of one.
func bare(c rune) rune {
	switch {
	case c == '\u3099', c == '\u309a': // voiced and half-voiced kana are other letters
		return c
	case unicode.In(c, unicode.Mn, unicode.Me) && unicode.IsOneOf(pointed, c), c == '\u0640': // and what makes an Arabic word longer
		return -1
	}
	return c
}

// unspaced are the scripts that put no blanks between words.
var unspaced = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar,
}

const nothing class = -1 // an invisible character

// classOf returns the class of a folded character.
func classOf(c rune) class {
	if c < utf8.RuneSelf {
		switch {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
			return inWord
		case strings.ContainsRune(`#$%&*+<=>\^|~`+"`", c):
			return sign
		}
		return between
	}
	switch {
	case c == '\u200b': // the one that ends a word, where no blank does
		return between
	case unicode.Is(unicode.Cf, c), c == '\u115f', c == '\u1160': // a soft hyphen, joiners, a missing Hangul letter
		return nothing
	case unicode.Is(unicode.So, c) && c != utf8.RuneError:
		return alone
	case unicode.In(c, unicode.Sm, unicode.Sc, unicode.Sk) && (c < 0x1f3fb || 0x1f3ff < c): // the colours of an emoji
		return sign
	case unicode.IsNumber(c) && !unicode.IsOneOf(unspaced, c):
		return inWord
	case !unicode.IsLetter(c) && !unicode.IsMark(c) && !unicode.IsNumber(c):
		return between
	case unicode.IsOneOf(unspaced, c):
		return alone
	case unicode.In(c, unicode.Common, unicode.Inherited):
		return shared
	}
	return inWord
}

// settle gives what is of no script, ー for example, the class of the letter
// before it, or behind it where there is none. Digits and emoji give it none.
func settle(all []letter) {
	for i := range all {
		if all[i].class != shared {
			continue
		}
		all[i].class = inWord
		if i > 0 && isScript(all[i-1]) {
			all[i].class = all[i-1].class
			continue
		}
		for _, next := range all[i+1:] {
			if next.class != shared {
				if isScript(next) {
					all[i].class = next.class
				}
				break
			}
		}
	}
}

// isScript reports whether l is written in some script.
func isScript(l letter) bool {
	return (l.class == inWord || l.class == alone) && !unicode.IsNumber(l.c) && !unicode.Is(unicode.So, l.c)
}
