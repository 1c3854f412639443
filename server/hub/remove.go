package hub

import (
	"context"
	"encoding/json"

	"confab/server/wire"
)

// remove removes another user's message. It publishes an event that is the
// message's tombstone: clients that hold the message, and readers of the log,
// apply it. Erasing the text from the disk is the journal's own business, see
// journal.disk.change; the hub neither asks for it nor waits for it.
//
// The audit log gets the removal once it is stored, because storing may fail.
func (m *messages) remove(c *Conn, r *wire.Remove) error {
	ctx, cancel := context.WithTimeout(context.Background(), accountsFor)
	defer cancel()
	no := func(bad *wire.Error) error { return c.refuse(bad, "remove", r.ID) }
	if bad := c.hub.history.canRead(c, r.Room); bad != nil {
		return no(bad)
	}
	message, err := c.hub.find(r.Target)
	switch {
	case err != nil:
		return no(unreadable())
	case message == nil || message.Room != r.Room || message.Type != wire.MessageType:
		return no(noTarget())
	}
	again, err := c.hub.find(r.ID)
	if err != nil {
		return no(unreadable())
	}
	if !c.hasPublished(again, r.Room, wire.RemoveType) { // or else it has been allowed before
		if wire.IsRemoved(message.Body) {
			return no(removed())
		}
		if err := c.hub.cfg.Accounts.MayRemove(ctx, c.accountID(), message.From, wire.IsByGuest(message.Body)); err != nil {
			return no(c.refusal(err))
		}
	}
	e := withFirst(event(r.Room, r.ID, wire.RemoveType, wire.EditBody{Target: r.Target, Reason: r.Reason}), r.First)
	if err := c.batch.add(e); err != nil {
		return err
	}
	if err := c.batch.flush(); err != nil || e.Seq == 0 {
		return err
	}
	if err := c.hub.moderation.removed(ctx, e, message.From); err != nil {
		c.hub.cfg.Log.Error("a removal is not in the audit until the next start", "by", c.name, "id", e.ID, "error", err)
	}
	if c.console { // which is in no room, and hears no echo
		c.answer(wire.Done{ID: r.ID})
	}
	return nil
}

// canRead returns what speaks against the client reading a room: the server's
// terminal is in none, and reads those that are not private.
func (y *history) canRead(c *Conn, room string) (bad *wire.Error) {
	bad = c.hub.rooms.member(room, c.key)
	if c.console && bad != nil && bad.Code == wire.NotMember {
		return nil
	}
	return bad
}

// completeAudit notes the removals that were stored and then not noted,
// because the server or its accounts ended in between.
func (mo *moderation) completeAudit(ctx context.Context) error {
	if mo.hub.cfg.Accounts == nil {
		return nil
	}
	after, known, err := mo.hub.cfg.Accounts.Audited(ctx)
	if err != nil {
		return err
	}
	seq := mo.hub.journal.Seq()
	if known { // else an older program has noted them, before it stored them
		for e, err := range mo.hub.journal.Removals(ctx, after) {
			if err != nil {
				return err
			}
			author := ""
			if message, err := mo.hub.find(targetOf(e)); err != nil {
				return err
			} else if message != nil {
				author = message.From
			}
			if err := mo.removed(ctx, e, author); err != nil {
				return err
			}
		}
	}
	return mo.hub.cfg.Accounts.SetAudited(ctx, seq)
}

// removed adds a removal to the audit log, with the room as audited returns it.
func (mo *moderation) removed(ctx context.Context, e *wire.Event, author string) error {
	noted := *e
	noted.Room = mo.audited(e.Room)
	return mo.hub.cfg.Accounts.Removed(ctx, &noted, author)
}

// targetOf returns the id of the message that e is about.
func targetOf(e *wire.Event) string {
	var body wire.EditBody
	_ = json.Unmarshal(e.Body, &body) // the server has made it
	return body.Target
}
