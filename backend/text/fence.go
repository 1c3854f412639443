package text

import (
	"math"
	"strings"
)

// A fenceLine is what a line may be to fenced code (CommonMark 0.31, section
// 4.5): up to three blanks, then three or more of one sign.
type fenceLine struct {
	from, to int // without the line feed
	sign     byte
	opens    int // how many signs it opens with; 0 if it cannot open
	info     int // where what follows them begins
	closes   int // how many signs it is, and nothing else; 0 if it cannot close
	ends     int // how many signs it ends with, behind something else
}

const leastFence = 3

// fencesIn returns the fenced code in a text, in bytes. A fence that nobody
// closes is none: what is written in a chat goes on below it, and somebody who
// begins a line with ``` by mistake has not written a page of code.
//
// A fence takes the line feeds before and behind it with it, which are no empty
// lines to be shown.
func fencesIn(s string) (fences []Part) {
	if !strings.Contains(s, "```") && !strings.Contains(s, "~~~") {
		return nil
	}
	lines := fenceLines(s)
	closing, done := newClosing(lines), 0
	for i := 0; i < len(lines); i++ {
		if lines[i].opens == 0 {
			continue
		}
		last, signs, ok := closing.find(lines, i)
		if !ok {
			continue
		}
		f := fence(s, done, lines[i], lines[last], signs)
		fences, done = append(fences, f), f.To
		i = last
	}
	return fences
}

// fence returns the part from the line that opens it to the one that closes it,
// or ends with so many signs that do. The part before it ends at done.
func fence(s string, done int, first, last fenceLine, signs int) Part {
	f := Part{Kind: Fence, From: first.from, To: last.to}
	shownFrom, shownTo := first.to+1, last.from-1
	if signs > 0 {
		shownTo = last.to - signs
	}
	if info := strings.Trim(s[first.info:first.to], " \t"); strings.ContainsAny(info, " \t") {
		// That is no name of a language: it would be lost.
		shownFrom = first.info + strings.Index(s[first.info:first.to], info)
	}
	shownTo = max(shownFrom, shownTo)
	if f.From > done {
		f.From--
	}
	if f.To < len(s) {
		f.To++
	}
	shownFrom = min(shownFrom, shownTo, f.To)
	f.Open, f.Close = shownFrom-f.From, f.To-min(shownTo, f.To)
	return f
}

func fenceLines(s string) (lines []fenceLine) {
	for from := 0; from <= len(s); {
		to := strings.IndexByte(s[from:], '\n')
		if to < 0 {
			to = len(s)
		} else {
			to += from
		}
		lines = append(lines, readFenceLine(s, from, to))
		from = to + 1
	}
	return lines
}

func readFenceLine(s string, from, to int) fenceLine {
	l := fenceLine{from: from, to: to}
	begin := from
	for begin < to && begin-from < 3 && s[begin] == ' ' {
		begin++
	}
	end := from + len(strings.TrimRight(s[from:to], " \t"))
	if run := runLen(s[begin:to]); run >= leastFence {
		l.sign, l.info = s[begin], begin+run
		if l.sign == '~' || !strings.Contains(s[l.info:to], "`") {
			l.opens = run
		}
		if begin+run == end {
			l.closes = run
			return l
		}
	}
	if end == to && to > from { // signs behind something; blanks behind those would be lost
		sign := s[to-1]
		run := to - from - len(strings.TrimRight(s[from:to], string(sign)))
		if (sign == '`' || sign == '~') && run >= leastFence && run < to-from && l.opens == 0 {
			l.sign, l.ends = sign, run
		}
	}
	return l
}

// runLen returns how many backticks or tildes s begins with.
func runLen(s string) int {
	n := 0
	if s != "" && (s[0] == '`' || s[0] == '~') {
		for n < len(s) && s[n] == s[0] {
			n++
		}
	}
	return n
}

// A closing knows, for each line, how much the lines behind it can close: so
// that nobody looks through them for what is not there, which takes for ever
// where many fences stay open.
type closing struct{ backticks, tildes, behindBackticks, behindTildes []int }

func newClosing(lines []fenceLine) closing {
	n := len(lines) + 1
	c := closing{make([]int, n), make([]int, n), make([]int, n), make([]int, n)}
	for i := len(lines) - 1; i >= 0; i-- {
		l := lines[i]
		c.backticks[i], c.tildes[i] = c.backticks[i+1], c.tildes[i+1]
		c.behindBackticks[i], c.behindTildes[i] = c.behindBackticks[i+1], c.behindTildes[i+1]
		if l.sign == '`' {
			c.backticks[i] = max(c.backticks[i], l.closes)
			c.behindBackticks[i] = max(c.behindBackticks[i], l.ends)
		} else {
			c.tildes[i] = max(c.tildes[i], l.closes)
			c.behindTildes[i] = max(c.behindTildes[i], l.ends)
		}
	}
	return c
}

// find returns the line that closes the fence that a line opens: the first that
// is nothing else. Where there is none, the first that ends with as many signs
// does, whose number it returns: so people close what they have pasted.
func (c closing) find(lines []fenceLine, opens int) (line, signs int, ok bool) {
	l := lines[opens]
	most, behind := c.backticks[opens+1], c.behindBackticks[opens+1]
	if l.sign == '~' {
		most, behind = c.tildes[opens+1], c.behindTildes[opens+1]
	}
	least, leastBehind := l.opens, math.MaxInt
	if most < l.opens {
		if behind < l.opens {
			return 0, 0, false
		}
		least, leastBehind = math.MaxInt, l.opens
	}
	for i := opens + 1; ; i++ {
		if lines[i].sign != l.sign {
			continue
		}
		if lines[i].closes >= least {
			return i, 0, true
		}
		if lines[i].ends >= leastBehind {
			return i, lines[i].ends, true
		}
	}
}
