package archive

import (
	"fmt"

	"confab/backend/session"
	"confab/server/wire"
)

// Read takes it that everything in a room up to a place is read. It never goes
// back.
func (p *Person) Read(name string, seq int64) (Room, error) {
	return p.change(name, "noting what is read", func(t *tx, r *room) {
		r.readTo(seq)
		r.told = max(r.told, r.read)
		t.keep(r)
	})
}

// MarkUnread has everything in a room from a place on count as not read, on
// this device: until something is read, or said, there again.
func (p *Person) MarkUnread(name string, seq int64) (Room, error) {
	return p.change(name, "noting what is not read", func(t *tx, r *room) {
		r.read = min(r.read, max(seq-1, 0))
		t.keep(r)
	})
}

// SetDraft keeps what is being written in a room.
func (p *Person) SetDraft(name, text string) error {
	_, err := p.change(name, "keeping a draft", func(t *tx, r *room) {
		t.do(`UPDATE rooms SET draft = ? WHERE id = ?`, text, r.id)
		r.draft = text
	})
	return err
}

// SetNotify keeps what one wants to be told of a room; empty is what one wants
// of those that say nothing else.
func (p *Person) SetNotify(name string, n Notify) (Room, error) {
	switch n {
	case NotifyAll, NotifyMentions, NotifyNothing, "":
	default:
		return Room{}, fmt.Errorf("a room cannot notify of %q", n)
	}
	return p.change(name, "keeping what to notify of", func(t *tx, r *room) {
		t.do(`UPDATE rooms SET notify = ? WHERE id = ?`, n, r.id)
		r.notify = string(n)
	})
}

// change changes a room, which is made if it is not known.
func (p *Person) change(name, what string, f func(*tx, *room)) (now Room, err error) {
	err = p.a.write(func(t *tx) {
		r := t.makeRoom(p, name)
		f(t, &r)
		now = t.stand(p, &r)
	})
	return now, wrap(what, err)
}

// makeRoom is room for one that may not be known yet.
func (t *tx) makeRoom(p *Person, name string) room {
	r := t.room(p, name)
	if r.id == 0 {
		t.do(`INSERT INTO rooms (account, name) VALUES (?, ?)`, p.id, name)
		r = t.room(p, name)
	}
	return r
}

// readTo takes it that everything up to a place is read.
func (r *room) readTo(place int64) { r.read = max(r.read, min(place, maxPlace)) }

// hear takes what the server says about how far one has read. What it has said
// before says nothing new: what was marked unread since stays so. Of a room that
// is new here and that it says nothing of, what is there is read, or somebody
// who comes for the first time would have hundreds to read; but not in a room of
// two, where all is meant for oneself. What comes before one joins or is invited
// is read too, see comes.
func (r *room) hear(read, seq int64) {
	switch {
	case read > r.told:
		r.readTo(read)
		r.told = read
	case !r.met && read == 0 && !wire.IsDirect(r.name):
		r.readTo(seq)
	}
}

// reads takes it that a user who sends something has seen what stands above.
func (r *room) reads(e *session.RoomEvent, _ string) {
	if e.Own {
		r.readTo(e.Seq)
	}
}

// joined takes it that a user has become a member. A user who joins need not
// read what was sent before.
func (r *room) joined(e *session.RoomEvent, _ string) {
	r.reads(e, "")
	if !e.Own {
		r.count(e.Seq, 1)
	}
}

// left takes it that a user is no member any more.
func (r *room) left(e *session.RoomEvent, _ string) {
	if !e.Offer && !e.Own { // a user who declines an invitation never was one
		r.count(e.Seq, -1)
	}
}

// invited takes it that a user is invited, or was made a member by it, as on older
// servers. What was sent before need not be read.
func (r *room) invited(e *session.RoomEvent, you string) {
	switch {
	case wire.SameName(e.Name, you):
		r.readTo(e.Seq)
	case !e.Offer:
		r.count(e.Seq, 1)
	}
}

// count counts a member more or less by the event at a place, if the server has
// not counted that. It has counted the account itself.
func (r *room) count(seq int64, more int) {
	if r.met && seq > r.seq {
		r.members = max(r.members+more, 0)
	}
}
