package hub

import (
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/clientaddr"
	"confab/server/wire"
)

// One person has no more by coming with two devices.
func TestOnePersonHasOnePaceOnAllDevices(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := limits()
		cfg.Rate, cfg.Burst, cfg.SendQueue = 10, 50, 1<<20
		h, _ := open(t, cfg)
		bob := enter(t, h, "bob")
		devices := []*client{enter2(t, h, "alice", ""), enter2(t, h, "alice", "")}
		began := time.Now()
		for n, d := range devices {
			go d.Drain()
			go func() {
				for i := range 50 {
					d.Ask(fmt.Sprintf(`{"type":"say","room":"lobby","id":"%d-%d","text":"hi"}`, n, i))
				}
			}()
		}
		for range 100 {
			bob.Want("@alice: hi")
		}
		if took := time.Since(began); took != 5200*time.Millisecond {
			t.Errorf("102 lines, two of them hello, took %v, want 5.2s: 50 at once and 52 at 10 a second", took)
		}
	})
}

// A far connection comes from another machine.
type far struct {
	net.Conn
	from string
}

func (f far) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.ParseIP(f.from), Port: 1} }

// enterFrom is enter for somebody at an address.
func enterFrom(t *testing.T, h *Hub, name, from string) *client {
	t.Helper()
	c := connectFrom(t, h, name, "REGISTER "+name+" CHAT/1.0", from)
	c.Want("200 Registration successful")
	return c
}

// wantsAmong is wants that passes by what others say.
func (c *client) wantsAmong(want string) {
	c.T.Helper()
	for kind := decode(c.T, want)["type"]; ; {
		if line := c.Next(); line["type"] == kind {
			return
		}
	}
}

// Many names at one address have together ten times what one person has, and
// nobody elsewhere waits for them.
func TestAnAddressHasAPaceToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := limits()
		cfg.Rate, cfg.Burst, cfg.SendQueue = 10, 10, 1<<20
		h, _ := open(t, cfg)
		bob := enter(t, h, "bob") // who only listens
		const people, each = 40, 10
		sayAll(t, h, people, each, "192.0.2.1")
		began := time.Now()
		heard := 0
		for range people * each {
			if _, err := bob.In.ReadString('\n'); err != nil {
				t.Fatal(err)
			}
			heard++
			if heard == 100 && time.Since(began) != 0 {
				t.Errorf("the burst of the address took %v, want no time", time.Since(began))
			}
		}
		if took := time.Since(began).Round(100 * time.Millisecond); took != 3*time.Second {
			t.Errorf("400 lines took %v, want 3s: 100 at once and 300 at 100 a second", took)
		}
		away := enterFrom(t, h, "away", "192.0.2.2")
		began = time.Now()
		away.Say("easy")
		bob.Want("@away: easy")
		if took := time.Since(began); took != 0 {
			t.Errorf("a line from elsewhere took %v", took)
		}
	})
}

// sayAll lets people at one address each say at once what one person may.
func sayAll(t *testing.T, h *Hub, people, each int, from string) {
	t.Helper()
	for i := range people {
		c := enterFrom(t, h, fmt.Sprint("p", i), from)
		go c.Drain()
		go func() {
			for range each {
				c.Say("x")
			}
		}()
	}
}

// The pace of an address is not for this machine, and what has no IP address is
// not this machine.
func TestOnlyThisMachineHasNoPaceOfItsAddress(t *testing.T) {
	for from, want := range map[string]time.Duration{
		"127.0.0.1": 0, "::ffff:127.0.0.1": 0, "::1": 0,
		"": 3 * time.Second, "192.0.2.1": 3 * time.Second,
	} {
		synctest.Test(t, func(t *testing.T) {
			cfg := limits()
			cfg.Rate, cfg.Burst, cfg.SendQueue = 10, 10, 1<<20
			h, _ := open(t, cfg)
			bob := enter(t, h, "bob") // who only listens
			sayAll(t, h, 40, 10, from)
			began := time.Now()
			for range 400 {
				if _, err := bob.In.ReadString('\n'); err != nil {
					t.Fatal(err)
				}
			}
			if took := time.Since(began).Round(100 * time.Millisecond); took != want {
				t.Errorf("400 lines from %q took %v, want %v", from, took, want)
			}
		})
	}
}

// Short questions with long answers count by their answers.
func TestWhatIsAnsweredCountsForThePace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := limits()
		cfg.Rate, cfg.Burst, cfg.MaxLine, cfg.SendQueue = 10, 10, wire.MaxLine, 1<<20
		h, _ := openOn(t, cfg, stored(t, 100, strings.Repeat("x", 60_000)))
		alice := enter2(t, h, "alice", "")
		time.Sleep(10 * time.Second)
		began := time.Now()
		for range 30 {
			alice.Ask(`{"type":"history","room":"lobby","limit":1}`)
			alice.Wants(`{"type":"page"}`)
		}
		if took := time.Since(began); took < 11*time.Second || took > 14*time.Second {
			t.Errorf("30 pages of 60 KB took %v, want about 12 s: each counts for a line and four more", took)
		}
		time.Sleep(10 * time.Second)
		alice.Ask(`{"type":"history","room":"elsewhere","limit":1}`) // answered by a short line
		alice.Wants(`{"type":"error","code":"no-room"}`)
		began = time.Now()
		for i := range 9 {
			alice.Ask(fmt.Sprintf(`{"type":"ping","id":"%d"}`, i))
			alice.Wants(`{"type":"pong"}`)
		}
		if took := time.Since(began); took != 0 {
			t.Errorf("short answers took %v, want no time", took)
		}
	})
}

// floodFrom has people at an address say long lines for ever.
func floodFrom(t *testing.T, h *Hub, people int, from string) {
	t.Helper()
	line := strings.Repeat("x", 60_000) + "\n"
	for i := range people {
		c := enterFrom(t, h, fmt.Sprint("p", i), from)
		go c.Drain()
		go func() {
			for {
				if _, err := c.Conn.Write([]byte(line)); err != nil {
					return
				}
			}
		}()
	}
}

// Whoever says little does not wait for those at the same address who say much,
// and a connection begins, is kept up and ends at once.
func TestAnAddressIsSharedFairly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := limits()
		cfg.Rate, cfg.Burst, cfg.MaxLine, cfg.SendQueue = 10, 50, wire.MaxLine, 1<<28
		h, _ := open(t, cfg)
		bob := enter(t, h, "bob")
		heard := make(chan time.Time, 10)
		go func() {
			for {
				l, err := bob.In.ReadString('\n')
				if err != nil {
					return
				}
				if strings.HasPrefix(l, "@quiet") {
					heard <- time.Now()
				}
			}
		}()
		quiet := enterFrom(t, h, "quiet", "192.0.2.1")
		go quiet.Drain()
		floodFrom(t, h, 60, "192.0.2.1")
		time.Sleep(time.Minute)
		for range 3 {
			began := time.Now()
			quiet.Say("hello?")
			if took := (<-heard).Sub(began); took > 500*time.Millisecond {
				t.Errorf("a short line waited %v for the others at its address", took)
			}
		}
		began := time.Now()
		fresh := connectFrom(t, h, "fresh", "REGISTER fresh CHAT/2.0", "192.0.2.1")
		fresh.Want("200 Registration successful")
		for _, c := range [][2]string{{`{"type":"hello"}`, `{"type":"welcome"}`}, {`{"type":"ping","id":"1"}`, `{"type":"pong"}`}} {
			fresh.Ask(c[0])
			fresh.wantsAmong(c[1])
		}
		fresh.Ask(`{"type":"quit"}`)
		fresh.wantsAmong(`{"type":"bye"}`)
		if took := time.Since(began); took > time.Second {
			t.Errorf("hello, ping and quit took %v", took)
		}
	})
}

// Who says that every line is urgent waits like everybody else.
func TestUrgentLinesHaveAPaceToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := limits()
		cfg.Rate, cfg.Burst, cfg.SendQueue = 10, 10, 1<<20
		h, _ := open(t, cfg)
		var people []*client
		for i := range 40 {
			c := connectFrom(t, h, fmt.Sprint("p", i), fmt.Sprintf("REGISTER p%d CHAT/2.0", i), "192.0.2.1")
			people = append(people, c)
			go c.Drain()
			c.Ask(`{"type":"hello"}`)
		}
		time.Sleep(20 * time.Second) // the pace is at rest
		began := time.Now()
		var all sync.WaitGroup
		for _, c := range people {
			all.Go(func() {
				for range 10 {
					c.Ask(`{"type":"ping","id":"x"}`)
				}
			})
		}
		all.Wait()
		if took := time.Since(began); took < 2500*time.Millisecond {
			t.Errorf("400 pings took %v, want about 3 s: 100 at once and 300 at 100 a second", took)
		}
	})
}

// Whoever goes while they wait leaves their place to the next.
func TestWhoeverGoesGivesTheirTurnAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := limits()
		cfg.Rate, cfg.Burst, cfg.SendQueue = 10, 1, 1<<20
		n := newNames(cfg)
		from := clientaddr.Address{Key: "192.0.2.1"}
		a, b := n.enter(from, &user{}), n.enter(from, &user{})
		now := time.Now()
		for range 10 {
			if a.begin(now, 1, false) != nil {
				t.Fatal("the burst of the address waits")
			}
		}
		first, second, quiet := a.begin(now, 1, false), a.begin(now, 1, false), b.begin(now, 1, false)
		if _, goes := quiet.due(now.Add(10 * time.Millisecond)); !goes {
			t.Error("who has said nothing is not the first")
		}
		if _, goes := second.due(now.Add(time.Hour)); goes {
			t.Error("the second of one person goes before the first")
		}
		first.end()
		<-second.first
		if _, goes := second.due(now.Add(20 * time.Millisecond)); !goes {
			t.Error("nobody is next after one has gone")
		}
		second.end() // it has gone already
	})
}
