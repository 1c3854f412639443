package chat

import (
	"bufio"
	"fmt"
	"net"
	"testing"
	"testing/synctest"
	"time"
)

// One person has no more by coming with two devices.
func TestOnePersonHasOnePaceOnAllDevices(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := limits()
		cfg.Rate, cfg.Burst, cfg.MaxQueued = 10, 50, 1<<20
		h, _ := open(t, cfg)
		bob := enter(t, h, "bob")
		devices := []*client{enter2(t, h, "alice", ""), enter2(t, h, "alice", "")}
		began := time.Now()
		for n, d := range devices {
			go d.drain()
			go func() {
				for i := range 50 {
					d.ask(fmt.Sprintf(`{"type":"say","room":"lobby","key":"%d-%d","text":"hi"}`, n, i))
				}
			}()
		}
		for range 100 {
			bob.want("@alice: hi")
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
	server, nc := net.Pipe()
	c := &client{t, name, nc, bufio.NewReader(nc), make(chan error, 1)}
	go func() {
		serve, err := h.Register(far{server, from}, "REGISTER "+name+" CHAT/1.0", nil)
		if err == nil {
			serve()
		}
		_ = server.Close()
		c.end <- err
	}()
	t.Cleanup(func() { _ = nc.Close() })
	c.want("200 Registration successful")
	return c
}

// Many names at one address have together ten times what one person has, and
// nobody elsewhere waits for them.
func TestAnAddressHasAPaceToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := limits()
		cfg.Rate, cfg.Burst, cfg.MaxQueued = 10, 10, 1<<20
		h, _ := open(t, cfg)
		bob := enter(t, h, "bob") // who only listens
		const people, each = 40, 10
		sayAll(t, h, people, each, "192.0.2.1")
		began := time.Now()
		heard := 0
		for range people * each {
			if _, err := bob.in.ReadString('\n'); err != nil {
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
		away.say("easy")
		bob.want("@away: easy")
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
		go c.drain()
		go func() {
			for range each {
				c.say("x")
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
			cfg.Rate, cfg.Burst, cfg.MaxQueued = 10, 10, 1<<20
			h, _ := open(t, cfg)
			bob := enter(t, h, "bob") // who only listens
			sayAll(t, h, 40, 10, from)
			began := time.Now()
			for range 400 {
				if _, err := bob.in.ReadString('\n'); err != nil {
					t.Fatal(err)
				}
			}
			if took := time.Since(began).Round(100 * time.Millisecond); took != want {
				t.Errorf("400 lines from %q took %v, want %v", from, took, want)
			}
		})
	}
}
