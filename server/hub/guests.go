package hub

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"confab/server/wire"
)

// guestGrace is how long a guest whose connection was lost may stay away and
// still be a member: as long as a server waits for one that says nothing.
const guestGrace = silentFor

// departed are the guests who are members of rooms and not connected. There are
// never more of them than members.
type departed struct {
	mu  sync.Mutex
	all map[string]*departure // by the keys of their names; guarded by mu
}

// A departure is that of a guest who may come back.
type departure struct {
	who string // see holder.who; empty if the server has started since, and nobody knows
}

// note notes that a guest has gone, in place of any time before.
func (d *departed) note(key string, gone *departure) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.all == nil {
		d.all = map[string]*departure{}
	}
	d.all[key] = gone
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

// departs waits for a guest whose last connection has ended, and takes them out
// of all rooms unless they come back.
func (h *Hub) departs(key, who string) {
	if len(h.rooms.of(key)) > 1 && h.names.holder(key) == nil {
		h.waitFor(map[string]*departure{key: {who}})
	}
}

// waitFor takes guests out of all rooms, by the keys of their names, unless they
// come back in time.
func (h *Hub) waitFor(gone map[string]*departure) {
	for key, d := range gone {
		h.departed.note(key, d)
	}
	time.AfterFunc(guestGrace, func() {
		var events []*wire.Event
		for key, d := range gone {
			if h.departed.take(key, d) != nil && h.names.holder(key) == nil {
				events = append(events, h.leaveEvents(key, everyRoom)...)
			}
		}
		for some := range slices.Chunk(events, appendAtOnce) {
			if err := unlessAlready(h.append(context.Background(), some)); err != nil {
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
func (h *Hub) quits(c *conn) {
	ctx, cancel := context.WithTimeout(context.Background(), accountsFor)
	defer cancel()
	if err := h.evict(ctx, c.key, c.name, everyRoom); err != nil && !errors.Is(err, errShutdown) {
		h.cfg.Log.Warn("a guest who has left is still in rooms", "name", c.name, "error", err)
	}
}

// leavesForGood reports whether a connection that ended because of cause was not
// lost: its guest is not waited for.
func leavesForGood(cause error) bool {
	return errors.Is(cause, errQuit) || errors.Is(cause, errDisconnect) || errors.Is(cause, errPutOut)
}

// hasComeBack returns which rooms a guest leaves who comes under a name: private
// ones, which no guest is in, and all of them if another guest had the name.
func (h *Hub) hasComeBack(holder *holder) (which func(room string) bool) {
	gone := h.departed.take(holder.key, nil)
	if gone != nil && gone.who != "" && gone.who != h.names.who(holder) {
		return everyRoom
	}
	return h.rooms.isPrivate
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
		}
	}
	if len(gone) > 0 {
		h.waitFor(gone)
	}
	return h.journal.KeepReads(ctx, func(who string) bool { return accounts[who] })
}

// members returns the keys of the names of all who are in rooms.
func (rs *rooms) members() []string {
	rs.mu.RLock()
	defer rs.mu.RUnlock()
	return slices.Collect(maps.Keys(rs.ofWhom))
}

// notHere returns why nobody of a name can be made a member: it is no account's,
// and no guest's who is connected.
func (c *conn) notHere(p whom) *wire.Error {
	if c.hub.cfg.Accounts != nil && p.isNobody() {
		return wire.Refuse(wire.NoAccount)
	}
	return nil
}
