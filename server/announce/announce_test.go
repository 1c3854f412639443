package announce

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/near"
	"confab/server/wire"
)

// A wireless is a conn without a network.
type wireless struct {
	mu     sync.Mutex
	sent   []packet                  // guarded by mu
	at     map[netip.AddrPort]string // the link by which a sender's packets come; guarded by mu
	links  []near.Link
	heard  chan near.Packet
	closed chan struct{}
}

// A packet is one that was sent.
type packet struct {
	after time.Duration  // the beginning
	link  string         // by multicast on this link,
	to    netip.AddrPort // or by unicast
	data  []byte
}

var began = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) // of synctest's time

func newWireless() *wireless {
	return &wireless{heard: make(chan near.Packet), closed: make(chan struct{}), at: map[netip.AddrPort]string{}}
}

func (w *wireless) Follow(links []near.Link) (fresh []near.Link) {
	for _, l := range links {
		if !slices.ContainsFunc(w.links, func(old near.Link) bool { return old.Name == l.Name && slices.Equal(old.Addrs, l.Addrs) }) {
			fresh = append(fresh, l)
		}
	}
	w.links = links
	return fresh
}

func (w *wireless) Links() []near.Link { return w.links }

func (w *wireless) LinkOf(p near.Packet) (near.Link, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, l := range w.links {
		if l.Name == w.at[p.From] {
			return l, true
		}
	}
	return near.Link{}, false
}

func (w *wireless) add(p packet) {
	w.mu.Lock()
	defer w.mu.Unlock()
	p.after, p.data = time.Since(began), slices.Clone(p.data)
	w.sent = append(w.sent, p)
}

func (w *wireless) Multicast(l near.Link, _ []netip.AddrPort, data []byte) {
	w.add(packet{link: l.Name, data: data})
}

func (w *wireless) Unicast(to netip.AddrPort, data []byte) { w.add(packet{to: to, data: data}) }

func (w *wireless) Receive(got func(near.Packet)) {
	for {
		select {
		case p := <-w.heard:
			got(p)
		case <-w.closed:
			return
		}
	}
}

func (w *wireless) Close() error {
	close(w.closed)
	return nil
}

// taken returns what was sent since the last time.
func (w *wireless) taken() (sent []packet) {
	synctest.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	sent, w.sent = w.sent, nil
	return sent
}

// A street is where a server is announced in a test.
type street struct {
	t            *testing.T
	mdns, beacon *wireless
	links        atomic.Pointer[[]near.Link] // what the machine has
	people       atomic.Int64
	logged       *strings.Builder
	end          func()
}

// link returns one with addresses that are written with their networks.
func link(index int, name string, kind near.Kind, addrs ...string) near.Link {
	l := near.Link{Interface: net.Interface{Index: index, Name: name}, Kind: kind}
	for _, a := range addrs {
		p := netip.MustParsePrefix(a)
		l.Addrs, l.Nets = append(l.Addrs, p.Addr()), append(l.Nets, p.Masked())
	}
	return l
}

var (
	eth0 = link(2, "eth0", near.LAN, "10.77.0.1/24", "fd77::1/64")
	eth1 = link(3, "eth1", near.LAN, "10.78.0.1/24")
)

// announced runs an announcer in a bubble of synctest until the test ends.
func announced(t *testing.T, change func(*Config, *network), links ...near.Link) *street {
	s := &street{t: t, mdns: newWireless(), beacon: newWireless(), logged: &strings.Builder{}}
	s.has(links...)
	s.people.Store(1)
	c := Config{
		Server: near.Announcement{Name: "Lab", Key: wire.FingerprintOf(nil), Port: 54307, Version: "1.2.3"},
		People: func(context.Context) int { return int(s.people.Load()) },
		Log:    slog.New(slog.NewTextHandler(s.logged, nil)),
	}
	n := network{
		look:   func() ([]near.Link, error) { return *s.links.Load(), nil },
		mdns:   func() (conn, error) { return s.mdns, nil },
		beacon: func() (conn, error) { return s.beacon, nil },
	}
	if change != nil {
		change(&c, &n)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		n.run(ctx, c)
	}()
	s.end = func() {
		cancel()
		<-ended
	}
	t.Cleanup(s.end)
	return s
}

// has gives the machine these links and no others.
func (s *street) has(links ...near.Link) { s.links.Store(&links) }

// asks sends a packet from an address, which is on the link called name.
func (s *street) asks(w *wireless, name, from string, data []byte) {
	at := netip.MustParseAddrPort(from)
	w.mu.Lock()
	w.at[at] = name
	w.mu.Unlock()
	w.heard <- near.Packet{Data: data, From: at}
}

// want compares what was sent by multicast DNS with lines such as
// "0s eth0: 10.77.0.1 fd77::1".
func (s *street) want(want ...string) {
	s.t.Helper()
	var got []string
	for _, p := range s.mdns.taken() {
		got = append(got, fmt.Sprintf("%v %s: %s", p.after.Round(time.Millisecond), p.link, said(p.data)))
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		s.t.Errorf("it has sent %q, want %q", got, want)
	}
}

// said returns the addresses that a packet announces.
func said(data []byte) string {
	var all []string
	for _, f := range near.ParseFound(data) {
		if f.Gone {
			all = append(all, "gone")
		}
		for _, a := range f.Addrs {
			all = append(all, a.String())
		}
	}
	return strings.Join(all, " ")
}

func TestAServerIsAnnouncedTwiceAndThenSilent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := announced(t, nil, eth0, eth1, link(1, "lo", near.Loopback, "127.0.0.1/8"), link(4, "docker0", near.Virtual, "172.17.0.1/16"))
		time.Sleep(time.Hour)
		s.want("0s eth0: 10.77.0.1 fd77::1", "0s eth1: 10.78.0.1", "1s eth0: 10.77.0.1 fd77::1", "1s eth1: 10.78.0.1")
		s.end()
		s.want("1h0m0s eth0: gone 10.77.0.1 fd77::1", "1h0m0s eth1: gone 10.78.0.1", "1h0m0.1s eth0: gone 10.77.0.1 fd77::1", "1h0m0.1s eth1: gone 10.78.0.1")
		if sent := s.beacon.taken(); len(sent) != 0 {
			t.Errorf("the beacon has sent %d packets without a question", len(sent))
		}
	})
}

func TestInterfacesThatComeAndGoAreFollowedWithinASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := announced(t, nil, eth0)
		time.Sleep(9500 * time.Millisecond)
		s.want("0s eth0: 10.77.0.1 fd77::1", "1s eth0: 10.77.0.1 fd77::1")
		s.has(eth0, eth1)
		time.Sleep(3 * time.Second)
		s.want("10s eth1: 10.78.0.1", "11s eth1: 10.78.0.1")
		s.has(eth0, link(3, "eth1", near.LAN, "10.78.0.2/24"))
		time.Sleep(3 * time.Second)
		s.want("13s eth1: 10.78.0.2", "14s eth1: 10.78.0.2")
		s.has(link(3, "eth1", near.LAN, "10.78.0.2/24"))
		time.Sleep(3 * time.Second)
		s.end()
		s.want("18.5s eth1: gone 10.78.0.2", "18.6s eth1: gone 10.78.0.2") // and nothing on eth0, which is gone
	})
}

func TestOnlyAddressesAtWhichTheServerListensAreAnnounced(t *testing.T) {
	for what, c := range map[string]struct {
		change func(*Config)
		want   []string
	}{
		"all":           {func(c *Config) { c.Listen = netip.IPv6Unspecified() }, []string{"0s eth0: 10.77.0.1 fd77::1", "0s eth1: 10.78.0.1"}},
		"all of IPv4":   {func(c *Config) { c.Listen = netip.IPv4Unspecified() }, []string{"0s eth0: 10.77.0.1", "0s eth1: 10.78.0.1"}},
		"one":           {func(c *Config) { c.Listen = netip.MustParseAddr("10.78.0.1") }, []string{"0s eth1: 10.78.0.1"}},
		"this machine":  {func(c *Config) { c.Listen = netip.MustParseAddr("127.0.0.1") }, nil},
		"one interface": {func(c *Config) { c.Interfaces = []string{"eth1"} }, []string{"0s eth1: 10.78.0.1"}},
		"a tunnel":      {func(c *Config) { c.Interfaces = []string{"tun0"} }, []string{"0s tun0: 10.8.0.2"}},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := announced(t, func(cfg *Config, _ *network) { c.change(cfg) }, eth0, eth1, link(9, "tun0", near.Tunnel, "10.8.0.2/24"))
			s.want(c.want...)
			if t.Failed() {
				t.Log(what)
			}
		})
	}
}

func TestAQuestionFromAPortOfItsOwnIsAnsweredAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := announced(t, nil, eth0, eth1)
		const now = 11500 * time.Millisecond // people were counted more than a second ago
		time.Sleep(now)
		s.mdns.taken()
		for from, unicast := range map[string]bool{"10.77.0.9:50000": false, "10.77.0.9:5353": true, "[fd77::9]:5353": true} {
			s.people.Store(7)
			s.asks(s.mdns, "eth0", from, near.Question(unicast))
			sent := s.mdns.taken()
			if len(sent) != 1 || sent[0].to.String() != from || sent[0].after != now || said(sent[0].data) != "10.77.0.1 fd77::1" || near.ParseFound(sent[0].data)[0].People != 7 {
				t.Errorf("the answer to %s is %+v", from, sent)
			}
		}
		for _, from := range []string{"192.0.2.1:50000", "10.78.0.9:5353"} { // the second one is eth1's
			s.asks(s.mdns, "eth0", from, near.Question(true))
			if sent := s.mdns.taken(); len(sent) != 0 {
				t.Errorf("%s, which is not on the link, gets %+v", from, sent)
			}
		}
		s.asks(s.mdns, "docker0", "10.77.0.9:50000", near.Question(false))
		if sent := s.mdns.taken(); len(sent) != 0 {
			t.Errorf("from an interface that is left out comes %+v", sent)
		}
	})
}

func TestAnswersByMulticastAreOneForAllWhoAsk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := announced(t, nil, eth0, eth1)
		time.Sleep(10 * time.Second)
		s.mdns.taken()
		for range 50 { // for a second
			s.asks(s.mdns, "eth0", "10.77.0.9:5353", near.Question(false))
			time.Sleep(20 * time.Millisecond)
		}
		time.Sleep(time.Minute)
		sent := s.mdns.taken()
		if len(sent) != 2 || sent[0].link != "eth0" || sent[1].link != "eth0" {
			t.Fatalf("the answers are %+v, want two on eth0", sent)
		}
		first, apart := sent[0].after-10*time.Second, sent[1].after-sent[0].after
		if first < 20*time.Millisecond || first > 120*time.Millisecond || apart < time.Second || apart > 1200*time.Millisecond {
			t.Errorf("the answers come after %v and %v more", first, apart)
		}
	})
}

func TestWhoKnowsTheServerGetsNoAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := announced(t, nil, eth0)
		announcement := s.mdns.taken()[0].data
		time.Sleep(10 * time.Second)
		s.mdns.taken()
		// A question with the announcement's only answer, the PTR, as known.
		known := slices.Concat([]byte{0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0}, near.Question(false)[12:], uncompressedPTR(t, announcement))
		s.asks(s.mdns, "eth0", "10.77.0.9:5353", known)
		time.Sleep(5 * time.Second)
		if sent := s.mdns.taken(); len(sent) != 0 {
			t.Errorf("it gets %+v", sent)
		}
	})
}

// uncompressedPTR returns the PTR record for the one server in a packet.
func uncompressedPTR(t *testing.T, packet []byte) []byte {
	t.Helper()
	label := near.ParseFound(packet)[0].Label
	service := near.Question(false)[12 : len(near.Question(false))-4]
	record := slices.Concat(service, []byte{0, 12, 0, 1, 0, 0, 0, 60, 0, byte(1 + len(label) + len(service)), byte(len(label))}, []byte(label), service)
	return record
}

func TestANewNumberOfPeopleIsAnnouncedAtMostEveryTenSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := announced(t, nil, eth1)
		time.Sleep(500 * time.Millisecond)
		for n := range 600 { // a minute in which somebody comes every 100 ms
			s.people.Store(int64(n))
			time.Sleep(100 * time.Millisecond)
		}
		sent := s.mdns.taken()
		if len(sent) < 7 || len(sent) > 8 {
			t.Errorf("within a minute it has announced %d times, want twice at first and then every ten seconds", len(sent))
		}
		time.Sleep(10 * time.Second)
		s.mdns.taken()
		time.Sleep(time.Hour)
		s.want() // nothing changes
	})
}

func TestTheBeaconAnswersAndNothingElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := announced(t, nil, eth0)
		nonce := near.Nonce{1, 2, 3}
		question := near.AppendBeaconQuestion(nil, nonce)
		s.asks(s.beacon, "eth0", "10.77.0.9:50000", question)
		sent := s.beacon.taken()
		if len(sent) != 1 || sent[0].to.String() != "10.77.0.9:50000" {
			t.Fatalf("the answers are %+v", sent)
		}
		a, ok := near.ParseBeaconAnswer(sent[0].data, nonce)
		if want := (near.Announcement{Name: "Lab", Key: wire.FingerprintOf(nil), Port: 54307, People: 1, Version: "1.2.3", Time: began.Local()}); !ok || a != want {
			t.Errorf("it says %+v, want %+v", a, want)
		}
		s.asks(s.beacon, "eth0", "10.77.0.9:50000", question[:399])
		s.asks(s.beacon, "docker0", "172.17.0.2:50000", question)
		if sent := s.beacon.taken(); len(sent) != 0 {
			t.Errorf("it answers %+v", sent)
		}
	})
}

func TestNobodyGetsMoreThanTenAnswersASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := announced(t, nil, eth0)
		s.mdns.taken()
		question := near.AppendBeaconQuestion(nil, near.Nonce{})
		for range 50 {
			s.asks(s.beacon, "eth0", "10.77.0.9:50000", question)
			s.asks(s.mdns, "eth0", "10.77.0.9:50000", near.Question(false))
			synctest.Wait()
		}
		s.asks(s.beacon, "eth0", "10.77.0.10:50000", question) // it is another one's turn
		if n := len(s.beacon.taken()) + len(s.mdns.taken()); n != 10+1 {
			t.Errorf("there are %d answers, want 11", n)
		}
		time.Sleep(time.Second)
		s.asks(s.beacon, "eth0", "10.77.0.9:50000", question)
		if sent := s.beacon.taken(); len(sent) != 1 {
			t.Errorf("a second later there are %d answers, want one", len(sent))
		}
	})
}

func TestALimiterForgetsAndStaysSmall(t *testing.T) {
	l := newLimiter()
	now, allowed := began, 0
	for n := range 2 * maxAsking {
		if l.allows(netip.AddrFrom4([4]byte{10, 0, byte(n >> 8), byte(n)}), now) {
			allowed++
		}
	}
	if allowed != maxAsking || len(l.answered) != maxAsking {
		t.Errorf("%d addresses are answered and %d remembered, want %d", allowed, len(l.answered), maxAsking)
	}
	if !l.allows(netip.MustParseAddr("10.9.9.9"), now.Add(time.Second)) || len(l.answered) != 1 {
		t.Errorf("a second later %d are remembered, want one", len(l.answered))
	}
}

func TestWithoutAPortTheOtherWayIsLeft(t *testing.T) {
	for what, c := range map[string]struct {
		fail   func(*network)
		beacon bool
	}{
		"multicast DNS": {func(n *network) { n.mdns = func() (conn, error) { return nil, errors.New("taken") } }, true},
		"the beacon":    {func(n *network) { n.beacon = func() (conn, error) { return nil, errors.New("taken") } }, false},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := announced(t, func(_ *Config, n *network) { c.fail(n) }, eth0)
			if sent := s.mdns.taken(); (len(sent) == 0) != c.beacon {
				t.Errorf("without %s it announces %+v", what, sent)
			}
			if c.beacon {
				s.asks(s.beacon, "eth0", "10.77.0.9:50000", near.AppendBeaconQuestion(nil, near.Nonce{}))
				if sent := s.beacon.taken(); len(sent) != 1 {
					t.Errorf("without %s the beacon answers %+v", what, sent)
				}
			}
			time.Sleep(time.Hour)
			s.end()
			if logged := s.logged.String(); strings.Count(logged, "\n") != 1 || !strings.Contains(logged, "taken") {
				t.Errorf("without %s it logs %q, want one line", what, logged)
			}
		})
	}
}

// A machine that cannot list its interfaces says so once, and looks again.
func TestALookThatFailsIsLoggedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var works atomic.Bool
		s := announced(t, func(_ *Config, n *network) {
			look := n.look
			n.look = func() ([]near.Link, error) {
				if !works.Load() {
					return nil, errors.New("too many open files")
				}
				return look()
			}
		}, eth1)
		time.Sleep(9500 * time.Millisecond)
		works.Store(true)
		time.Sleep(time.Minute)
		s.want("10s eth1: 10.78.0.1", "11s eth1: 10.78.0.1")
		s.end()
		if n := strings.Count(s.logged.String(), "too many open files"); n != 1 {
			t.Errorf("it logs the failure %d times", n)
		}
	})
}

// Anybody on the network can send anything.
func FuzzReceived(f *testing.F) {
	f.Add(near.Question(true), uint16(5353))
	f.Add(near.AppendBeaconQuestion(nil, near.Nonce{}), uint16(50000))
	f.Fuzz(func(t *testing.T, data []byte, port uint16) {
		mdns, beacon := newWireless(), newWireless()
		from := netip.AddrPortFrom(netip.MustParseAddr("10.77.0.9"), port)
		mdns.at[from], beacon.at[from] = "eth0", "eth0"
		a := &announcer{
			Config: Config{Server: near.Announcement{Name: "Lab", Key: wire.FingerprintOf(nil), Port: 54307}, People: func(context.Context) int { return 1 }},
			look:   func() ([]near.Link, error) { return []near.Link{eth0}, nil },
			mdns:   opened{conn: mdns}, beacon: opened{conn: beacon}, limit: newLimiter(), links: map[int]*announcedLink{},
		}
		a.follow()
		a.sendDue(time.Now())
		mdns.sent = nil
		for range 3 {
			a.question(t.Context(), near.Packet{Data: data, From: from})
			a.beaconQuestion(t.Context(), near.Packet{Data: data, From: from})
		}
		if len(mdns.sent) > 3 || len(beacon.sent) > 3 {
			t.Errorf("three packets make %d and %d", len(mdns.sent), len(beacon.sent))
		}
		for _, p := range beacon.sent {
			if len(p.data) > len(data) {
				t.Errorf("%d bytes are answered with %d", len(data), len(p.data))
			}
		}
	})
}
