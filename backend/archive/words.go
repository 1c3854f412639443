package archive

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

// A word is one of a text: as it is looked for, and where it stands.
type word struct {
	fold     string
	from, to int // bytes of the text
}

// words are a text's, for what is indexed and for what is looked for alike: a
// change in here needs a step that makes the index anew. Letters and digits in a
// row are a word, whatever their case and accents. Scripts that put no blanks
// between words have one word a character, and so has every emoji.
func words(text string) iter.Seq[word] {
	return func(yield func(word) bool) {
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

func emit(text string, from, to int, yield func(word) bool) bool {
	folded := foldWord(text[from:to])
	return folded == "" || yield(word{folded, from, to})
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
	linkTag = "\U0010FFFD\U00100000"
	anyTag  = "\U0010FFFD\U00100001" // every message has it
	tagBits = 15
)

// tag is the word for a number.
func tag(kind rune, n int64) string {
	return string([]rune{kind + rune(n>>tagBits)&(1<<tagBits-1), 0x100000 + rune(n)&(1<<tagBits-1)})
}

// indexed is an entry as the index has it: words with blanks in between.
func (e entry) indexed() string {
	var b strings.Builder
	for w := range words(e.text) {
		b.WriteString(w.fold)
		b.WriteByte(' ')
	}
	b.WriteString(anyTag + " " + tag(fromTag, e.from) + " " + tag(roomTag, e.room))
	if hasLink(e.text) {
		b.WriteString(" " + linkTag)
	}
	return b.String()
}

// hasLink reports whether a window may find a link in a text.
func hasLink(text string) bool {
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

// index has a message found by its words; what says nothing is not found.
func (t *tx) index(id int64, e entry) {
	if e.text != "" {
		t.do(`INSERT INTO words (rowid, text) VALUES (?, ?)`, id, e.indexed())
	}
}

// unindex takes back what index did with the same entry.
func (t *tx) unindex(id int64, e entry) {
	if e.text != "" {
		t.do(`INSERT INTO words (words, rowid, text) VALUES ('delete', ?, ?)`, id, e.indexed())
	}
}
