// Package announce tells the local network that a server is there: by multicast
// DNS, which a server speaks up with, and by a beacon, which only answers.
package announce

import (
	"context"
	"errors"
	"log/slog"
	"net/netip"
	"slices"
	"sync"
	"time"

	"confab/server/near"
)

// A Config says what is announced, and where.
type Config struct {
	Server near.Announcement // People and Time are filled in

	// People returns how many people are online. It is called from one goroutine.
	People func(context.Context) int

	Interfaces []string   // the names of the only ones; none for all that other machines are behind
	Listen     netip.Addr // the only address at which the server listens; unspecified for all, 0.0.0.0 for all of IPv4

	Log *slog.Logger
}

// Times of multicast DNS.
const (
	// RFC 6762 section 8.3 wants announcements a second apart.
	announceAgain = time.Second

	// Answers by multicast wait, so that those of several servers do not meet
	// (section 6), and come at most once a second on a link.
	answerAfter    = 20 * time.Millisecond
	answerWithin   = 100 * time.Millisecond
	answersApart   = time.Second
	goodbyeApart   = 100 * time.Millisecond // Wi-Fi loses a multicast packet now and then
	changesApart   = 10 * time.Second       // a new number of people is announced
	peopleOutdated = time.Second
)

// maxWaiting is how many packets may wait for Run. More are dropped, as the
// network does.
const maxWaiting = 64

// conn is what Run needs of a near.Conn.
type conn interface {
	Follow(links []near.Link) (fresh []near.Link)
	Links() []near.Link
	LinkOf(p near.Packet) (near.Link, bool)
	Multicast(l near.Link, groups []netip.AddrPort, data []byte)
	Unicast(to netip.AddrPort, data []byte)
	Receive(got func(near.Packet))
	Close() error
}

// network is what Run needs of the machine.
type network struct {
	look   func() ([]near.Link, error)
	mdns   func() (conn, error)
	beacon func() (conn, error)
}

var machine = network{
	look:   near.Look,
	mdns:   func() (conn, error) { return near.OpenMDNS() },
	beacon: func() (conn, error) { return near.OpenBeacon() },
}

// Run announces a server until ctx ends, and then says goodbye. What it cannot
// do it logs: people can still connect by the server's address.
func Run(ctx context.Context, c Config) { machine.run(ctx, c) }

func (n network) run(ctx context.Context, c Config) {
	a := &announcer{Config: c, look: n.look, limit: newLimiter(), links: map[int]*announcedLink{}}
	questions, beacons := make(chan near.Packet, maxWaiting), make(chan near.Packet, maxWaiting)
	var receivers sync.WaitGroup
	a.mdns = open(n.mdns, questions, &receivers)
	a.beacon = open(n.beacon, beacons, &receivers)
	a.loop(ctx, questions, beacons)
	for _, c := range []opened{a.mdns, a.beacon} {
		if c.conn != nil {
			_ = c.Close() // nothing more is sent
		}
	}
	receivers.Wait()
}

// opened is a conn, or why there is none.
type opened struct {
	conn
	err error
}

// open opens sockets and starts to receive from them.
func open(by func() (conn, error), packets chan<- near.Packet, receivers *sync.WaitGroup) opened {
	c, err := by()
	if err != nil {
		return opened{err: err}
	}
	receivers.Go(func() {
		c.Receive(func(p near.Packet) {
			select {
			case packets <- p:
			default:
			}
		})
	})
	return opened{conn: c}
}

// An announcer is what Run owns; nothing in it is locked.
type announcer struct {
	Config
	look         func() ([]near.Link, error)
	mdns, beacon opened
	limit        *limiter
	links        map[int]*announcedLink // on which multicast DNS is spoken, by their index

	people   int       // as last asked for
	asked    time.Time // when that was
	said     int       // people, as last announced
	saidAt   time.Time // when a change of them was last announced
	lookFail bool      // the last look failed, and that is logged
}

// An announcedLink is one on which the server is announced.
type announcedLink struct {
	near.Link
	addrs     []netip.Addr // of the server
	announce  time.Time    // when the next announcement is due; zero for none
	again     bool         // that it is the first of two
	answer    time.Time    // when an answer by multicast is due; zero for none
	announced time.Time    // when the records were last sent by multicast
}

// loop does everything there is to do, when it is due.
func (a *announcer) loop(ctx context.Context, questions, beacons <-chan near.Packet) {
	if err := errors.Join(a.mdns.err, a.beacon.err); err != nil {
		a.Log.Warn("the server may not be found by itself; people can still connect by its address", "error", err)
	}
	if a.mdns.conn == nil && a.beacon.conn == nil {
		return
	}
	a.countPeople(ctx)
	a.said = a.people
	a.follow()
	look := time.NewTicker(near.LookEvery)
	defer look.Stop()
	due := time.NewTimer(0)
	defer due.Stop()
	for {
		if at := a.next(); at.IsZero() {
			due.Stop()
		} else {
			due.Reset(time.Until(at))
		}
		select {
		case <-ctx.Done():
			a.goodbye()
			return
		case <-look.C:
			a.follow()
			a.changed(ctx)
		case <-due.C:
			a.sendDue(time.Now())
		case p := <-questions:
			a.question(ctx, p)
		case p := <-beacons:
			a.beaconQuestion(ctx, p)
		}
	}
}

// follow looks at the interfaces. On those that are new or have changed the
// server is announced.
func (a *announcer) follow() {
	all, err := a.look()
	if err != nil {
		if !a.lookFail {
			a.Log.Warn("the server is not announced on new networks", "error", err)
		}
		a.lookFail = true
		return
	}
	a.lookFail = false
	usable := slices.DeleteFunc(near.Usable(all, a.Interfaces), func(l near.Link) bool { return len(a.reachable(l)) == 0 })
	if a.beacon.conn != nil {
		a.beacon.Follow(usable)
	}
	if a.mdns.conn == nil {
		return
	}
	now := time.Now()
	for _, l := range a.mdns.Follow(usable) {
		a.links[l.Index] = &announcedLink{Link: l, addrs: a.reachable(l), announce: now, again: true}
	}
	for index := range a.links {
		if !slices.ContainsFunc(usable, func(l near.Link) bool { return l.Index == index }) {
			delete(a.links, index)
		}
	}
}

// reachable returns the addresses of a link at which the server listens.
func (a *announcer) reachable(l near.Link) (addrs []netip.Addr) {
	for _, addr := range l.Addrs {
		switch at := a.Listen; {
		case at.IsValid() && !at.IsUnspecified() && at.WithZone("") != addr.WithZone(""):
		case at.Is4() && !addr.Is4(): // 0.0.0.0
		case addr.IsLoopback():
		default:
			addrs = append(addrs, addr)
		}
	}
	slices.SortStableFunc(addrs, func(a, b netip.Addr) int { return a.BitLen() - b.BitLen() })
	return addrs
}

// changed announces a new number of people.
func (a *announcer) changed(ctx context.Context) {
	now := time.Now()
	if a.mdns.conn == nil || now.Sub(a.saidAt) < changesApart || now.Sub(a.asked) < changesApart {
		return
	}
	if a.countPeople(ctx); a.people == a.said {
		return
	}
	a.said, a.saidAt = a.people, now
	for _, l := range a.links {
		l.announce, l.again = now, false
	}
}

// countPeople asks for the number of people, if the last one is outdated.
func (a *announcer) countPeople(ctx context.Context) {
	if now := time.Now(); a.asked.IsZero() || now.Sub(a.asked) >= peopleOutdated {
		a.people, a.asked = a.People(ctx), now
	}
}

// next returns when something is due to be sent; the zero time for nothing.
func (a *announcer) next() (at time.Time) {
	for _, l := range a.links {
		for _, t := range []time.Time{l.announce, l.answer} {
			if !t.IsZero() && (at.IsZero() || t.Before(at)) {
				at = t
			}
		}
	}
	return at
}

// sendDue sends what is due by now. An announcement is an answer too.
func (a *announcer) sendDue(now time.Time) {
	isDue := func(t time.Time) bool { return !t.IsZero() && !t.After(now) }
	for _, l := range a.links {
		switch {
		case isDue(l.announce):
			l.announce = time.Time{}
			if l.again {
				l.announce, l.again = now.Add(announceAgain), false
			}
		case isDue(l.answer):
		default:
			continue
		}
		l.answer, l.announced = time.Time{}, now
		a.mdns.Multicast(l.Link, near.MDNSGroups, a.server().Announce(l.addrs))
	}
}

// server returns what is said of the server now.
func (a *announcer) server() near.Announcement {
	s := a.Server
	s.People, s.Time = a.people, time.Now()
	return s
}

// goodbye says that the server ends, twice on every link.
func (a *announcer) goodbye() {
	for i := range 2 {
		if i > 0 && len(a.links) > 0 {
			time.Sleep(goodbyeApart)
		}
		for _, l := range a.links {
			a.mdns.Multicast(l.Link, near.MDNSGroups, a.server().Goodbye(l.addrs))
		}
	}
}
