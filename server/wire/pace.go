package wire

import (
	"strings"
	"time"
)

// How much one client may say, unless the server's -rate and -burst say
// something else. A client that keeps to it never waits for the server to read.
const (
	Rate  = 10 // lines a second
	Burst = 50 // lines at once
)

// bytesPerTurn is how much of a line counts as one line for the rate, so that a
// client cannot fill everybody's connection with few long ones.
const bytesPerTurn = 4 << 10

// fewPrefixes is how many bytes of prefixes a message may cause without counting as more than one.
const fewPrefixes = 1 << 10

// Prefixes returns how many bytes of prefixes a text of somebody called name
// has for those who speak CHAT/1.0, each of whose lines begins with one. They
// may be many times what the text has itself, and count as a line of their own
// for the Pace; a few count for nothing, which is 0.
func Prefixes(text, name string) int {
	n := strings.Count(text, "\n") * len(Prefix(name))
	if n < fewPrefixes {
		return 0
	}
	return n
}

// A Pace keeps one client to Rate lines a second with bursts of Burst lines, by
// saying how long to wait: the generic cell rate algorithm (ITU-T I.371
// Annex A), whose whole state is one time. It belongs to one goroutine.
type Pace struct {
	Rate  float64 // lines a second, 0 is no limit
	Burst int     // lines

	due time.Time // when the client would be where it is without any burst
}

// Next returns how long the client has to wait, at now, before its next line,
// which has so many bytes. Every call counts as a line.
func (p *Pace) Next(now time.Time, bytes int) time.Duration {
	if p.Rate <= 0 {
		return 0
	}
	step := time.Duration(float64(time.Second) / p.Rate)
	turns := 1 + max(bytes-1, 0)/bytesPerTurn
	if p.due.Before(now) {
		p.due = now
	}
	p.due = p.due.Add(step * time.Duration(turns))
	return p.due.Sub(now) - step*time.Duration(p.Burst)
}
