package chat

import "time"

// bytesPerTurn is how much of a line counts as one message for the rate.
const bytesPerTurn = 4 << 10

// A pace keeps one client to rate lines a second with bursts of burst lines,
// by saying how long to wait: the generic cell rate algorithm (ITU-T I.371
// Annex A), which is one time. A long line counts as several, so that a client
// cannot fill everybody's connection with few of them.
type pace struct {
	rate  float64 // lines a second, 0 is no limit
	burst int

	due time.Time // when the client would be where it is without any burst
}

// next returns how long the client has to wait, at now, for a line of so many bytes.
func (p *pace) next(now time.Time, bytes int) time.Duration {
	if p.rate <= 0 {
		return 0
	}
	step := time.Duration(float64(time.Second) / p.rate)
	if p.due.Before(now) {
		p.due = now
	}
	turns := 1 + max(bytes-1, 0)/bytesPerTurn
	p.due = p.due.Add(step * time.Duration(turns))
	return p.due.Sub(now) - step*time.Duration(p.burst)
}
