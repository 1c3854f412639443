package text

import "strings"

// A codeIn finds code between backticks (CommonMark 0.31, section 6.1): as many
// backticks end it as begin it. It is for one paragraph, which ends the text.
type codeIn struct {
	text string
	last map[int]int // where the last run of so many backticks begins; nil before the first is looked for
}

// at returns the code that begins with the backticks at i, or how far those go
// if it is none. Where nothing ends it is known without looking, so that many
// beginnings take no longer than one.
func (c *codeIn) at(i int) (Part, int) {
	n := backticks(c.text[i:])
	if c.last == nil {
		c.last = map[int]int{}
		for j := i; j < len(c.text); {
			next := strings.IndexByte(c.text[j:], '`')
			if next < 0 {
				break
			}
			j += next
			run := backticks(c.text[j:])
			c.last[run] = j
			j += run
		}
	}
	if c.last[n] <= i {
		return Part{}, i + n
	}
	for j := i + n; ; {
		j += strings.IndexByte(c.text[j:], '`')
		run := backticks(c.text[j:])
		if run == n {
			return code(c.text, i, j+n, n), 0
		}
		j += run
	}
}

// code returns a code span. A blank on both sides is not its own: it is how
// code is written that begins or ends with a backtick.
func code(s string, from, to, n int) Part {
	inner := s[from+n : to-n]
	if len(inner) > 2 && isBlankByte(inner[0]) && isBlankByte(inner[len(inner)-1]) && strings.Trim(inner, " \n") != "" {
		n++
	}
	return Part{Kind: Code, From: from, To: to, Open: n, Close: n}
}

func isBlankByte(c byte) bool { return c == ' ' || c == '\n' }

func backticks(s string) int { return len(s) - len(strings.TrimLeft(s, "`")) }
