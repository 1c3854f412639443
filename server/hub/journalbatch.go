package hub

import (
	"context"
	"errors"
	"time"

	"confab/server/model"
	"confab/server/wire"
)

// maxBatched is how many bytes a client may say before they are published,
// though more has arrived.
const maxBatched = 16 << 10

// A journalBatch is what one client has said and the journal does not have yet.
// What arrives together is published together. The read loop owns it.
type journalBatch struct {
	conn   *Conn
	events []*wire.Event
	bytes  int   // in events
	said   int   // events ever said
	newest int64 // the greatest seq of what the client has said
}

// add signs e as the client's and publishes it with the next flush.
func (b *journalBatch) add(e *wire.Event) error {
	b.conn.sign(e)
	b.count(e)
	b.events = append(b.events, e)
	b.bytes += len(e.Body)
	if b.bytes >= maxBatched {
		return b.flush()
	}
	return nil
}

// count notes that e is about to be published.
func (b *journalBatch) count(e *wire.Event) {
	if c := b.conn; c.hub.cfg.LogMessages {
		c.hub.cfg.Log.Info("said", "conn", c.id, "name", c.name, "room", e.Room, "what", e.Type, "text", string(e.Body))
	}
	b.said++
}

// flush publishes what the batch has. It waits for the disk, never for another
// client. An error ends the connection; what cannot be stored is answered.
func (b *journalBatch) flush() error {
	if len(b.events) == 0 {
		return nil
	}
	said, before := b.events, b.conn.hub.journal.Seq()
	b.events, b.bytes = nil, 0 // the events are the journal's and the hub's now
	err := b.conn.hub.publisher.publish(context.Background(), said)
	if errors.Is(err, errShutdown) {
		return err
	}
	b.stored(said, before, err)
	return nil
}

// stored notes which events of this client the journal has stored, and answers
// those that it has not because of err. An event with a seq of at most before
// was stored before it was published now.
func (b *journalBatch) stored(said []*wire.Event, before int64, err error) {
	c := b.conn
	for _, e := range said {
		b.newest = max(b.newest, e.Seq)
		switch {
		case e.Seq == 0:
			b.notStored(e, err)
		case e.Seq <= before && c.speaks == wire.V2:
			// Said a second time: the other clients do not receive it again. If the
			// client has not received it either, it does in its place first.
			c.hub.publisher.waitDelivered(e.Seq)
			c.push(wire.AppendEvent(nil, e), time.Now())
		}
	}
}

// notStored tells the client why the journal has not stored e.
func (b *journalBatch) notStored(e *wire.Event, err error) {
	c := b.conn
	if refusals, ok := errors.AsType[model.Refusals](err); ok {
		err = refusals[e]
	}
	if c.speaks != wire.V2 {
		c.reply(wire.NotStored)
	} else {
		bad, isKnown := refusalOf(err)
		_ = c.refuse(bad, "", e.ID)
		if isKnown {
			return
		}
	}
	c.hub.cfg.Log.Warn("not stored", "conn", c.id, "name", c.name, "error", err)
}

// refusalOf returns how an error of the journal is answered, and whether the
// event is at fault and not the disk.
func refusalOf(err error) (bad *wire.Error, isKnown bool) {
	if bad, ok := errors.AsType[*wire.Error](err); ok {
		return bad, true
	}
	switch {
	case errors.Is(err, model.ErrIDReused):
		return wire.Refuse(wire.IDReused), true
	case errors.Is(err, model.ErrReactions):
		return wire.Refuse(wire.TooManyOwn, "max", wire.MaxReactions), true
	case errors.Is(err, model.ErrKinds):
		return wire.Refuse(wire.TooManyKinds, "max", wire.MaxKinds), true
	}
	return wire.Refuse(wire.CodeNotStored), false
}
