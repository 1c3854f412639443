package session

import (
	"context"
	"strings"
	"time"

	"confab/server/wire"
)

// maxKey is how long the key of a message may be, in bytes; a UUID has 36.
const maxKey = 64

// Send says text in room, which is the lobby. key is the message's identity,
// made by the caller; sending the same key and text again does nothing. Send
// returns when the session has taken the message
// over, not when the server has it: its State says how far it is. A text of
// several lines goes out as several. The error is a Problem.
func (s *Session) Send(room, key, text string) error {
	if room != wire.Lobby {
		return problem(InvalidText, "This server has no other room than the lobby.")
	}
	if key == "" || len(key) > maxKey {
		return problem(Internal, "The message has no usable key.")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.at.State == Idle {
		return problem(NotConnected, "You are not connected. Pick a server first.")
	}
	if err := checkText(s.at.You, text); err != nil {
		return err
	}
	if old := s.known.find(key); old != nil {
		if old.Text != text || !old.Own {
			return problem(InvalidText, "Another message has been sent under this key.")
		}
		return nil
	}
	s.emitMessage(s.known.add(Message{Key: key, Room: room, From: s.at.You, Text: text, Own: true, State: Waiting}))
	if s.link == nil {
		s.moveLocked(func(*Connection) {}) // one more waits
		return nil
	}
	select {
	case s.link.wake <- struct{}{}:
	default: // it is awake already
	}
	return nil
}

// emitMessage reports m; the caller holds mu.
func (s *Session) emitMessage(m Message) { s.emit(Event{Message: &m}) }

// checkText returns a Problem if the server would refuse text.
func checkText(name, text string) error {
	lines := lines(text)
	if len(lines) == 0 {
		return problem(InvalidText, "There is nothing to send.")
	}
	for _, line := range lines {
		if len(wire.Prefix(name))+len(line) > wire.MaxLine {
			return problem(InvalidText, "A line of this message is too long. Split it and send it again.")
		}
		if wire.CheckText([]byte(line)) != nil {
			return problem(InvalidText, "This message has characters that can't be sent. Remove them and send it again.")
		}
	}
	return nil
}

// lines returns the lines of a text that have something in them.
func lines(text string) (lines []string) {
	for line := range strings.Lines(text) {
		if line = strings.TrimRight(line, "\r\n"); strings.TrimSpace(line) != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// write sends what waits line by line, oldest first and no faster than the
// server wants it, until nothing waits and ended is over (nil), or the
// connection fails. A line that a broken connection cut is sent again, because
// the server drops a line without its end; the lines before it are not.
func (s *Session) write(ended context.Context, l *link) error {
	pace := wire.Pace{Rate: wire.Rate, Burst: wire.Burst}
	for {
		key, line := s.nextLine()
		if key == "" {
			select {
			case <-l.wake:
				continue
			case <-ended.Done():
				return nil
			}
		}
		// Always with our prefix: a text that begins with one is quoted. Who
		// leaves says the rest at once.
		out := []byte(wire.Prefix(l.name) + line + "\n")
		if wait := pace.Next(time.Now(), len(out)); wait > 0 {
			select {
			case <-time.After(wait):
			case <-ended.Done():
			}
		}
		if _, err := l.nc.Write(out); err != nil {
			_ = l.nc.Close() // wakes hear
			return err
		}
		s.sent(key)
	}
}

// nextLine returns the oldest line that waits, and the key of its message.
func (s *Session) nextLine() (key, line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.known.firstWaiting()
	if m == nil {
		return "", ""
	}
	return m.Key, lines(m.Text)[s.known.linesSent]
}

// sent notes that a line of a message has been written.
func (s *Session) sent(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.known.find(key)
	if m == nil {
		return
	}
	if s.known.linesSent++; s.known.linesSent < len(lines(m.Text)) {
		return
	}
	s.known.linesSent = 0
	m.State = Sent
	s.emitMessage(*m)
	if s.at.Waiting > 0 {
		s.moveLocked(func(*Connection) {}) // one less waits
	}
}
