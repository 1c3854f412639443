package hub

import (
	"context"
	"iter"

	"confab/server/model"
	"confab/server/wire"
)

// A Journal stores a server's events in one order. What it has committed is the
// truth: the hub fans out nothing else, so a client that receives an event can read it
// again later.
type Journal interface {
	// Append stores events in their order and returns when they are on disk.
	// It gives each its Seq, Prev and At. An event whose id is known is not
	// stored twice and takes the numbers of the first time; one whose id is
	// another event's, or that is one reaction too many, is left without a Seq,
	// and if that is all that is wrong the error is model.Refusals, or wraps
	// model.ErrIDReused. With any other error nothing is stored,
	// but events whose ids are known take their numbers all the same.
	Append(ctx context.Context, events []*wire.Event) error

	// Obey stores only what rules allow, from the next Append on. An event that
	// is refused is left without a Seq, and the error is model.Refusals; one whose
	// id is known is not checked again.
	Obey(rules model.Rules)

	// Follow calls f with every committed event after the one with the seq
	// after, in order and without a gap, until ctx ends.
	Follow(ctx context.Context, after int64, f func([]*wire.Event)) error

	// ID tells this journal from every other one.
	ID() string

	// Seq is that of the newest committed event.
	Seq() int64

	// Page returns events of a room, oldest first.
	Page(ctx context.Context, q model.Query) ([]*wire.Event, error)

	// Find returns the event with an id, or an error that wraps model.ErrUnknown.
	Find(ctx context.Context, id string) (*wire.Event, error)

	// Last returns the last event of every room.
	Last(ctx context.Context) (map[string]model.Last, error)

	// Changes yields the events that made the rooms what they are, in order:
	// those that open, join, leave, invite or change a topic.
	Changes(ctx context.Context) iter.Seq2[*wire.Event, error]

	// Removals yields the events that remove a message, after the one with the
	// seq after, in order.
	Removals(ctx context.Context, after int64) iter.Seq2[*wire.Event, error]

	// RoomsWithFile returns the names of the rooms in which a message has the file
	// with a hash, FilesOf the hashes of the files of the messages of who has a name's key.
	RoomsWithFile(ctx context.Context, hash string) ([]string, error)
	FilesOf(ctx context.Context, author string) ([]string, error)

	// At returns the event with a seq, or an error that wraps model.ErrUnknown.
	At(ctx context.Context, seq int64) (*wire.Event, error)

	// SetRead notes how far who, a name's key, has read a room. It never goes back.
	SetRead(ctx context.Context, who, room string, seq int64) error

	// ReadIn returns how far who has read one room; 0 is not at all.
	ReadIn(ctx context.Context, who, room string) (int64, error)

	// ForgetReads forgets how far who has read: the name has no user any more.
	ForgetReads(ctx context.Context, who string) error

	// KeepReads forgets how far people have read but those that keep names.
	KeepReads(ctx context.Context, keep func(who string) bool) error

	// Reads returns how far who has read, by room.
	Reads(ctx context.Context, who string) (map[string]int64, error)
}
