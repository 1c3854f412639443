package archive

import (
	"iter"
	"strings"

	"confab/backend/archive/folding1"
)

// maxWord is how many characters of a word count.
const maxWord = 64

// A word is one of a text: as it is looked for, and where it stands.
type word struct {
	fold     string
	from, to int // bytes of the text
}

// A folding is a way to find the words of a text, for what is indexed and for
// what is looked for alike. When one changes it becomes another, whose index is
// built beside the one that there is: see reindex.go.
type folding struct {
	number int
	table  string // of the index
	words  func(text string) iter.Seq[word]
	signs  bool // are in the index, see signs.go
}

// foldings are the last one and the one before it.
var foldings = [2]folding{{number: 1, table: "words", words: words1}, {number: 2, table: "words2", words: words, signs: true}}

// words are a text's. Letters and digits in a row are a word. Scripts that put no
// blanks between words have one word a character, and so has every emoji.
func words(text string) iter.Seq[word] {
	return func(yield func(word) bool) {
		var b strings.Builder
		var w word
		n := 0
		end := func() bool {
			if n == 0 {
				return true
			}
			w.fold = b.String()
			b.Reset()
			n = 0
			return yield(w)
		}
		for _, l := range letters(text) {
			if l.class != inWord && !end() {
				return
			}
			switch l.class {
			case inWord:
				if n == 0 {
					w.from = l.from
				}
				if n++; n <= maxWord {
					b.WriteRune(l.c)
				}
				w.to = l.to
			case alone:
				if !yield(word{string(l.c), l.from, l.to}) {
					return
				}
			}
		}
		end()
	}
}

// words1 are a text's as they were in the first folding.
func words1(text string) iter.Seq[word] {
	return func(yield func(word) bool) {
		for w := range folding1.Words(text) {
			if !yield(word{w.Fold, w.From, w.To}) {
				return
			}
		}
	}
}

// An entry is what a message is found by.
type entry struct {
	text       string
	from, room int64 // names.id, rooms.id
}

// The tags of a message stand behind its words in the index, so that "from:bob
// the" is one question to it. They are two characters for private use, which no
// word has, and too short for its index of prefixes.
const (
	fromTag = 0xF0000
	roomTag = 0xF8000
	signTag = 0x10FFFC // and the sign, but for what of it has no place: what is found is looked at
	linkTag = "\U0010FFFD\U00100000"
	anyTag  = "\U0010FFFD\U00100001" // every message has it
	tagBits = 15
)

// tag is the word for a number.
func tag(kind rune, n int64) string {
	return string([]rune{kind + rune(n>>tagBits)&(1<<tagBits-1), 0x100000 + rune(n)&(1<<tagBits-1)})
}

// indexed is an entry as the index has it: words with blanks in between.
func (e entry) indexed(f folding) string {
	var b strings.Builder
	for w := range f.words(e.text) {
		b.WriteString(w.fold)
		b.WriteByte(' ')
	}
	if f.signs {
		for _, s := range signTags(e.text) {
			b.WriteString(s)
			b.WriteByte(' ')
		}
	}
	b.WriteString(anyTag + " " + tag(fromTag, e.from) + " " + tag(roomTag, e.room))
	if mayHaveLink(e.text) {
		b.WriteString(" " + linkTag)
	}
	return b.String()
}

// mayHaveLink reports whether there is what links begin with. It is as cheap as
// an index needs it, and stays the same: what is taken out of the index has to be
// what was put in. Which of these texts have a link is seen when they are found,
// see fits.
func mayHaveLink(text string) bool {
	for {
		i := strings.Index(text, "://")
		if i < 0 {
			return false
		}
		scheme := text[max(0, i-len("https")):i]
		if hasSuffixFold(scheme, "http") || hasSuffixFold(scheme, "https") {
			return true
		}
		text = text[i+len("://"):]
	}
}

func hasSuffixFold(s, suffix string) bool {
	return len(s) >= len(suffix) && strings.EqualFold(s[len(s)-len(suffix):], suffix)
}
