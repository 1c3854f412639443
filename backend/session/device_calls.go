package session

import (
	"context"

	"confab/backend/text"
	"confab/server/wire"
)

// deviceCalls are about the user's devices, and let in others. Each is made once,
// over the current connection, and returns when the server has answered. The errors
// are Problems.
type deviceCalls struct{ calls caller }

// Devices asks for the devices that the user's name belongs to. They come as an
// event, as they do whenever they change.
func (d deviceCalls) Devices(ctx context.Context) error {
	_, _, err := callFor[wire.DeviceList](ctx, d.calls, func(key string) any { return wire.Devices{ID: key} })
	return err
}

// Confirm says whether the device with a fingerprint, which asks for it, is the user's.
func (d deviceCalls) Confirm(ctx context.Context, device string, yes bool) error {
	return d.calls.done(ctx, func(key string) any { return wire.Confirm{ID: key, Device: wire.Fingerprint(device), Yes: yes} })
}

// RenameDevice gives one of the user's devices another name, of one line and up to
// wire.MaxDevice characters.
func (d deviceCalls) RenameDevice(ctx context.Context, device, name string) error {
	return d.calls.done(ctx, func(key string) any {
		return wire.Rename{ID: key, Device: wire.Fingerprint(device), Name: text.CleanLine(name)}
	})
}

// Revoke removes one of the user's devices, and ends its connections.
func (d deviceCalls) Revoke(ctx context.Context, device string) error {
	return d.calls.done(ctx, func(key string) any { return wire.Revoke{ID: key, Device: wire.Fingerprint(device)} })
}

// Pair asks for an invitation for another device of the user, which then has to be
// confirmed here: see Asking.
func (d deviceCalls) Pair(ctx context.Context) (Invitation, error) {
	return d.invitation(ctx, func(key string) any { return wire.Pair{ID: key} })
}

// Invite asks for an invitation for another user, who gets role: "member",
// "moderator" or "administrator".
func (d deviceCalls) Invite(ctx context.Context, role string) (Invitation, error) {
	return d.invitation(ctx, func(key string) any { return wire.Invitation{ID: key, Role: wire.Role(role)} })
}

// invitation asks for an invitation and makes a link of it.
func (d deviceCalls) invitation(ctx context.Context, request func(key string) any) (Invitation, error) {
	said, l, err := callFor[wire.InvitationToken](ctx, d.calls, request)
	if err != nil {
		return Invitation{}, err
	}
	link := wire.Link{Address: addressForOthers(l.address, said.Addresses), Key: l.server, Token: said.Token}
	if read, err := wire.ParseLink(link.String()); err != nil || read != link || link.Token == "" {
		return Invitation{}, problem(NotUnderstood)
	}
	return Invitation{link.String(), min(max(said.For, 0), maxSeconds)}, nil
}
