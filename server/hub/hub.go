// Package hub is the server's engine in memory: it knows which clients are
// registered and in which rooms, and sends every event to the members of its
// room. It stores events in a Journal, and knows nothing of ports, flags or SQL.
//
// Each connection has one goroutine that reads (reader.run) and publishes what
// is said. One goroutine (Hub.Run) owns the hub's state and fans out what the
// journal has committed; other goroutines give it work by do. A connection has
// another goroutine only while something waits to be written to it (sendQueue).
package hub

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"confab/server/wire"
)

// Config is what a hub has to know. The zero value of a limit means no limit,
// except for MaxLine, SendQueue and MaxAge, which have to be set.
type Config struct {
	Name        string        // of the server, that people see
	Rate        float64       // lines a second from one client, the rest is delayed
	Burst       int           // lines that may come at once before Rate applies
	MaxClients  int           // registered at the same time
	MaxLine     int           // bytes of one line
	SendQueue   int           // bytes that wait for one client, beyond what the kernel holds
	MaxAge      time.Duration // how long they may wait
	LogMessages bool          // log what is said
	Log         *slog.Logger

	Bus         Bus              // to the other nodes of the server; nil: it has one
	Accounts    Accounts         // nil: names have no owners, and no user is called a guest
	Key         wire.Fingerprint // of the server: a client that proves to have it is its console; empty: there is none
	Files       Files            // nil: messages have none
	FileAddress string           // the beginning of the addresses of files for CHAT/1.x, https://host:port; empty: they have none
	Addresses   []string         // host:port of the server for people on other machines, for their invitations
}

// fromOneAddress is how many times as much may be said from one address as by
// one person: behind it may be a classroom.
const fromOneAddress = 10

// flushFor is how long an ending connection may take to write what waits for it.
const flushFor = 3 * time.Second

// A Hub is one server's registered clients and their rooms.
type Hub struct {
	cfg     Config
	journal Journal
	names   names
	rooms   *rooms
	blocks  blocks
	aliases aliases
	ids     atomic.Uint64

	queueLimits queueLimits

	commands  chan func() // for Run, see do
	committed chan []*wire.Event
	done      chan struct{} // closed when Run has ended

	permissions atomic.Int64 // counts changes of what users may do, before Run knows of them
	bound       atomic.Int64 // counts names that have become an account's, before their claims end

	bus         Bus
	node        string // tells this hub from those of other nodes
	handlers    handlers
	online      *online
	admission   *admission
	messages    *messages
	files       *files
	history     *history
	roomChanges *roomChanges
	invitations *invitations
	blocking    *blocking
	devices     *devices
	moderation  *moderation
	pairing     *pairing
	publisher   *publisher
	memberships *memberships
	guests      *guests

	logCounter logCounter // owned by Run
	counters   counters
}

// Open returns a hub with the rooms that the journal has. It serves once Run runs.
func Open(ctx context.Context, cfg Config, journal Journal) (*Hub, error) {
	h := &Hub{
		cfg:         cfg,
		journal:     journal,
		bus:         cmp.Or[Bus](cfg.Bus, new(alone)),
		node:        rand.Text(),
		queueLimits: queueLimits{cfg.SendQueue, cfg.MaxAge},
		names:       newNames(cfg),
		rooms:       newRooms(),
		blocks:      newBlocks(),
		aliases:     aliases{reading: make(chan struct{}, 1), of: map[string][]string{}},
		commands:    make(chan func()),
		committed:   make(chan []*wire.Event),
		done:        make(chan struct{}),
		publisher:   newPublisher(journal),
		logCounter:  logCounter{log: cfg.Log},
		counters:    newCounters(),
	}
	h.makeAreas()
	h.rooms.byName[wire.Lobby].link = h.files.link()
	h.bus.Subscribe(h.receive)
	next := &draft{rooms: newRooms()}
	h.rooms.loading, next.rooms.loading = true, true
	for e, err := range journal.Changes(ctx) {
		if err != nil {
			return nil, fmt.Errorf("reading the rooms: %w", err)
		}
		h.rooms.apply(e, nil)
		next.rooms.apply(e, nil)
	}
	for _, rs := range []*rooms{h.rooms, next.rooms} {
		rs.offers.loaded(time.Now())
	}
	journal.Obey(next)
	h.rooms.loaded()
	if err := h.memberships.closeRooms(ctx, serverName, "", next.rooms.loaded()...); err != nil {
		return nil, err
	}
	if err := h.guests.forget(ctx); err != nil {
		return nil, fmt.Errorf("forgetting guests: %w", err)
	}
	if err := h.blocking.loadBlocks(ctx); err != nil {
		return nil, fmt.Errorf("reading who is blocked: %w", err)
	}
	if err := h.blocking.loadAliases(ctx); err != nil {
		return nil, fmt.Errorf("reading whose names belong together: %w", err)
	}
	if err := h.moderation.completeAudit(ctx); err != nil {
		return nil, fmt.Errorf("completing the audit: %w", err)
	}
	last, err := journal.Last(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the rooms: %w", err)
	}
	for name, event := range last {
		if r := h.rooms.byName[name]; r != nil {
			r.setLast(event.Seq, event.At)
		}
	}
	return h, nil
}

// leave ends c's memberships: nothing is pushed to c when leave has returned.
func (h *Hub) leave(c *Conn) { h.doAndWait(func() { h.online.unsubscribe(c) }) }

// makeAreas makes the types that share the hub's work.
func (h *Hub) makeAreas() {
	h.memberships = &memberships{h.rooms, h.publisher}
	h.guests = newGuests(h)
	h.online = newOnline(h)
	h.admission = &admission{h}
	h.messages = &messages{h}
	h.files = &files{h}
	h.history = &history{h}
	h.roomChanges = &roomChanges{h}
	h.invitations = newInvitations(h)
	h.blocking = &blocking{hub: h}
	h.devices = &devices{h}
	h.moderation = &moderation{h}
	h.pairing = newPairing(h)
	h.handlers = newHandlers(h)
}
