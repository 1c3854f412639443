package session

import (
	"context"

	"confab/backend/text"
	"confab/server/wire"
)

// A Subject is on whom something is done, and how. What an act does not need is
// left empty; what it needs says wire.Moderate.
type Subject struct {
	Name    string `json:"name"`
	Address string `json:"address"` // of a ban or a pardon, instead of Name
	Minutes int    `json:"minutes"` // of a mute and a ban; 0 is for good
	Reason  string `json:"reason"`  // one line of up to wire.MaxReason characters
	Role    string `json:"role"`
	Room    string `json:"room,omitempty"` // that is closed, instead of Name
	Force   bool   `json:"force"`          // of a mute and a ban: also of a name that nobody has now
}

// An AuditEntry is one thing that has been done on the server. What it does not
// have is empty.
type AuditEntry struct {
	ID      int64  `json:"id"`
	At      string `json:"at"` // RFC 3339 with milliseconds
	By      string `json:"by"` // a name, or "server" for its own terminal
	Act     string `json:"act"`
	Name    string `json:"name"`
	Address string `json:"address"`
	Room    string `json:"room"`
	Role    string `json:"role"`
	Until   string `json:"until"`
	Reason  string `json:"reason"`
}

// An Audit is a page of what has been done, the newest first.
type Audit struct {
	Entries []AuditEntry `json:"entries"`
	More    bool         `json:"more"` // there are older ones
}

// A Sanction is a mute or a ban that holds.
type Sanction struct {
	ID      int64  `json:"id"`
	Act     string `json:"act"`
	Name    string `json:"name"`
	Address string `json:"address"`
	By      string `json:"by"`
	At      string `json:"at"`
	Until   string `json:"until"` // by this device's clock; empty is for good
	Reason  string `json:"reason"`
}

// Sanctions are a page of what holds against whom, the newest first.
type Sanctions struct {
	Closed  bool       `json:"closed"` // nobody gets a name that has none
	Entries []Sanction `json:"entries"`
	More    bool       `json:"more"` // there are older ones
}

// Moderate does an act, one of those of package wire. The error is a Problem.
func (s *Session) Moderate(ctx context.Context, act string, on Subject) error {
	return s.doNow(ctx, func(key string) any {
		return wire.Moderate{ID: key, Act: act, Name: on.Name, Address: on.Address, Minutes: on.Minutes, Reason: text.CleanLine(on.Reason), Role: wire.Role(on.Role), Room: on.Room, Force: on.Force}
	})
}

// Remove takes somebody's message away, whose key is target: it returns when
// everybody is told so, by a Change. The error is a Problem.
func (s *Session) Remove(ctx context.Context, room, target, reason string) error {
	_, _, err := ask[wire.Event](ctx, s, func(key string) any {
		return wire.Remove{Room: room, ID: key, Target: target, Reason: text.CleanLine(reason)}
	})
	return err
}

// Audit returns what has been done before the entry with an ID; 0 is the
// newest. The error is a Problem.
func (s *Session) Audit(ctx context.Context, before int64) (Audit, error) {
	said, _, err := ask[wire.AuditLog](ctx, s, func(key string) any {
		return wire.Audit{ID: key, Before: before, Limit: wire.MaxEntries}
	})
	if err != nil {
		return Audit{}, err
	}
	page := Audit{Entries: []AuditEntry{}, More: said.More}
	for _, e := range said.Entries {
		if !soundEntry(e.ID, e.Act) || len(page.Entries) == wire.MaxEntries {
			s.log.Warn("the server says what cannot be read", "error", "an entry of the audit")
			continue
		}
		page.Entries = append(page.Entries, AuditEntry{
			ID: e.ID, At: localTime(e.At), By: shown(e.By, maxNameBytes), Act: e.Act, Name: shown(e.Name, maxNameBytes), Address: shown(e.Address, maxAddress),
			Room: shown(e.Room, wire.MaxRoom), Role: role(e.Role), Until: localTime(e.Until), Reason: shown(e.Reason, wire.MaxReason),
		})
	}
	return page, nil
}

// Sanctions returns what holds, before the one with an ID; 0 is the newest. The
// error is a Problem.
func (s *Session) Sanctions(ctx context.Context, before int64) (Sanctions, error) {
	said, _, err := ask[wire.SanctionList](ctx, s, func(key string) any {
		return wire.Sanctions{ID: key, Before: before, Limit: wire.MaxEntries}
	})
	if err != nil {
		return Sanctions{}, err
	}
	page := Sanctions{Closed: said.Closed, Entries: []Sanction{}, More: said.More}
	for _, e := range said.Entries {
		if !soundEntry(e.ID, e.Act) || len(page.Entries) == wire.MaxEntries {
			s.log.Warn("the server says what cannot be read", "error", "a sanction")
			continue
		}
		page.Entries = append(page.Entries, Sanction{
			ID: e.ID, Act: e.Act, Name: shown(e.Name, maxNameBytes), Address: shown(e.Address, maxAddress), By: shown(e.By, maxNameBytes),
			At: localTime(e.At), Until: stampOf(endIn(e.For)), Reason: shown(e.Reason, wire.MaxReason),
		})
	}
	return page, nil
}

// soundEntry is soundEvent for an entry of a list.
func soundEntry(id int64, act string) bool {
	return id > 0 && id <= MaxPlace && isWord(act, wire.MaxKey)
}
