package hub

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"confab/server/model"
	"confab/server/wire"
)

// guestGrace is how long a guest whose connection was lost stays a member: as
// long as the server waits for a client that is silent.
const guestGrace = silentFor

// guests ends the memberships of guests that have gone. It knows the guests who
// are members of rooms, or invited to some, and not connected: there are never
// more of them than members and invitations.
type guests struct {
	accounts    Accounts // nil: no user is called a guest
	journal     Journal
	log         *slog.Logger
	names       *names
	rooms       *rooms
	memberships *memberships

	mu       sync.Mutex
	departed map[string]*departure // by the keys of their names; guarded by mu
}

func newGuests(h *Hub) *guests {
	return &guests{
		accounts: h.cfg.Accounts, journal: h.journal, log: h.cfg.Log,
		names: &h.names, rooms: h.rooms, memberships: h.memberships,
		departed: map[string]*departure{},
	}
}

// A departure is that of a guest who may come back.
type departure struct {
	who string // see user.who; empty and unknown if the server has started since
}

// notLetIn is the departure.who of a client that had the name for a moment and
// was refused, perhaps before the previous guest's memberships had ended: the
// next guest with the name ends them.
const notLetIn = "not let in"

// note notes that a guest has gone. It replaces an earlier departure.
func (g *guests) note(key string, gone *departure) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.departed[key] = gone
}

// has reports whether gone is the last departure under the name with a key.
func (g *guests) has(key string, gone *departure) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.departed[key] == gone
}

// take forgets the departure under the name with a key, and returns it; nil if
// there is none, or if it is not meant. A nil meant is any.
func (g *guests) take(key string, meant *departure) *departure {
	g.mu.Lock()
	defer g.mu.Unlock()
	gone := g.departed[key]
	if meant != nil && gone != meant {
		return nil
	}
	delete(g.departed, key)
	return gone
}

// release gives a claimed name back; who identifies the user. After the last
// connection of a guest, the guest leaves all rooms unless they come back in
// time. That is noted before the name is free, so that the next guest who claims
// it is told apart.
func (g *guests) release(user *user, who string) {
	isGuest := g.accounts != nil && user.account().ID == model.Guest
	gone := map[string]*departure{}
	g.names.release(user, func() {
		if isGuest && g.rooms.concern(user.key) {
			gone[user.key] = &departure{who}
			g.note(user.key, gone[user.key])
		}
	})
	if len(gone) > 0 {
		g.waitFor(gone)
	}
}

// waitFor makes guests leave all rooms, by the keys of their names, unless they
// come back in time. Their departures stay noted until they have left, so that
// another guest who comes meanwhile leaves the rooms too.
func (g *guests) waitFor(gone map[string]*departure) {
	time.AfterFunc(guestGrace, func() {
		var events []*wire.Event
		for key, d := range gone {
			if g.has(key, d) && g.names.user(key) == nil {
				events = append(events, g.memberships.leaveAllEvents(key)...)
			} else {
				delete(gone, key) // the guest who has the name now ends the memberships
			}
		}
		defer func() {
			for key, d := range gone {
				g.take(key, d)
			}
		}()
		for some := range slices.Chunk(events, appendAtOnce) {
			if err := ignoreUnchanged(g.memberships.publisher.publish(context.Background(), some)); err != nil {
				if !errors.Is(err, errShutdown) {
					g.log.Error("guests who are gone are in their rooms until the next start", "error", err)
				}
				return
			}
		}
	})
}

// leaveRooms makes a guest leave all rooms. The guest's last connection is about
// to end, and the server does not wait for them.
func (g *guests) leaveRooms(c *Conn) {
	ctx, cancel := context.WithTimeout(context.Background(), accountsFor)
	defer cancel()
	if err := g.memberships.evict(ctx, c.key, c.name, everyRoom); err != nil && !errors.Is(err, errShutdown) {
		g.log.Warn("a guest who has left is still in rooms", "name", c.name, "error", err)
	}
}

// leftOnPurpose reports whether cause is not a lost connection: then the server
// does not wait for its guest.
func leftOnPurpose(cause error) bool {
	return errors.Is(cause, errQuit) || errors.Is(cause, errDisconnect) || errors.Is(cause, errKicked)
}

// returning returns the events that end memberships when a guest comes: those of
// private rooms, which no guest is in, and all if another guest had the name.
// Earlier invitations end in any case.
func (g *guests) returning(user *user) []*wire.Event {
	gone := g.take(user.key, nil)
	switch {
	case gone == nil:
		return g.memberships.leaveEvents(user.key, g.rooms.isPrivate)
	case gone.who != g.names.who(user): // or it is unknown who had it
		return g.memberships.leaveAllEvents(user.key)
	}
	return append(g.memberships.leaveEvents(user.key, g.rooms.isPrivate), g.memberships.declineEvents(user.key)...)
}

// forget removes what older servers have stored of guests and of names without
// an account: how far they have read, and after guestGrace their memberships.
func (g *guests) forget(ctx context.Context) error {
	if g.accounts == nil {
		return nil // no user is called a guest
	}
	keys, err := g.accounts.Keys(ctx)
	if err != nil {
		return err
	}
	accounts := make(map[string]bool, len(keys))
	for _, key := range keys {
		accounts[key] = true
	}
	gone := map[string]*departure{}
	for _, key := range g.rooms.members() {
		if !accounts[key] {
			gone[key] = &departure{}
			g.note(key, gone[key])
		}
	}
	if len(gone) > 0 {
		g.waitFor(gone)
	}
	return g.journal.KeepReads(ctx, func(who string) bool { return accounts[who] })
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

// requirePerson returns an error if a name is neither an account's nor that of a
// connected guest, so that it cannot become a member.
func (rc *roomChanges) requirePerson(c *Conn, p whom) *wire.Error {
	if c.hub.cfg.Accounts != nil && p.isNobody() {
		return wire.Refuse(wire.NoAccount)
	}
	return nil
}
