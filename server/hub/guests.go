package hub

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"confab/server/model"
	"confab/server/wire"
)

// guestGrace is how long a guest whose connection was lost may stay away and
// still be a member: as long as a server waits for one that says nothing.
const guestGrace = silentFor

// departed are the guests who are members of rooms, or invited to some, and not
// connected. There are never more of them than members and invitations.
type departed struct {
	mu  sync.Mutex
	all map[string]*departure // by the keys of their names; guarded by mu
}

// A departure is that of a guest who may come back.
type departure struct {
	who string // see user.who; empty if the server has started since, and nobody knows
}

// notLetIn is the departure.who of a client that had the name for a moment and
// was not let in, perhaps before the guest before it could leave the rooms: the
// next one leaves them.
const notLetIn = "not let in"

// note notes that a guest has gone, in place of any time before.
func (d *departed) note(key string, gone *departure) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.all == nil {
		d.all = map[string]*departure{}
	}
	d.all[key] = gone
}

// has reports whether a departure is the last one of who had the name with a key.
func (d *departed) has(key string, gone *departure) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.all[key] == gone
}

// take forgets the departure of who had the name with a key, and returns it; nil
// if there is none, or if it is not the one that is meant, which may be nil for any.
func (d *departed) take(key string, meant *departure) *departure {
	d.mu.Lock()
	defer d.mu.Unlock()
	gone := d.all[key]
	if meant != nil && gone != meant {
		return nil
	}
	delete(d.all, key)
	return gone
}

// release gives a name back that who has had. A guest whose last connection that
// was leaves all rooms, unless they come back in time. That is noted before the
// name is free, so that another guest who claims it finds out.
func (h *Hub) release(user *user, who string) {
	isGuest := h.cfg.Accounts != nil && user.account().ID == model.Guest
	gone := map[string]*departure{}
	h.names.release(user, func() {
		if isGuest && h.rooms.concern(user.key) {
			gone[user.key] = &departure{who}
			h.departed.note(user.key, gone[user.key])
		}
	})
	if len(gone) > 0 {
		h.waitFor(gone)
	}
}

// waitFor takes guests out of all rooms, by the keys of their names, unless they
// come back in time. Their departures have been noted, and stay so until they
// have left: another guest who comes meanwhile leaves the rooms too.
func (h *Hub) waitFor(gone map[string]*departure) {
	time.AfterFunc(guestGrace, func() {
		var events []*wire.Event
		for key, d := range gone {
			if h.departed.has(key, d) && h.names.user(key) == nil {
				events = append(events, h.goneEvents(key)...)
			} else {
				delete(gone, key) // who has the name now takes it
			}
		}
		defer func() {
			for key, d := range gone {
				h.departed.take(key, d)
			}
		}()
		for some := range slices.Chunk(events, appendAtOnce) {
			if err := ignoreUnchanged(h.append(context.Background(), some)); err != nil {
				if !errors.Is(err, errShutdown) {
					h.cfg.Log.Error("guests who are gone are in their rooms until the next start", "error", err)
				}
				return
			}
		}
	})
}

// quits takes a guest out of all rooms whose last connection is about to end and
// who is not waited for.
func (h *Hub) leaveRooms(c *Conn) {
	ctx, cancel := context.WithTimeout(context.Background(), accountsFor)
	defer cancel()
	if err := h.evict(ctx, c.key, c.name, everyRoom); err != nil && !errors.Is(err, errShutdown) {
		h.cfg.Log.Warn("a guest who has left is still in rooms", "name", c.name, "error", err)
	}
}

// leftOnPurpose reports whether a connection that ended because of cause was not
// lost: its guest is not waited for.
func leftOnPurpose(cause error) bool {
	return errors.Is(cause, errQuit) || errors.Is(cause, errDisconnect) || errors.Is(cause, errKicked)
}

// returning returns the events by which a guest who comes under a name leaves
// rooms: private ones, which no guest is in, and all of them if another guest had
// the name. The invitations that were made before end in any case.
func (h *Hub) returning(user *user) []*wire.Event {
	gone := h.departed.take(user.key, nil)
	switch {
	case gone == nil:
		return h.leaveEvents(user.key, h.rooms.isPrivate)
	case gone.who != h.names.who(user): // also if nobody knows who it was
		return h.goneEvents(user.key)
	}
	return append(h.leaveEvents(user.key, h.rooms.isPrivate), h.declineEvents(user.key)...)
}

// forgetGuests forgets what older servers have kept of guests, and of names that
// nobody ever had: how far they have read, and soon the rooms they are in.
func (h *Hub) forgetGuests(ctx context.Context) error {
	if h.cfg.Accounts == nil {
		return nil // nobody is called a guest
	}
	keys, err := h.cfg.Accounts.Keys(ctx)
	if err != nil {
		return err
	}
	accounts := make(map[string]bool, len(keys))
	for _, key := range keys {
		accounts[key] = true
	}
	gone := map[string]*departure{}
	for _, key := range h.rooms.members() {
		if !accounts[key] {
			gone[key] = &departure{}
			h.departed.note(key, gone[key])
		}
	}
	if len(gone) > 0 {
		h.waitFor(gone)
	}
	return h.journal.KeepReads(ctx, func(who string) bool { return accounts[who] })
}

// members returns the keys of the names of all who are in rooms or invited to some.
func (rs *rooms) members() []string {
	rs.mu.RLock()
	defer rs.mu.RUnlock()
	all := maps.Clone(rs.ofWhom)
	for who := range rs.offers.of {
		all[who] = nil
	}
	return slices.Collect(maps.Keys(all))
}

// concern reports whether who, a name's key, is in rooms or invited to some.
func (rs *rooms) concern(who string) bool {
	rs.mu.RLock()
	defer rs.mu.RUnlock()
	return len(rs.ofWhom[who]) > 0 || len(rs.offers.of[who]) > 0
}

// requirePerson returns why nobody of a name can be made a member: it is no account's,
// and no guest's who is connected.
func (c *Conn) requirePerson(p whom) *wire.Error {
	if c.hub.cfg.Accounts != nil && p.isNobody() {
		return wire.Refuse(wire.NoAccount)
	}
	return nil
}
