package session

import (
	"context"
	"crypto/rand"
	"strconv"
	"time"

	"confab/server/wire"
)

// write sends what waits, oldest first and no faster than the server wants it,
// until nothing can be sent and ended is over (nil), or the connection fails.
// Because it wakes up anyhow, it also sees the end of a mute and of an invitation.
// What was written to another connection and not answered is sent again, under
// its key: the server knows it if it has it.
func (s *Session) write(ended context.Context, l *link) error {
	pace := wire.Pace{Rate: wire.Rate, Burst: wire.Burst}
	if limits := l.welcome.Limits; limits.Burst > 0 { // or it is a server that does not say
		pace = wire.Pace{Rate: limits.Rate, Burst: limits.Burst}
	}
	said := time.Now()
	for {
		line, prefixes, wait := s.nextLine(l, ended.Err() != nil)
		if line == nil {
			select {
			case <-l.wake:
				continue
			case <-ended.Done():
				return nil
			case <-time.After(min(wait, time.Until(said.Add(pingAfter)))):
				if time.Since(said) < pingAfter {
					continue
				}
				l.ping++
				line = wire.AppendRequest(nil, wire.Ping{ID: strconv.FormatUint(l.ping, 10)})
			}
		}
		wait = pace.Next(time.Now(), len(line))
		if prefixes > 0 {
			wait = pace.Next(time.Now(), prefixes)
		}
		if wait > 0 { // who leaves says the rest at once
			select {
			case <-time.After(wait):
			case <-ended.Done():
			}
		}
		if _, err := l.nc.Write(line); err != nil {
			if ended.Err() != nil {
				_ = l.nc.Close() // wakes listen; whoever leaves has waited long enough
			} else {
				l.ending()
			}
			return err
		}
		said = time.Now()
	}
}

// nextLine returns the next line for a connection, and how many bytes of
// prefixes it counts for; nil if there is none, and how long there will be none
// if nobody asks for one. Who leaves wants to know nothing more.
func (s *Session) nextLine(l *link, leaving bool) (line []byte, prefixes int, wait time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	wait = pingAfter
	if !leaving {
		muted, offered := s.unmute(), s.expireOffers()
		if !l.asked {
			l.asked = true
			return wire.AppendRequest(nil, wire.Who{}), 0, 0
		}
		if after := l.whoAfter; after != "" {
			l.whoAfter = ""
			return wire.AppendRequest(nil, wire.Who{After: after}), 0, 0
		}
		if !l.listed && l.hasDevices() {
			l.listed = true
			return wire.AppendRequest(nil, wire.Devices{ID: rand.Text()}), 0, 0
		}
		if line = l.unasked(); line != nil {
			return line, 0, 0
		}
		if line = s.typing(l); line != nil {
			return line, 0, 0
		}
		if line, wait = s.fetch(l); line != nil {
			return line, 0, 0
		}
		for _, left := range []time.Duration{muted, offered} {
			if left > 0 {
				wait = min(wait, left)
			}
		}
	}
	for _, e := range s.waiting {
		if e.sent == l {
			continue
		}
		if until := time.Until(e.after); until > 0 {
			wait = min(wait, until) // those behind it must not overtake it
			break
		}
		e.sent = l
		if e.message != nil {
			prefixes = wire.Prefixes(e.message.Text, e.Name)
		}
		return e.Line, prefixes, 0
	}
	return s.reading(l), 0, wait
}
