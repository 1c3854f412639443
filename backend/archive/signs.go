package archive

import (
	"slices"
	"unicode"
)

// Signs, the two of C++ for example, are no words, but whoever looks for them
// means them. The index says which ones are in a message, and whether they stand
// as in what is looked for is seen in its text.

// signTags are the tags of the signs in a text, each once.
func signTags(text string) (tags []string) {
	for _, l := range letters(text) {
		if l.class != sign {
			continue
		}
		if t := string([]rune{signTag, 0x100000 + l.c&(1<<tagBits-1)}); !slices.Contains(tags, t) {
			tags = append(tags, t)
		}
	}
	return tags
}

// A literal is what is looked for as it was typed, but for its folding and how
// many blanks there are.
type literal []letter

// literalOf is text as a literal; nil if there is no sign in it.
func literalOf(text string) literal {
	all := oneBlank(letters(text))
	if !slices.ContainsFunc(all, func(l letter) bool { return l.class == sign }) {
		return nil
	}
	return all
}

// oneBlank makes one of several blanks in a row, and leaves out those around.
func oneBlank(all []letter) literal {
	var some literal
	for _, l := range all {
		if !unicode.IsSpace(l.c) {
			some = append(some, l)
		} else if l.c = ' '; len(some) > 0 && some[len(some)-1].c != ' ' {
			some = append(some, l)
		}
	}
	if n := len(some); n > 0 && some[n-1].c == ' ' {
		some = some[:n-1]
	}
	return some
}

// in returns where in a text l is, in bytes. It does not begin in a word of the
// text, nor does it end in one unless that may go on.
func (l literal) in(text literal, begun bool) (places [][2]int) {
	for i := 0; i+len(l) <= len(text); i++ {
		end := i + len(l)
		if slices.EqualFunc(l, text[i:end], func(a, b letter) bool { return a.c == b.c }) &&
			!(i > 0 && text[i].class == inWord && text[i-1].class == inWord) &&
			!(end < len(text) && !begun && text[end-1].class == inWord && text[end].class == inWord) {
			places = append(places, [2]int{text[i].from, text[end-1].to})
			i = end - 1
		}
	}
	return places
}
