package client

import (
	"context"
	"net"

	"confab/backend/session"
)

// The methods below are those of [session.Session], where their errors and
// limits are described. The archive has no part in them.

// At returns how the session stands with its server.
func (c *Chat) At() session.Connection { return c.session.At() }

// Connect registers name at the server at address.
func (c *Chat) Connect(ctx context.Context, address, name string) error {
	return c.session.Connect(ctx, address, name)
}

// Resume continues where name was with the server at address.
func (c *Chat) Resume(address, name string) error { return c.session.Resume(address, name) }

// Reconnect tries now what the session would try later.
func (c *Chat) Reconnect() { c.session.Reconnect() }

// Redial gives up the connection and tries at once.
func (c *Chat) Redial() { c.session.Redial() }

// LocalAddr returns this machine's end of the connection, nil if there is none.
func (c *Chat) LocalAddr() net.Addr { return c.session.LocalAddr() }

// Leave leaves the server.
func (c *Chat) Leave() { c.session.Leave() }

// Typing tells the others in a room that the user is writing.
func (c *Chat) Typing(room string) { c.session.Typing(room) }

// ListRooms returns a page of the rooms that every user can join.
func (c *Chat) ListRooms(ctx context.Context, search, after string) (session.RoomList, error) {
	return c.session.ListRooms(ctx, search, after)
}

// OpenRoom makes a room with the user in it.
func (c *Chat) OpenRoom(ctx context.Context, room, topic string, private bool) error {
	return c.session.OpenRoom(ctx, room, topic, private)
}

// Join makes the user a member of a room.
func (c *Chat) Join(ctx context.Context, room string) error { return c.session.Join(ctx, room) }

// LeaveRoom ends the user's membership of a room.
func (c *Chat) LeaveRoom(ctx context.Context, room string) error {
	return c.session.LeaveRoom(ctx, room)
}

// SetTopic changes the topic of a room.
func (c *Chat) SetTopic(ctx context.Context, room, topic string) error {
	return c.session.SetTopic(ctx, room, topic)
}

// InviteTo invites another user to a room.
func (c *Chat) InviteTo(ctx context.Context, room, name string) error {
	return c.session.InviteTo(ctx, room, name)
}

// Decline declines an invitation to a room.
func (c *Chat) Decline(ctx context.Context, room string) error { return c.session.Decline(ctx, room) }

// Direct returns the room of the user and another one, and opens it if needed.
func (c *Chat) Direct(ctx context.Context, name string) (room string, err error) {
	return c.session.Direct(ctx, name)
}

// Block refuses a user's direct messages and invitations.
func (c *Chat) Block(ctx context.Context, name string) error { return c.session.Block(ctx, name) }

// Unblock ends that.
func (c *Chat) Unblock(ctx context.Context, name string) error { return c.session.Unblock(ctx, name) }

// Devices asks for the user's devices, which come as an event.
func (c *Chat) Devices(ctx context.Context) error { return c.session.Devices(ctx) }

// Confirm accepts or refuses a device that asks to become one of the user's.
func (c *Chat) Confirm(ctx context.Context, device string, yes bool) error {
	return c.session.Confirm(ctx, device, yes)
}

// RenameDevice gives one of the user's devices another name.
func (c *Chat) RenameDevice(ctx context.Context, device, name string) error {
	return c.session.RenameDevice(ctx, device, name)
}

// Revoke removes one of the user's devices.
func (c *Chat) Revoke(ctx context.Context, device string) error {
	return c.session.Revoke(ctx, device)
}

// Pair asks for an invitation for another device of the user.
func (c *Chat) Pair(ctx context.Context) (session.Invitation, error) { return c.session.Pair(ctx) }

// Invite asks for an invitation for a new user with a role.
func (c *Chat) Invite(ctx context.Context, role string) (session.Invitation, error) {
	return c.session.Invite(ctx, role)
}

// Moderate does a moderation action.
func (c *Chat) Moderate(ctx context.Context, act string, on session.Subject) error {
	return c.session.Moderate(ctx, act, on)
}

// Audit returns a page of the audit log.
func (c *Chat) Audit(ctx context.Context, before int64) (session.Audit, error) {
	return c.session.Audit(ctx, before)
}

// Sanctions returns a page of the mutes and bans in force.
func (c *Chat) Sanctions(ctx context.Context, before int64) (session.Sanctions, error) {
	return c.session.Sanctions(ctx, before)
}
