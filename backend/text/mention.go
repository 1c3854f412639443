package text

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"confab/server/wire"
)

// Limits of the names that are tried: for one @, one for each place where a name
// may end; and in all, so that whoever knows names is not asked for ever.
const (
	maxTries    = 8
	maxAllTries = 4 * maxParts
)

// mention returns the mention that begins with the @ at i. Of the names that
// may be meant the longest that somebody has is: names may end in the dot of a
// sentence, and scripts without blanks go on right behind them.
func (p *parser) mention(i, from, to int) Part {
	ends, own := nameEnds(p.text[i+1 : to])
	if p.tries += len(ends); len(ends) == 0 || p.tries > maxAllTries {
		return Part{}
	}
	where := p.behind(i, from).beginsMention(own)
	if where == never {
		return Part{}
	}
	for _, end := range ends {
		if kind := p.whose(p.text[i+1 : i+1+end]); kind != "" {
			return Part{Kind: kind, From: i, To: i + 1 + end}
		}
	}
	name := strings.TrimRight(p.text[i+1:i+1+ends[0]], ".-")
	if where == ifKnown || utf8.RuneCountInString(norm.NFC.String(name)) > wire.MaxName {
		return Part{}
	}
	return Part{Kind: Mention, From: i, To: i + 1 + len(name)}
}

// whose returns what mention a name is, if it is somebody's. Fullwidth letters,
// which no name has, are how some keyboards type the others.
func (p *parser) whose(name string) Kind {
	if p.you == "" {
		p.you = wire.NameKey(p.names.You)
	}
	switch {
	case p.you != "" && wire.NameKey(norm.NFKC.String(name)) == p.you:
		return You
	case p.names.Known != nil && p.names.Known(name):
		return Mention
	}
	return ""
}

// nameEnds returns where a name that s begins with may end, the longest first,
// and the script that it begins with, if letters say one. None is too long for
// a name; what is only too long is none.
func nameEnds(s string) (ends []int, own *unicode.RangeTable) {
	const most = wire.MaxName * utf8.UTFMax
	var seen []*unicode.RangeTable // the scripts of the letters so far
	var last rune
	i := 0
	for i < len(s) {
		r, size := utf8.DecodeRuneInString(s[i:])
		script := letterScript(r)
		if !mayFollow(last, r, s[i+size:]) || script != nil && own != nil && !canJoin(own, script) {
			break
		}
		if script != nil && !slices.Contains(seen, script) {
			if len(seen) > 0 {
				ends = append(ends, i) // a name of the letters so far may end here
			}
			seen = append(seen, script)
			if own == nil {
				own = script
			}
		}
		if i += size; i > most {
			return nil, nil
		}
		last = r
	}
	for end := len(strings.TrimRight(s[:i], ".-")); end < i; end++ {
		ends = append(ends, end)
	}
	if i > 0 {
		ends = append(ends, i)
	}
	slices.Reverse(ends)
	ends = slices.Compact(ends)
	return ends[:min(len(ends), maxTries)], own
}

// mayFollow reports whether r may stand in a name behind last, which is 0 at its
// beginning, with rest behind it: see wire.CheckName.
func mayFollow(last, r rune, rest string) bool {
	switch {
	case unicode.IsLetter(r), unicode.IsNumber(r):
		return true
	case last == 0:
		return false
	case r == '\u0f0b': // between Tibetan syllables
		next, _ := utf8.DecodeRuneInString(rest)
		return unicode.Is(unicode.Tibetan, last) && unicode.Is(unicode.Tibetan, next) && unicode.IsLetter(next)
	}
	return unicode.IsMark(r) || r == '.' || r == '_' || r == '-'
}

// letterScript is scriptOf for what may be in a name; nil for what is no letter.
func letterScript(r rune) *unicode.RangeTable {
	if !unicode.IsLetter(r) || r == 'ー' {
		return nil
	}
	return scriptOf(r)
}

// Whether a mention may begin somewhere.
type begins int

const (
	never begins = iota
	ifKnown
	always
)

// beginsMention says whether a mention of a name in a script may begin here. It
// may not in the middle of a word, which is then an e-mail address, nor of a
// path. Where blanks between words are not the custom, words do not matter.
func (b behind) beginsMention(own *unicode.RangeTable) begins {
	switch {
	case b.letter != 0:
		script := scriptOf(b.letter)
		if b.letter == 'ー' {
			script = unicode.Katakana
		}
		switch {
		case !slices.Contains(unspaced, script):
			return never
		case script == own:
			return ifKnown
		}
		return always
	case isInWord(b.last), b.joined && strings.ContainsRune(addressSigns, b.last):
		return never
	case b.last == '/' && b.named:
		return always
	case b.last == '/' && strings.Contains(b.word, "."): // x.example/@bob
		return never
	case b.last == '/' || b.last == '@':
		return ifKnown
	}
	return always
}
