package journal

import (
	"context"
	"fmt"
	"iter"
	"strings"

	"confab/server/model"
	"confab/server/wire"
)

// MaxPage is how many events one page has at most.
const MaxPage = 1000

// A Query asks for events of one room; a Limit of 0 is MaxPage, which is also
// the most.
type Query = model.Query

func checkQuery(q *Query) error {
	if q.Limit < 0 || q.Before < 0 || q.After < 0 {
		return fmt.Errorf("%+v asks for a number below 0", *q)
	}
	if q.Limit == 0 || q.Limit > MaxPage {
		q.Limit = MaxPage
	}
	return nil
}

// Page returns events of a room, the oldest first. Beyond either end, and of a
// room that does not exist, there are none.
func (j *Journal) Page(ctx context.Context, q Query) ([]*wire.Event, error) {
	if err := checkQuery(&q); err != nil {
		return nil, err
	}
	return j.store.page(ctx, q)
}

// ErrUnknown means that there is no such event, or that it has expired.
var ErrUnknown = model.ErrUnknown

// Find returns the event with an id, or ErrUnknown.
func (j *Journal) Find(ctx context.Context, id string) (*wire.Event, error) {
	return j.store.find(ctx, id)
}

// Last returns the newest event of every room.
func (j *Journal) Last(ctx context.Context) (map[string]model.Last, error) {
	return j.store.last(ctx)
}

// changeTypes are the events that say which rooms there are and who is in them.
// They never expire. schema.sql has an index of them.
var changeTypes = []string{"open", "join", "leave", "topic", "invite"}

// changes is changeTypes in SQL.
var changes = "('" + strings.Join(changeTypes, "', '") + "')"

// Changes are all events that say which rooms there are and who is in them:
// open, join, leave, topic, invite. It ends at the first error.
func (j *Journal) Changes(ctx context.Context) iter.Seq2[*wire.Event, error] {
	return inOrder(0, func(after int64) ([]*wire.Event, error) { return j.store.changesAfter(ctx, after, readAtOnce) })
}

// Removals are the events that remove a message, after the one with the seq
// after. It ends at the first error.
func (j *Journal) Removals(ctx context.Context, after int64) iter.Seq2[*wire.Event, error] {
	return inOrder(after, func(after int64) ([]*wire.Event, error) { return j.store.removalsAfter(ctx, after, readAtOnce) })
}

// inOrder yields events after the one with the seq seq, a few at a time.
func inOrder(seq int64, some func(after int64) ([]*wire.Event, error)) iter.Seq2[*wire.Event, error] {
	return func(yield func(*wire.Event, error) bool) {
		for {
			events, err := some(seq)
			if err != nil {
				yield(nil, err)
				return
			}
			if len(events) == 0 {
				return
			}
			for _, e := range events {
				if !yield(e, nil) {
					return
				}
				seq = e.Seq
			}
		}
	}
}
