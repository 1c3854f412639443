package text

import (
	"slices"
	"unicode"
)

// eastAsian scripts are written together, in names too (UTS 39, section 5.1).
var eastAsian = []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo}

// unspaced scripts put no blanks between words, or none before a name: what
// stands right before a name in one of them is no part of an address.
var unspaced = append([]*unicode.RangeTable{
	unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.Tibetan, unicode.Yi, unicode.Javanese, unicode.Tai_Le, unicode.New_Tai_Lue,
}, eastAsian...)

// others are those of all scripts that are asked after last.
var others = func() (all []*unicode.RangeTable) {
	common := []*unicode.RangeTable{unicode.Latin, unicode.Cyrillic, unicode.Greek, unicode.Common, unicode.Inherited}
	for _, s := range unicode.Scripts {
		if !slices.Contains(common, s) && !slices.Contains(unspaced, s) {
			all = append(all, s)
		}
	}
	return all
}()

// scriptOf returns the script of a letter; nil if several scripts share it.
func scriptOf(r rune) *unicode.RangeTable {
	if r < 0x80 {
		return unicode.Latin
	}
	for _, s := range [...]*unicode.RangeTable{unicode.Latin, unicode.Cyrillic, unicode.Greek} {
		if unicode.Is(s, r) {
			return s
		}
	}
	for _, list := range [...][]*unicode.RangeTable{unspaced, others} {
		for _, s := range list {
			if unicode.Is(s, r) {
				return s
			}
		}
	}
	return nil
}

// canJoin reports whether letters of two scripts make one word.
func canJoin(a, b *unicode.RangeTable) bool {
	return a == b || slices.Contains(eastAsian, a) && slices.Contains(eastAsian, b)
}

// isInWord reports whether r is a letter or digit, or stands on one.
func isInWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) }
