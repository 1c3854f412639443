package archive

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// How much of a message is shown where it was found, in characters.
const (
	maxExcerpt  = 200
	beforeFound = 60
)

// excerpt returns what a text says around the first word that is looked for, on
// one line, and where in it such words are, in UTF-16 units.
func (q query) excerpt(text string) (string, [][2]int) {
	found := q.find(text)
	from := 0
	if len(found) > 0 {
		from = begin(text, found[0][0])
	}
	to := from + len(beginning(text[from:], maxExcerpt))
	var b strings.Builder
	units := 0
	write := func(s string) {
		for _, c := range s {
			if unicode.IsSpace(c) {
				c = ' '
			}
			b.WriteRune(c)
			units++
			if c > 0xffff {
				units++
			}
		}
	}
	if from > 0 {
		write("…")
	}
	marks, done := [][2]int{}, from
	for _, f := range found {
		if f[1] > to {
			break
		}
		write(text[done:f[0]])
		at := units
		write(text[f[0]:f[1]])
		marks, done = append(marks, [2]int{at, units}), f[1]
	}
	write(text[done:to])
	if to < len(text) {
		write("…")
	}
	return b.String(), marks
}

// begin returns where to begin to show what is at i: a little before, and not in a word.
func begin(text string, i int) int {
	from := i
	for range beforeFound {
		if from == 0 {
			return 0
		}
		_, size := utf8.DecodeLastRuneInString(text[:from])
		from -= size
	}
	if blank := strings.IndexFunc(text[from:i], unicode.IsSpace); blank >= 0 {
		_, size := utf8.DecodeRuneInString(text[from+blank:])
		return from + blank + size
	}
	return from
}

// find returns where in a text the words are that are looked for, in bytes, in
// their order and without overlaps.
func (q query) find(text string) (found [][2]int) {
	var all [][2]int
	var there []word
	for w := range q.words(text) {
		there = append(there, w)
	}
	for _, t := range q.terms {
		switch {
		case t.not:
		case t.typed != nil:
			all = append(all, t.typed.in(oneBlank(letters(text)), t.begun)...)
		default:
			for i := range there {
				if t.isAt(there[i:]) {
					all = append(all, [2]int{there[i].from, there[i+len(t.words)-1].to})
				}
			}
		}
	}
	slices.SortFunc(all, func(a, b [2]int) int { return cmp.Or(a[0]-b[0], b[1]-a[1]) })
	end := 0
	for _, place := range all {
		if place[0] >= end { // one character may stand for several words
			found, end = append(found, place), place[1]
		}
	}
	return found
}

// isAt reports whether the words that there are begin with those of t.
func (t term) isAt(there []word) bool {
	if len(t.words) == 0 || len(there) < len(t.words) {
		return false
	}
	for i, w := range t.words {
		is := there[i].fold
		if is != w && !(t.begun && i == len(t.words)-1 && strings.HasPrefix(is, w)) {
			return false
		}
	}
	return true
}
