package discovery

import (
	"context"
	"net/netip"
	"slices"
	"time"

	"confab/backend/session"
	"confab/server/near"
	"confab/server/wire"
)

// When a search asks: at once, and these times after one another, then every
// askEvery. The first questions also go out from a port of its own: other clients'
// answers by multicast may keep servers from giving another one for a second.
var asks = []time.Duration{250 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second}

const (
	askEvery    = 8 * time.Second
	ownAsks     = 3
	beaconAfter = 700 * time.Millisecond // if multicast DNS has found nothing
	followEvery = time.Second
	asleep      = 5 * time.Second        // a gap between two looks at the interfaces in which the machine was suspended
	tellEvery   = 100 * time.Millisecond // a long list; a short one sooner
	tellRow     = 10 * time.Millisecond  // for each of its rows

	sweepEvery = 20 * time.Millisecond
	sweepHosts = 5       // each time: a network of 254 hosts takes a second
	sweepBits  = 22      // of the largest network that is swept: 1,022 hosts
	maxSweep   = 4 << 10 // hosts of all networks
)

// A search is what a Browser does while its list is shown. run owns it.
type search struct {
	*Browser
	network Network
	list    list
	recent  []*recent
	results chan result
	looking map[bool]int // addresses that are being looked at, where known servers may be and others

	asked   int          // questions so far
	swept   []netip.Addr // hosts that are still to be asked
	changed bool         // what is listed, since it was told
	due     bool         // there may be an address to look at
	told    time.Time
	length  int // of the list that was told
}

// A recent is a server that the user has connected to, at the address of then.
type recent struct {
	address  string
	expected wire.Fingerprint // its key; empty if it was not remembered
	*look
}

// proved reports whether the server answers there.
func (r *recent) proved() bool { return r.key != "" && (r.expected == "" || r.key == r.expected) }

// A result is what a look has found.
type result struct {
	of     *look
	known  bool // where known servers may be
	key    wire.Fingerprint
	reason *session.Problem
}

func newSearch(b *Browser) *search {
	s := &search{Browser: b, results: make(chan result), looking: map[bool]int{}, changed: true}
	s.list.looks = looks{}
	s.list.isKnown = func(key wire.Fingerprint) bool { return b.cfg.Servers.ByKey(key).Key != "" }
	for _, address := range b.cfg.Recent() {
		s.recent = append(s.recent, &recent{address, b.cfg.Servers.Key(address), s.list.looks.of(address, true)})
	}
	return s
}

// run searches until ctx ends.
func (s *search) run(ctx context.Context) {
	s.lookAround(ctx) // what is known needs no network of ours
	s.network = s.cfg.Open()
	defer s.network.Close()
	defer s.wait()
	s.network.Follow()
	s.network.Ask(true)
	ask, beacon, tell := time.NewTimer(asks[0]), time.NewTimer(beaconAfter), time.NewTimer(0)
	follow, sweep := time.NewTicker(followEvery), time.NewTicker(sweepEvery)
	defer follow.Stop()
	defer sweep.Stop()
	sweep.Stop() // until there is something to sweep
	for last := wall(); ctx.Err() == nil; {
		s.lookAround(ctx)
		if s.changed {
			tell.Reset(max(0, min(tellEvery, time.Duration(s.length)*tellRow)-time.Since(s.told)))
		}
		select {
		case <-ctx.Done():
		case p := <-s.network.Packets():
			s.hear(p)
		case r := <-s.results:
			s.saw(r)
		case <-tell.C:
			s.tell()
		case <-ask.C:
			s.ask(ask)
		case <-beacon.C:
			if len(s.list.entries) == 0 {
				s.network.AskBeacon()
			}
		case <-follow.C:
			now := wall()
			if s.network.Follow() || now.Sub(last) > asleep {
				s.asked = 0
				s.network.Ask(true)
				ask.Reset(asks[0])
				beacon.Reset(beaconAfter)
				s.list.looks.again()
			}
			last = now
			s.changed = s.list.expire(time.Now()) || s.changed
			s.tidy()
			s.due = true
		case <-s.harder:
			s.swept = hostsOf(s.network.Links())
			s.network.AskBeacon()
			s.list.looks.again()
			sweep.Reset(sweepEvery)
		case <-sweep.C:
			if s.sweep(); len(s.swept) == 0 {
				sweep.Stop()
			}
		}
	}
}

// wall returns the time by the wall clock alone, which goes on while the machine
// is suspended.
func wall() time.Time { return time.Now().Round(0) }

// wait waits for the looks that are under way.
func (s *search) wait() {
	for n := s.looking[true] + s.looking[false]; n > 0; n-- {
		<-s.results
	}
}

// ask asks the next time, and sets the timer for the one after it.
func (s *search) ask(timer *time.Timer) {
	s.asked++
	s.network.Ask(s.asked < ownAsks)
	if s.asked > 1 { // with the question before, it is too early
		s.network.AskBeacon()
	}
	if s.asked < len(asks) {
		timer.Reset(asks[s.asked])
	} else {
		timer.Reset(askEvery)
	}
}

// hear takes a packet.
func (s *search) hear(p Packet) {
	from, now := p.From.Addr(), time.Now()
	if !s.isNear(from) {
		return
	}
	if a, ok := near.ParseBeaconAnswer(p.Data, p.Nonce); ok && p.Own {
		s.changed = s.list.take(a, "", from, nil, now) || s.changed
		return
	}
	if !p.Own && p.From.Port() != near.MDNSPort { // RFC 6762 section 6
		return
	}
	for _, f := range near.ParseFound(p.Data) {
		if f.Gone {
			s.changed = s.list.goodbye(f.Label, f.Key, f.Port, from) || s.changed
			continue
		}
		var addrs []netip.Addr
		for _, a := range f.Addrs {
			if a.Is6() && a.IsLinkLocalUnicast() {
				a = a.WithZone(from.Zone())
				if a.Zone() == "" {
					continue // told over IPv4: on which link it is, is not known
				}
			}
			if s.isNear(a) {
				addrs = append(addrs, a)
			}
		}
		s.changed = s.list.take(f.Announcement, f.Label, from, addrs, now) || s.changed
	}
}

// isNear reports whether an address is in a network that this machine is in.
// Others are not looked at: an announcement must not make clients connect to
// whatever it names.
func (s *search) isNear(a netip.Addr) bool {
	return slices.ContainsFunc(s.network.Links(), func(l near.Link) bool {
		return slices.ContainsFunc(l.Nets, func(n netip.Prefix) bool { return n.Contains(a.WithZone("")) })
	})
}

// lookAround begins to look at addresses whose time has come.
func (s *search) lookAround(ctx context.Context) {
	if !s.due && !s.changed {
		return
	}
	s.due = false
	for _, known := range []bool{true, false} {
		for _, address := range s.list.looks.next(known, looksAt-s.looking[known], time.Now()) {
			l := s.list.looks[address]
			l.busy, l.again, l.at = true, false, time.Now()
			s.looking[known]++
			go s.lookAt(ctx, address, result{of: l, known: known})
		}
	}
}

func (s *search) lookAt(ctx context.Context, address string, r result) {
	ctx, cancel := context.WithTimeout(ctx, lookFor)
	defer cancel()
	key, err := s.cfg.Look(ctx, address)
	if r.key = key; err != nil {
		r.reason = session.Explain(address, err)
	}
	s.results <- r
}

// tidy forgets the looks at addresses of servers that are not listed any more.
func (s *search) tidy() {
	used := map[*look]bool{}
	for _, r := range s.recent {
		used[r.look] = true
	}
	for _, e := range s.list.entries {
		for _, c := range e.candidates {
			used[c.look] = true
		}
	}
	for address, l := range s.list.looks {
		if !used[l] && !l.busy {
			delete(s.list.looks, address)
		}
	}
}

// saw takes what a look has found. A server that had proved its key and does not
// listen any more is gone, also if it could not say goodbye.
func (s *search) saw(r result) {
	s.looking[r.known]--
	was := *r.of
	r.of.busy, s.due = false, true
	if r.reason != nil && stays[r.reason.Code] && was.key != "" {
		return
	}
	r.of.key, r.of.reason = r.key, r.reason
	if was.hasEnded() && r.key == was.key && same(r.reason, was.reason) {
		return
	}
	s.changed = true
	if was.key != "" && r.reason != nil && gone[r.reason.Code] {
		s.list.remove(func(e *entry) bool {
			return slices.ContainsFunc(e.candidates, func(c *candidate) bool { return c.look == r.of }) && e.proved() == nil
		})
	}
}

func same(a, b *session.Problem) bool { return a == b || a != nil && b != nil && a.Code == b.Code }

// sweep asks the next hosts.
func (s *search) sweep() {
	n := min(sweepHosts, len(s.swept))
	for _, host := range s.swept[:n] {
		s.network.AskHost(host)
	}
	s.swept = s.swept[n:]
}

// hostsOf returns the hosts of the small IPv4 networks that links are in.
func hostsOf(links []near.Link) (hosts []netip.Addr) {
	for _, l := range links {
		for _, n := range l.Nets {
			if !n.Addr().Is4() || n.Bits() < sweepBits || n.Bits() > 30 {
				continue
			}
			for a := n.Masked().Addr().Next(); n.Contains(a.Next()) && len(hosts) < maxSweep; a = a.Next() {
				hosts = append(hosts, a)
			}
		}
	}
	return hosts
}
