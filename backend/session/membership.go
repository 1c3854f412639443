package session

import (
	"context"
	"strings"
	"unicode/utf8"

	"confab/backend/text"
	"confab/server/wire"
)

// OpenRoom makes a room with a topic, which may be empty, and the person in it;
// a private one exists for its members alone. Like the following it returns
// when the server has done it, and what changes has been reported by then. It
// is asked once, over the connection that there is. The error is a Problem.
func (s *Session) OpenRoom(ctx context.Context, room, topic string, private bool) error {
	if !wire.IsRoom(room) || wire.IsDirect(room) {
		return problem(BadRoom, "max", wire.MaxRoom)
	}
	topic = text.CleanLine(topic)
	if err := isTopic(topic); err != nil {
		return err
	}
	return s.alter(ctx, room, func(key string) any { return wire.Open{Room: room, ID: key, Topic: topic, Private: private} })
}

// Join makes the person a member of a room that is not private, or to which they
// are invited. Who is one
// already stays one. The error is a Problem.
func (s *Session) Join(ctx context.Context, room string) error {
	return s.alter(ctx, room, func(key string) any { return wire.Join{Room: room, ID: key} })
}

// LeaveRoom ends the person's membership. The error is a Problem.
func (s *Session) LeaveRoom(ctx context.Context, room string) error {
	return s.alter(ctx, room, func(key string) any { return wire.Leave{Room: room, ID: key} })
}

// SetTopic gives a room another topic: one line of up to wire.MaxTopic
// characters, or none. The error is a Problem.
func (s *Session) SetTopic(ctx context.Context, room, topic string) error {
	topic = text.CleanLine(topic)
	if err := isTopic(topic); err != nil {
		return err
	}
	return s.alter(ctx, room, func(key string) any { return wire.Topic{Room: room, ID: key, Topic: topic} })
}

// InviteTo invites somebody to a room, who may be a member already: they become
// one when they accept it. The error is a Problem.
func (s *Session) InviteTo(ctx context.Context, room, name string) error {
	return s.alter(ctx, room, func(key string) any { return wire.Invite{Room: room, ID: key, Name: name} })
}

// Direct returns the name of the room of the person and somebody else, which is
// opened if there is none. The error is a Problem.
func (s *Session) Direct(ctx context.Context, name string) (room string, err error) {
	room, err = s.altered(ctx, func(key string) any { return wire.Direct{ID: key, Name: name} })
	if err == nil && !wire.IsDirect(room) {
		return "", notUnderstood()
	}
	return room, err
}

// alter asks for a change of a room.
func (s *Session) alter(ctx context.Context, room string, request func(key string) any) error {
	if err := isAskable(room); err != nil {
		return err
	}
	altered, err := s.altered(ctx, request)
	if err == nil && altered != room {
		return notUnderstood()
	}
	return err
}

// altered asks for a change of a room, and returns the room's name: of the
// event that the change is, or of the room if it is so already.
func (s *Session) altered(ctx context.Context, request func(key string) any) (room string, err error) {
	answer, _, err := s.ask(ctx, request)
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

// isTopic returns why a room cannot have a topic, if it cannot.
func isTopic(topic string) error {
	if utf8.RuneCountInString(topic) > wire.MaxTopic || strings.Contains(topic, "\n") {
		return problem(BadTopic, "max", wire.MaxTopic)
	}
	return nil
}
