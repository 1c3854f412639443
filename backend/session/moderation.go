package session

import (
	"context"

	"confab/backend/text"
	"confab/server/wire"
)

// A Subject is whom a moderation action is for, and its details. What an action
// does not need is left empty; wire.Moderate says what it needs.
type Subject struct {
	Name    string `json:"name"`
	Address string `json:"address"` // of a ban or an unban, instead of Name
	Minutes int    `json:"minutes"` // of a mute and a ban; 0 has no end
	Reason  string `json:"reason"`  // one line of up to wire.MaxReason characters
	Role    string `json:"role"`
	Room    string `json:"room,omitempty"` // that is closed, instead of Name
	Force   bool   `json:"force"`          // of a mute and a ban: also of a name that no user has now
}

// An AuditEntry is one action of the server's audit log. What it does not have is
// empty.
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

// An Audit is a page of the audit log, the newest first.
type Audit struct {
	Entries []AuditEntry `json:"entries"`
	More    bool         `json:"more"` // there are older ones
}

// A Sanction is a mute or a ban in force.
type Sanction struct {
	ID      int64  `json:"id"`
	Act     string `json:"act"`
	Name    string `json:"name"`
	Address string `json:"address"`
	By      string `json:"by"`
	At      string `json:"at"`
	Until   string `json:"until"` // by this device's clock; empty has no end
	Reason  string `json:"reason"`
}

// Sanctions are a page of those in force, the newest first.
type Sanctions struct {
	Closed  bool       `json:"closed"` // new names cannot be registered
	Entries []Sanction `json:"entries"`
	More    bool       `json:"more"` // there are older ones
}

// moderationCalls are moderation actions and what there is to know of them, and the
// user's own list of blocked users. Each is made once, over the current connection,
// and returns when the server has answered. The errors are Problems.
type moderationCalls struct{ calls caller }

// Block refuses another user's direct messages and invitations, on all devices.
func (m moderationCalls) Block(ctx context.Context, name string) error {
	return m.calls.done(ctx, func(key string) any { return wire.Block{ID: key, Name: name} })
}

// Unblock ends that.
func (m moderationCalls) Unblock(ctx context.Context, name string) error {
	return m.calls.done(ctx, func(key string) any { return wire.Unblock{ID: key, Name: name} })
}

// Moderate does an act, one of those of package wire. The error is a Problem.
func (m moderationCalls) Moderate(ctx context.Context, act string, on Subject) error {
	return m.calls.done(ctx, func(key string) any {
		return wire.Moderate{ID: key, Act: act, Name: on.Name, Address: on.Address, Minutes: on.Minutes, Reason: text.CleanLine(on.Reason), Role: wire.Role(on.Role), Room: on.Room, Force: on.Force}
	})
}

// Remove removes another user's message, whose key is target: it returns when
// everybody is told so, by a Change. The error is a Problem.
func (m moderationCalls) Remove(ctx context.Context, room, target, reason string) error {
	_, _, err := callFor[wire.Event](ctx, m.calls, func(key string) any {
		return wire.Remove{Room: room, ID: key, Target: target, Reason: text.CleanLine(reason)}
	})
	return err
}

// Audit returns what has been done before the entry with an ID; 0 is the
// newest. The error is a Problem.
func (m moderationCalls) Audit(ctx context.Context, before int64) (Audit, error) {
	said, _, err := callFor[wire.AuditLog](ctx, m.calls, func(key string) any {
		return wire.Audit{ID: key, Before: before, Limit: wire.MaxEntries}
	})
	if err != nil {
		return Audit{}, err
	}
	page := Audit{Entries: []AuditEntry{}, More: said.More}
	for _, e := range said.Entries {
		if !isSoundEntry(e.ID, e.Act) || len(page.Entries) == wire.MaxEntries {
			m.calls.loop.unreadable("an entry of the audit log")
			continue
		}
		page.Entries = append(page.Entries, AuditEntry{
			ID: e.ID, At: localTime(e.At), By: sanitize(e.By, maxNameBytes), Act: e.Act, Name: sanitize(e.Name, maxNameBytes), Address: sanitize(e.Address, maxAddress),
			Room: sanitize(e.Room, wire.MaxRoom), Role: role(e.Role), Until: localTime(e.Until), Reason: sanitize(e.Reason, wire.MaxReason),
		})
	}
	return page, nil
}

// Sanctions returns what holds, before the one with an ID; 0 is the newest. The
// error is a Problem.
func (m moderationCalls) Sanctions(ctx context.Context, before int64) (Sanctions, error) {
	said, _, err := callFor[wire.SanctionList](ctx, m.calls, func(key string) any {
		return wire.Sanctions{ID: key, Before: before, Limit: wire.MaxEntries}
	})
	if err != nil {
		return Sanctions{}, err
	}
	page := Sanctions{Closed: said.Closed, Entries: []Sanction{}, More: said.More}
	for _, e := range said.Entries {
		if !isSoundEntry(e.ID, e.Act) || len(page.Entries) == wire.MaxEntries {
			m.calls.loop.unreadable("a sanction")
			continue
		}
		page.Entries = append(page.Entries, Sanction{
			ID: e.ID, Act: e.Act, Name: sanitize(e.Name, maxNameBytes), Address: sanitize(e.Address, maxAddress), By: sanitize(e.By, maxNameBytes),
			At: localTime(e.At), Until: stampOf(endIn(e.For)), Reason: sanitize(e.Reason, wire.MaxReason),
		})
	}
	return page, nil
}

// isSoundEntry is isSoundEvent for an entry of a list.
func isSoundEntry(id int64, act string) bool {
	return id > 0 && id <= MaxPlace && isWord(act, wire.MaxID)
}
