package client

import (
	"context"

	"confab/backend/session"
)

// requests are what the user asks of the server. The methods are those of
// [session.Session], where their errors and limits are described. They own no state.
type requests struct{ core *core }

// Change is [session.Session.Change]. Without a connection it also connects at
// once, however long the session would wait: a user who writes wants it sent.
func (r requests) Change(ctx context.Context, room string, change map[string]any) error {
	if err := r.core.session.Change(ctx, room, change); err != nil {
		return err
	}
	switch r.core.session.At().State {
	case session.Offline, session.Shutdown: // a server that has refused the user is not asked again for that
		r.core.session.Reconnect()
	}
	return nil
}

// Members is [session.Session.Members]. The client knows the names from then on.
func (r requests) Members(ctx context.Context, room string) ([]string, error) {
	names, err := r.core.session.Members(ctx, room)
	r.core.roster.add(names...)
	return names, err
}

// Typing tells the others in a room that the user is writing.
func (r requests) Typing(room string) { r.core.session.Typing(room) }

// ListRooms returns a page of the rooms that every user can join.
func (r requests) ListRooms(ctx context.Context, search, after string) (session.RoomList, error) {
	return r.core.session.ListRooms(ctx, search, after)
}

// OpenRoom makes a room with the user in it.
func (r requests) OpenRoom(ctx context.Context, room, topic string, private bool) error {
	return r.core.session.OpenRoom(ctx, room, topic, private)
}

// Join makes the user a member of a room.
func (r requests) Join(ctx context.Context, room string) error { return r.core.session.Join(ctx, room) }

// LeaveRoom ends the user's membership of a room.
func (r requests) LeaveRoom(ctx context.Context, room string) error {
	return r.core.session.LeaveRoom(ctx, room)
}

// SetTopic changes the topic of a room.
func (r requests) SetTopic(ctx context.Context, room, topic string) error {
	return r.core.session.SetTopic(ctx, room, topic)
}

// InviteTo invites another user to a room.
func (r requests) InviteTo(ctx context.Context, room, name string) error {
	return r.core.session.InviteTo(ctx, room, name)
}

// Decline declines an invitation to a room.
func (r requests) Decline(ctx context.Context, room string) error {
	return r.core.session.Decline(ctx, room)
}

// Direct returns the room of the user and another one, and opens it if needed.
func (r requests) Direct(ctx context.Context, name string) (room string, err error) {
	return r.core.session.Direct(ctx, name)
}

// Block refuses a user's direct messages and invitations.
func (r requests) Block(ctx context.Context, name string) error {
	return r.core.session.Block(ctx, name)
}

// Unblock ends that.
func (r requests) Unblock(ctx context.Context, name string) error {
	return r.core.session.Unblock(ctx, name)
}

// Devices asks for the user's devices, which come as an event.
func (r requests) Devices(ctx context.Context) error { return r.core.session.Devices(ctx) }

// Confirm accepts or refuses a device that asks to become one of the user's.
func (r requests) Confirm(ctx context.Context, device string, yes bool) error {
	return r.core.session.Confirm(ctx, device, yes)
}

// RenameDevice gives one of the user's devices another name.
func (r requests) RenameDevice(ctx context.Context, device, name string) error {
	return r.core.session.RenameDevice(ctx, device, name)
}

// Revoke removes one of the user's devices.
func (r requests) Revoke(ctx context.Context, device string) error {
	return r.core.session.Revoke(ctx, device)
}

// Pair asks for an invitation for another device of the user.
func (r requests) Pair(ctx context.Context) (session.Invitation, error) {
	return r.core.session.Pair(ctx)
}

// Invite asks for an invitation for a new user with a role.
func (r requests) Invite(ctx context.Context, role string) (session.Invitation, error) {
	return r.core.session.Invite(ctx, role)
}

// Moderate does a moderation action.
func (r requests) Moderate(ctx context.Context, act string, on session.Subject) error {
	return r.core.session.Moderate(ctx, act, on)
}

// Audit returns a page of the audit log.
func (r requests) Audit(ctx context.Context, before int64) (session.Audit, error) {
	return r.core.session.Audit(ctx, before)
}

// Sanctions returns a page of the mutes and bans in force.
func (r requests) Sanctions(ctx context.Context, before int64) (session.Sanctions, error) {
	return r.core.session.Sanctions(ctx, before)
}
