package hub

import (
	"context"
	"net"
	"time"

	"confab/server/model"
	"confab/server/wire"
)

// Accounts know who owns which name and what users may do. A refusal is a
// wire.Reply from Admit and Bind, and a *wire.Error from the others; all other
// errors are the disk's.
//
// The acting user is given by the ID of an account, model.Guest or model.Console;
// Accounts look up each time what that user may do.
type Accounts interface {
	// Admit says what a visit comes to, and changes nothing.
	Admit(ctx context.Context, v model.Visit) (model.Entry, error)

	// Bind stores what a visit asks for that Admit has let in, all or nothing.
	Bind(ctx context.Context, v model.Visit) (model.Account, error)

	// Visitor returns the account of a client that asks for files, or a guest.
	Visitor(ctx context.Context, v model.Visit) (model.Account, error)

	// Account returns the account that a name means, however it is spelled, as it is now.
	Account(ctx context.Context, name string) (model.Account, error)

	// Keys returns the keys of all accounts' names.
	Keys(ctx context.Context) ([]string, error)

	// Seen notes that a device has come, and its own name unless it has one.
	Seen(ctx context.Context, account int64, device wire.Fingerprint, name string) error

	Devices(ctx context.Context, account int64) ([]wire.Device, error)
	Rename(ctx context.Context, account int64, device wire.Fingerprint, name string) error
	Revoke(ctx context.Context, account int64, device wire.Fingerprint) error

	// Pair makes an invitation for a further device, and Unpair makes it void.
	Pair(ctx context.Context, account int64) (wire.InvitationToken, error)
	Unpair(ctx context.Context, account int64) error

	// Invite makes an invitation for another user; no role is wire.Member.
	Invite(ctx context.Context, by int64, role wire.Role) (wire.InvitationToken, error)

	// Moderate does an act, and returns the devices of the name that it is about.
	Moderate(ctx context.Context, by int64, r *wire.Moderate) ([]wire.Fingerprint, error)

	// Block notes that an account blocks who has a name: the account blocked, or
	// guests. Unblock ends that. Both report false if it is so already. Blocks
	// returns whom each account blocks, by the keys of the accounts' names.
	Block(ctx context.Context, account, blocked int64, name string) (fresh bool, err error)
	Unblock(ctx context.Context, account int64, name string) (was bool, err error)
	Blocks(ctx context.Context) (map[string][]model.BlockedName, error)

	// Aliases returns the keys of the other names that the devices of each account
	// have, by the keys of the accounts' names; AliasesOf those of one account.
	Aliases(ctx context.Context) (map[string][]string, error)
	AliasesOf(ctx context.Context, key string) ([]string, error)

	// Bans returns until when names are banned, by their keys; the zero time is for ever.
	Bans(ctx context.Context) (map[string]time.Time, error)

	// MayRemove says whether by may remove a message of an author's, who has the
	// name or was a guest.
	MayRemove(ctx context.Context, by int64, author string, guest bool) error

	// Removed notes a removal that is stored, of a message of an author's. It may
	// be noted twice.
	Removed(ctx context.Context, e *wire.Event, author string) error

	// Audited is up to which event every removal has been noted; it is not known
	// before SetAudited has said so.
	Audited(ctx context.Context) (seq int64, known bool, err error)
	SetAudited(ctx context.Context, seq int64) error

	Audit(ctx context.Context, by int64, r *wire.Audit) (wire.AuditLog, error)
	Sanctions(ctx context.Context, by int64, r *wire.Sanctions) (wire.SanctionList, error)
}

// accountsFor is how long Accounts may take for one thing.
const accountsFor = 5 * time.Second

// standing returns what an account may do.
func standing(a model.Account, device wire.Fingerprint, now time.Time) wire.Self {
	s := wire.Self{Guest: a.ID == model.Guest, Role: a.Role, Device: device}
	if a.Mute.At(now) {
		s.Muted, s.For, s.Reason = true, wire.SecondsUntil(a.Mute.Until, now), a.Mute.Reason
	}
	return s
}

// keyOf returns the key that a connection has proved to have; empty for one in
// plaintext or without a certificate.
func keyOf(nc net.Conn) wire.Fingerprint {
	if sealed, ok := nc.(interface{ ClientKey() wire.Fingerprint }); ok {
		return sealed.ClientKey()
	}
	return ""
}
