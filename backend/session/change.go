package session

import (
	"context"
	"maps"
	"reflect"
	"unicode/utf8"

	"confab/backend/text"
	"confab/server/wire"
)

// Change makes a change in a room that is about a message: it sends one, or edits,
// retracts, reacts to or removes one. change has the members of the request as
// PROTOCOL.md has them, its type and its id among them, but for the room. A text
// is cleaned first, and everything is checked.
//
// A change that needs a role is made at once, over the current connection, or not
// at all, and Change returns when the server has answered. Any other is stored on
// this device until the server has it, see Do. The error is a Problem.
func (s *Session) Change(ctx context.Context, room string, change map[string]any) error {
	request, kind, err := parseChange(room, change)
	if err != nil {
		return err
	}
	if !kind.Has(wire.NeedsRole) {
		return s.Do(request)
	}
	_, _, err = callFor[wire.Event](ctx, s.moderationCalls.calls, func(id string) any {
		named := maps.Clone(change)
		named["id"] = id
		again, _, _ := parseChange(room, named) // which differs by its ID alone
		return again
	})
	return err
}

// parseChange returns a change as one of the requests of package wire, by value.
func parseChange(room string, change map[string]any) (any, *wire.RequestKind, error) {
	members := maps.Clone(change)
	if members == nil {
		members = map[string]any{}
	}
	members["room"] = room
	for _, member := range members {
		if said, ok := member.(string); ok && !utf8.ValidString(said) { // JSON has no words for it
			return nil, nil, denied(wire.Refuse(wire.BadText))
		}
	}
	if said, ok := members["text"].(string); ok {
		clean, err := cleanText(said)
		if err != nil {
			return nil, nil, err
		}
		members["text"] = clean
	}
	if reason, ok := members["reason"].(string); ok {
		members["reason"] = text.CleanLine(reason)
	}
	request, bad := wire.ParseRequest(wire.Encode(members))
	switch {
	case bad != nil && bad.Code == wire.UnknownType:
		return nil, nil, problem(Internal)
	case bad != nil:
		return nil, nil, denied(bad)
	}
	kind := wire.RequestOf(request)
	if kind.Class != wire.MessageChange {
		return nil, nil, problem(Internal)
	}
	return reflect.ValueOf(request).Elem().Interface(), kind, nil
}
