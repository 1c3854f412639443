// Package text is the one understanding of what is said: which stretches of a
// text are links, mentions, code and emoji. Whatever shows a text, counts
// mentions in it or exports it goes by the parts that Parse returns; nothing
// else reads texts.
//
// The parser is our own: what it has to find is little, has to be found in
// linear time in whatever somebody sends, and every rule in it is one that
// people see. What it is hard to be right about comes from maintained places:
// package unicode for properties and scripts, golang.org/x/net/idna for the
// names of hosts (UTS 46), and package wire for names and emoji.
package text

import (
	"slices"
	"strings"
	"unicode/utf8"

	"confab/server/wire"
)

// A Kind is what a part of a text is.
type Kind string

// The kinds. What is in no part is text and nothing else.
const (
	Link    Kind = "link"
	Mention Kind = "mention" // of somebody
	You     Kind = "you"     // a mention of whoever reads
	Code    Kind = "code"    // within a line
	Fence   Kind = "fence"   // code in lines of its own
	Emoji   Kind = "emoji"   // one or several
)

// A Part is a stretch of a text that is something. Its numbers count UTF-16
// units, as a window does; [Cut] is for those who do not.
type Part struct {
	Kind  Kind   `json:"kind"`
	From  int    `json:"from"`
	To    int    `json:"to"`
	Open  int    `json:"open,omitempty"`  // of code: how much of its beginning is not shown …
	Close int    `json:"close,omitempty"` // … and how much of its end
	URL   string `json:"url,omitempty"`   // of a link: what it opens, if that is not what is written
}

// Limits of what a text has parts of; the rest of it is text and nothing else.
// Each part is an element or more in everybody's window.
const (
	maxParts  = 400
	maxFences = 50
)

// Names says what a text is read for.
type Names struct {
	You   string                 // who reads; may be empty
	Known func(name string) bool // whether somebody has a name, in any spelling; nil if that is not known
}

// Parse returns the parts of a text in their order. They do not overlap. Most
// texts have none, and cost little.
func Parse(s string, names Names) []Part {
	if isPlain(s) {
		return nil
	}
	p := parser{text: s, names: names}
	p.run()
	return inUnits(s, p.parts)
}

// isPlain reports whether nothing in a text can begin a part, without looking closer.
func isPlain(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c == '`', c == '~', c == '@', c == '/', c >= utf8.RuneSelf:
			return false
		}
	}
	return true
}

// Mentions reports whether whoever reads is mentioned in a text with parts.
func Mentions(parts []Part) bool {
	for _, p := range parts {
		if p.Kind == You {
			return true
		}
	}
	return false
}

// HasLink reports whether there is a link in a text. Who is known changes nothing
// about that, but in a text of more parts than there may be.
func HasLink(s string) bool {
	return strings.Contains(s, "://") && slices.ContainsFunc(Parse(s, Names{}), func(p Part) bool { return p.Kind == Link })
}

// A parser reads one text. Its numbers count bytes.
type parser struct {
	text   string
	names  Names
	you    string // names.You as names are compared, once that is needed
	tries  int    // names that have been tried
	parts  []Part
	fences int
}

func (p *parser) run() {
	from := 0
	for _, f := range fencesIn(p.text) {
		p.paragraphs(from, f.From)
		if p.full() || p.fences == maxFences {
			return
		}
		p.parts = append(p.parts, f)
		p.fences++
		from = f.To
	}
	p.paragraphs(from, len(p.text))
}

func (p *parser) full() bool { return len(p.parts) >= maxParts }

// paragraphs reads a stretch of the text without fences. Code does not reach
// over an empty line.
func (p *parser) paragraphs(from, to int) {
	for from < to && !p.full() {
		end := paragraphEnd(p.text[from:to]) + from
		p.inline(from, end)
		from = end
	}
}

// paragraphEnd returns where the first paragraph of s ends: behind an empty line.
func paragraphEnd(s string) int {
	for at := 0; ; {
		n := strings.IndexByte(s[at:], '\n')
		if n < 0 {
			return len(s)
		}
		at += n + 1
		rest := strings.TrimLeft(s[at:], " \t")
		if strings.HasPrefix(rest, "\n") {
			return len(s) - len(rest) + 1
		}
		at = len(s) - len(rest)
	}
}

// inline reads one paragraph.
func (p *parser) inline(from, to int) {
	code := codeIn{text: p.text[:to]}
	for i := from; i < to && !p.full(); {
		part, end := p.begin(i, from, to, &code)
		if part.Kind != "" {
			p.parts = append(p.parts, part)
			end = part.To
		}
		i = end
	}
}

// begin returns the part that begins at i in the paragraph that has these ends;
// if there is none, where one may begin next.
func (p *parser) begin(i, from, to int, code *codeIn) (part Part, next int) {
	switch c := p.text[i]; {
	case c == '`':
		part, next = code.at(i)
	case c == 'h' || c == 'H':
		part, next = p.link(i, from, to)
	case c == '@':
		part = p.mention(i, from, to)
	case c >= utf8.RuneSelf:
		_, size := utf8.DecodeRuneInString(p.text[i:to])
		part, next = p.emoji(i, to), i+size
	case i+1 < to && p.text[i+1] >= utf8.RuneSelf:
		part = p.emoji(i, to) // a key
	}
	return part, max(next, i+1)
}

// emoji returns the emoji that begin at i, as many as stand together.
func (p *parser) emoji(i, to int) Part {
	end := i
	for {
		n := wire.EmojiLen(p.text[end:to])
		if n == 0 {
			break
		}
		end += n
	}
	if end == i {
		return Part{}
	}
	return Part{Kind: Emoji, From: i, To: end}
}

// inUnits counts bytes anew as UTF-16 units.
func inUnits(s string, parts []Part) []Part {
	at, units := 0, 0
	to := func(end int) int {
		for at < end {
			r, size := utf8.DecodeRuneInString(s[at:])
			at += size
			units++
			if r > 0xffff {
				units++
			}
		}
		return units
	}
	for i, p := range parts {
		q := &parts[i]
		q.From = to(p.From)
		q.Open = to(p.From+p.Open) - q.From
		shown := to(p.To - p.Close)
		q.To = to(p.To)
		q.Close = q.To - shown
	}
	return parts
}
