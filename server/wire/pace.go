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

// Prefixes returns how many bytes of prefixes a text of the user name
// has for those who speak CHAT/1.0 or CHAT/1.1, each of whose lines begins with
// one. They may be many times what the text has itself, and count as a line of their own
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

// Turns returns how many lines so many bytes count for.
func Turns(bytes int) int { return 1 + max(bytes-1, 0)/bytesPerTurn }

// step is how long one line takes at the rate.
func (p *Pace) step() time.Duration { return time.Duration(float64(time.Second) / p.Rate) }

// add counts so many bytes.
func (p *Pace) add(now time.Time, bytes int) {
	if p.due.Before(now) {
		p.due = now
	}
	p.due = p.due.Add(p.step() * time.Duration(Turns(bytes)))
}

// Next returns how long the client has to wait, at now, before its next line,
// which has so many bytes. Every call counts as a line.
func (p *Pace) Next(now time.Time, bytes int) time.Duration {
	if p.Rate <= 0 {
		return 0
	}
	p.add(now, bytes)
	return p.due.Sub(now) - p.step()*time.Duration(p.Burst)
}

// Wait returns how long a line of so many bytes would have to wait, and counts
// nothing. One that is more than a burst waits for a whole one.
func (p *Pace) Wait(now time.Time, bytes int) time.Duration {
	if p.Rate <= 0 {
		return 0
	}
	return max(p.due.Sub(now), 0) - p.step()*time.Duration(p.Burst-min(Turns(bytes), p.Burst))
}

// mostCharged is how long one has to wait at most for what was charged.
const mostCharged = time.Second

// Charge counts so many bytes without a wait: the next line waits for them.
func (p *Pace) Charge(now time.Time, bytes int) {
	if p.Rate <= 0 {
		return
	}
	before, most := p.due, now.Add(p.step()*time.Duration(p.Burst)+mostCharged)
	p.add(now, bytes)
	if p.due.After(most) { // what waits already is not forgotten
		p.due = most
		if before.After(most) {
			p.due = before
		}
	}
}
