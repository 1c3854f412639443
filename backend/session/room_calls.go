package session

import (
	"context"
	"strings"
	"unicode/utf8"

	"confab/backend/text"
	"confab/server/wire"
)

// roomCalls change rooms and memberships, and ask about rooms. Each is made once,
// over the current connection, and returns when the server has answered; what
// changes has been reported by then. The errors are Problems.
type roomCalls struct{ calls caller }

// OpenRoom makes a room with a topic, which may be empty, and the user in it; a
// private one is visible to its members alone.
func (r roomCalls) OpenRoom(ctx context.Context, room, topic string, private bool) error {
	if !wire.IsRoom(room) || wire.IsDirect(room) {
		return problem(BadRoom, "max", wire.MaxRoom)
	}
	topic = text.CleanLine(topic)
	if err := isTopic(topic); err != nil {
		return err
	}
	return r.change(ctx, room, func(key string) any { return wire.Open{Room: room, ID: key, Topic: topic, Private: private} })
}

// Join makes the user a member of a room that is not private, or to which they are
// invited. A member stays one.
func (r roomCalls) Join(ctx context.Context, room string) error {
	return r.change(ctx, room, func(key string) any { return wire.Join{Room: room, ID: key} })
}

// LeaveRoom ends the user's membership.
func (r roomCalls) LeaveRoom(ctx context.Context, room string) error {
	return r.change(ctx, room, func(key string) any { return wire.Leave{Room: room, ID: key} })
}

// SetTopic gives a room another topic: one line of up to wire.MaxTopic characters,
// or none.
func (r roomCalls) SetTopic(ctx context.Context, room, topic string) error {
	topic = text.CleanLine(topic)
	if err := isTopic(topic); err != nil {
		return err
	}
	return r.change(ctx, room, func(key string) any { return wire.Topic{Room: room, ID: key, Topic: topic} })
}

// InviteTo invites another user to a room, who becomes a member by accepting it,
// and may be one already.
func (r roomCalls) InviteTo(ctx context.Context, room, name string) error {
	return r.change(ctx, room, func(key string) any { return wire.Invite{Room: room, ID: key, Name: name} })
}

// Decline declines an invitation to a room.
func (r roomCalls) Decline(ctx context.Context, room string) error {
	return r.calls.done(ctx, func(key string) any { return wire.Decline{Room: room, ID: key} })
}

// Direct returns the name of the room of the user and another one, which is opened
// if there is none.
func (r roomCalls) Direct(ctx context.Context, name string) (room string, err error) {
	room, err = r.changed(ctx, func(key string) any { return wire.Direct{ID: key, Name: name} })
	if err == nil && !wire.IsDirect(room) {
		return "", notUnderstood()
	}
	return room, err
}

// Members returns the names of a room's members, connected or not, in order; of
// the lobby's those who are connected. At most 100,000 come, as many as a session
// remembers.
func (r roomCalls) Members(ctx context.Context, room string) ([]string, error) {
	return query[[]string](ctx, r.calls, room, func(*loop) *pendingCall {
		return &pendingCall{kind: aWho, room: room, line: wire.AppendRequest(nil, wire.Who{Room: room}), answer: make(chan any, 1)}
	})
}

// History returns what happened in a room right before a place, or the newest if
// that is 0, oldest first, up to wire.MaxPage of it, and whether there is more
// before it. Every event is a Message or a Change, and is not reported as an Event
// as well. Of another journal than the server's, or before its first event, there
// is nothing to return, which is no error.
func (r roomCalls) History(ctx context.Context, room string, before int64) (events []Event, more bool, err error) {
	if before < 0 {
		return nil, false, problem(Internal)
	}
	page, err := query[*historyPage](ctx, r.calls, room, func(lp *loop) *pendingCall {
		g := lp.replica.beforePlace(room, before)
		if lp.link != nil && g.before <= 1 {
			return nil
		}
		request := wire.History{Room: room, Before: g.before, Limit: wire.MaxPage}
		if before == 0 {
			request.Before = 0
		}
		return &pendingCall{kind: aHistory, gap: g, line: wire.AppendRequest(nil, request), answer: make(chan any, 1)}
	})
	switch {
	case err != nil:
		return nil, false, err
	case page == nil:
		return []Event{}, false, nil
	}
	return page.events, page.more, nil
}

// A historyPage is what History returns.
type historyPage struct {
	events []Event
	more   bool
}

// query makes a call without a key about a room, and returns the answer; nothing
// if there is no call to make. call runs in the loop.
func query[T any](ctx context.Context, c caller, room string, call func(*loop) *pendingCall) (answer T, err error) {
	if err := isAskable(room); err != nil {
		return answer, err
	}
	var p *pendingCall
	c.loop.do(func() {
		if p = call(c.loop); p != nil {
			_, err = put(c.loop, p)
		}
	})
	if err != nil || p == nil {
		return answer, err
	}
	said, err := c.await(ctx, p)
	if err != nil {
		return answer, err
	}
	answer, ok := said.(T)
	if !ok {
		return answer, notUnderstood()
	}
	return answer, nil
}

// change makes a call that changes a room.
func (r roomCalls) change(ctx context.Context, room string, request func(key string) any) error {
	if err := isAskable(room); err != nil {
		return err
	}
	changed, err := r.changed(ctx, request)
	if err == nil && changed != room {
		return notUnderstood()
	}
	return err
}

// changed makes a call that changes a room, and returns the room's name: of the
// event that the change is, or of the room if it is so already.
func (r roomCalls) changed(ctx context.Context, request func(key string) any) (room string, err error) {
	answer, _, err := r.calls.call(ctx, request)
	if err != nil {
		return "", err
	}
	switch a := answer.(type) {
	case *wire.Event:
		return a.Room, nil
	case *wire.RoomInfo:
		return a.Name, nil
	}
	return "", notUnderstood()
}

// isAskable returns why a server need not be asked about a room.
func isAskable(room string) error {
	if !wire.IsRoom(room) {
		return problem(BadRoom, "max", wire.MaxRoom)
	}
	return nil
}

// isTopic returns why a room cannot have a topic, if it cannot.
func isTopic(topic string) error {
	if utf8.RuneCountInString(topic) > wire.MaxTopic || strings.Contains(topic, "\n") {
		return problem(BadTopic, "max", wire.MaxTopic)
	}
	return nil
}
