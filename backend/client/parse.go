package client

import (
	"confab/backend/archive"
	"confab/backend/session"
	"confab/backend/text"
)

// A Written is a text as it would be sent, and what it is made of.
type Written struct {
	Text  string      `json:"text"`
	Parts []text.Part `json:"parts,omitempty"`
}

// Parse returns what would be sent of a text that somebody writes or pastes, up
// to 256 KiB: a window shows it before it is kept.
func (c *Chat) Parse(written string) (Written, error) {
	if len(written) > maxDraft {
		return Written{}, session.NewProblem(TextTooLong)
	}
	c.mu.Lock()
	p, you := c.person, c.at.You
	c.mu.Unlock()
	clean := text.Clean(written)
	return Written{clean, c.parse(p, you, clean)}, nil
}

// parse returns what a text is made of to the person, who may only have a name.
func (c *Chat) parse(p *archive.Person, you, s string) []text.Part {
	if p == nil {
		return text.Parse(s, text.Names{You: you, Known: c.roster.knows})
	}
	return p.Parse(s)
}
