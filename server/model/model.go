// Package model has what the parts of the server pass to each other and no
// client ever sees: who asks to be let in, what an account is, what the journal
// is asked for. What goes over the wire is in package wire.
package model

import (
	"time"

	"confab/server/wire"
)

// A Visit is somebody who asks to be registered.
type Visit struct {
	Name    string           // as typed
	Key     string           // its wire.NameKey
	Device  wire.Fingerprint // of the key that the connection has proved to have; empty for a guest
	Address string           // where it comes from, without a port
	Token   string           // the invitation that it brings, or empty
	Seq     int64            // of the newest event: what is said under a new name is its owner's from here
}

// An Entry is what a Visit comes to, unless it is refused.
type Entry struct {
	Account Account
	New     bool      // the name is to be bound to the device
	Pairs   bool      // the device is to become a further one of the account: one that it has is to confirm that
	Until   time.Time // until when it may be confirmed
	Redeems bool      // the account is to have the role of the invitation
}

// Binds reports whether there is something to be stored before the visit is in.
func (e Entry) Binds() bool { return e.New || e.Pairs || e.Redeems }

// An Account is a name and whose it is.
type Account struct {
	ID    int64     // Guest for a guest, Console for the server's own terminal, and otherwise greater
	Name  string    // as it was typed at first
	Role  wire.Role // empty for a guest
	Since int64     // the Seq of the Visit at which it was bound
	Mute  Mute      // what holds now, for guests too
}

// The accounts that are none.
const (
	Guest   int64 = 0
	Console int64 = -1 // may do what an administrator may
)

// A Mute keeps somebody from saying anything.
type Mute struct {
	Until  time.Time // zero is for good
	Reason string
	On     bool // there is one
}

// At reports whether m holds at now.
func (m Mute) At(now time.Time) bool { return m.On && (m.Until.IsZero() || now.Before(m.Until)) }

// A BlockedName is a name that somebody blocks: of an account, or of guests,
// as long as no account has it.
type BlockedName struct {
	Name  string
	Guest bool
}
