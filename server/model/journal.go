package model

import (
	"errors"
	"maps"
	"slices"
	"time"

	"confab/server/wire"
)

// ErrIDReused is wrapped by the error for an event whose id belongs to
// another one: same id, but another room, sender, type or body.
var ErrIDReused = errors.New("the id belongs to another event")

// The errors for a reaction that is one too many, see MaxReactions and MaxKinds.
var (
	ErrReactions = errors.New("this person has put too many reactions on the message")
	ErrKinds     = errors.New("the message has too many kinds of reactions")
)

// Rules decide which events are stored. What a journal calls them with is in the
// order of the log, so they decide the same wherever the same log is read.
//
// A journal calls them from its one writer, in a transaction, so they must be
// quick and wait for nobody. Each event that they allow and that is stored is
// applied before the next one is checked. Then the transaction is either
// committed or undone.
type Rules interface {
	Check(e *wire.Event) error      // why e must not come next; nil if it may
	Apply(e *wire.Event) (end bool) // e comes next; reports whether its room ends with it
	Commit()                        // what has been applied is stored
	Undo()                          // what has been applied since the last Commit is not stored
}

// Refusals is the error for events that are not stored though the others of an
// Append are: why each of them is not.
type Refusals map[*wire.Event]error

func (r Refusals) Error() string { return errors.Join(r.Unwrap()...).Error() }

// Unwrap returns the reasons.
func (r Refusals) Unwrap() []error { return slices.Collect(maps.Values(r)) }

// ErrUnknown is wrapped by the error for an id that is no event's.
var ErrUnknown = errors.New("there is no such event")

// A Last is the newest event of a room.
type Last struct {
	Seq int64
	At  time.Time // zero if the event has expired
}

// A Query asks for events of one room.
type Query struct {
	Room   string
	Before int64 // if it is not 0, the newest with a lower Seq …
	After  int64 // … and with a greater Seq than this; if Before is 0, the oldest of these
	Limit  int   // how many
	Bytes  int   // if it is not 0, none after those whose bodies have so many bytes together, but for one: it tells that there are more
}
