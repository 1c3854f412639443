package roaming

import (
	"context"
	"net"
	"net/netip"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"confab/backend/session"
	"confab/server/near"
)

// A traveller is a machine with one interface and a session.
type traveller struct {
	mu      sync.Mutex
	links   []near.Link
	state   session.State
	local   net.Addr
	wall    time.Duration // by which the wall clock is ahead
	redials int
}

func (m *traveller) At() session.Connection {
	m.mu.Lock()
	defer m.mu.Unlock()
	return session.Connection{State: m.state}
}

func (m *traveller) LocalAddr() net.Addr {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.local
}

func (m *traveller) Redial() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.redials++
}

// after changes the machine, and returns how often the session has dialled
// because of that within a second.
func (m *traveller) after(change func()) int {
	m.mu.Lock()
	change()
	m.redials = 0
	m.mu.Unlock()
	time.Sleep(near.LookEvery)
	synctest.Wait()
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.redials
}

func link(index int, kind near.Kind, address string) near.Link {
	return near.Link{Interface: net.Interface{Index: index}, Kind: kind, Addrs: []netip.Addr{netip.MustParseAddr(address)}}
}

func TestTheSessionFollowsTheMachine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		home, away := link(1, near.LAN, "10.77.0.2"), link(1, near.LAN, "10.78.0.2")
		m := &traveller{state: session.Online, links: []near.Link{home}, local: &net.TCPAddr{IP: net.IPv4(10, 77, 0, 2), Port: 5}}
		w := &Watcher{
			Session: m,
			Look: func() ([]near.Link, error) {
				m.mu.Lock()
				defer m.mu.Unlock()
				return m.links, nil
			},
			Wall: func() time.Time {
				m.mu.Lock()
				defer m.mu.Unlock()
				return time.Now().Round(0).Add(m.wall)
			},
		}
		ctx, stop := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { w.Run(ctx) })
		defer running.Wait()
		defer stop()
		for _, step := range []struct {
			what    string
			change  func()
			redials int
		}{
			{"nothing changes", func() {}, 0},
			{"an interface comes beside the one in use", func() { m.links = []near.Link{home, link(2, near.LAN, "10.79.0.2")} }, 0},
			{"it goes", func() { m.links = []near.Link{home} }, 0},
			{"the cable is pulled", func() { m.links = []near.Link{link(1, near.Down, "10.77.0.2")} }, 1},
			{"there is no network", func() { m.state, m.local = session.Offline, nil }, 0},
			{"the cable is plugged in elsewhere", func() { m.links = []near.Link{away} }, 1},
			{"a container starts", func() { m.links = []near.Link{away, link(3, near.Virtual, "172.17.0.1")} }, 0},
			{"the session is back", func() { m.state, m.local = session.Online, &net.TCPAddr{IP: net.IPv4(10, 78, 0, 2)} }, 0},
			{"the address changes", func() { m.links = []near.Link{home} }, 1},
			{"the connection is to this machine", func() { m.local = &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }, 0},
			{"the machine was suspended", func() { m.wall += time.Minute }, 1},
			{"it has woken up", func() {}, 0},
			{"the server has refused the user", func() { m.state, m.local, m.links = session.Refused, nil, []near.Link{away} }, 0},
		} {
			if got := m.after(step.change); got != step.redials {
				t.Errorf("%s: the session has dialled %d times, want %d", step.what, got, step.redials)
			}
		}
	})
}
