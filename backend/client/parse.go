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

// Parse returns what would be sent of a text that the user writes or pastes, up
// to 256 KiB: the window shows it before it is stored.
func (c *Chat) Parse(written string) (Written, error) {
	if len(written) > maxDraft {
		return Written{}, session.NewProblem(TextTooLong)
	}
	var account *archive.Person
	var you string
	c.core.do(func(s *state) { account, you = s.account, s.at.You })
	clean := text.Clean(written)
	return Written{clean, parse(account, you, clean, c.core.roster)}, nil
}

// parse returns what a text is made of to a user, who may have no account yet.
func parse(account *archive.Person, you, s string, r *roster) []text.Part {
	if account == nil {
		return text.Parse(s, text.Names{You: you, Known: r.knows})
	}
	return account.Parse(s)
}
