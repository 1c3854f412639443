package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A behind is what stands right before a place in a text: whether something can
// begin there depends on it.
type behind struct {
	last   rune   // 0 at the beginning
	letter rune   // the last letter, if nothing but marks stands behind it; else 0
	joined bool   // a letter or digit stands before last, or before the signs of addresses there
	named  bool   // a mention ends right before last
	word   string // what there is, without what stands before the last blank
}

// addressSigns are those that an e-mail address may have before its @, besides
// letters and digits; a dot cannot be the last of them.
const addressSigns = "_-+@"

// maxBehind is how far is looked back, in bytes.
const maxBehind = 64

// behind returns what stands before i in the paragraph that begins at from.
func (p *parser) behind(i, from int) (b behind) {
	done := 0
	if len(p.parts) > 0 {
		last := p.parts[len(p.parts)-1]
		done = last.To
		b.named = last.To == i-1 && (last.Kind == Mention || last.Kind == You)
	}
	s := p.text[max(from, i-maxBehind):i]
	last, size := utf8.DecodeLastRuneInString(s)
	if size == 0 {
		return b
	}
	b.last = last
	before, _ := utf8.DecodeLastRuneInString(strings.TrimRight(s[:len(s)-size], addressSigns))
	b.joined = isInWord(before)
	letter, _ := utf8.DecodeLastRuneInString(strings.TrimRightFunc(s, unicode.IsMark))
	if unicode.IsLetter(letter) {
		b.letter = letter
	}
	b.word = p.text[max(from, i-maxBehind, done):i]
	b.word = b.word[strings.LastIndexAny(b.word, " \t\n")+1:]
	return b
}
