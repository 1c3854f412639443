package session

import (
	"strings"

	"confab/backend/text"
	"confab/server/wire"
)

// Edit gives a message of one's own, whose key is target, another text. Like
// the following it is kept under a key of its own until the server has it, as
// Send does it, and comes back as a Change. The error is a Problem.
func (s *Session) Edit(room, key, target, text string) error {
	said, err := written(text)
	if err != nil {
		return err
	}
	return s.Do(wire.Edit{Room: room, ID: key, Target: target, Text: said})
}

// Retract takes a message of one's own back. The error is a Problem.
func (s *Session) Retract(room, key, target string) error {
	return s.Do(wire.Retract{Room: room, ID: key, Target: target})
}

// React puts a reaction on a message, or takes it off: one emoji, see
// wire.IsEmoji. The error is a Problem.
func (s *Session) React(room, key, target, emoji string, off bool) error {
	return s.Do(wire.React{Room: room, ID: key, Target: target, Emoji: emoji, Off: off})
}

// written returns a text as it is said: as it can be sent, without the line
// ends behind it.
func written(said string) (string, error) {
	said = strings.TrimRight(text.Clean(said), "\n")
	if wire.IsBlank(said) {
		return "", problem(NothingToSend)
	}
	return said, nil
}
