package discovery

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"confab/backend/keys"
	"confab/server/near"
	"confab/server/wire"
)

// Two keys.
var (
	red  = wire.FingerprintOf([]byte("red"))
	blue = wire.FingerprintOf([]byte("blue"))
)

const port = 6667

// The test holds mu but while it lets others work, see let.
type guarded struct{ mu sync.Mutex }

// let lets the Browser's goroutines work.
func (g *guarded) let(work func()) {
	g.mu.Unlock()
	defer g.mu.Lock()
	work()
}

// A cable is a Network of one link, 10.77.0.0/24, and what was asked on it.
type cable struct {
	guarded
	began   time.Time
	packets chan Packet
	fresh   bool
	asked   []string // when and how
	hosts   []netip.Addr
	nets    []netip.Prefix
	open    bool
}

func (c *cable) Follow() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	fresh := c.fresh
	c.fresh = false
	return fresh
}
func (c *cable) Links() []near.Link {
	c.mu.Lock()
	defer c.mu.Unlock()
	return []near.Link{{Nets: c.nets}}
}
func (c *cable) Ask(own bool) { c.note(map[bool]string{true: "mdns+own", false: "mdns"}[own]) }
func (c *cable) AskBeacon()   { c.note("beacon") }
func (c *cable) AskHost(host netip.Addr) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.hosts = append(c.hosts, host)
}
func (c *cable) Packets() <-chan Packet { return c.packets }
func (c *cable) Close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open = false
}
func (c *cable) note(what string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked = append(c.asked, fmt.Sprint(time.Since(c.began), " ", what))
}
func (c *cable) openAgain() Network {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open, c.began = true, time.Now()
	return c
}
func netOf(prefix string) netip.Prefix { return netip.MustParsePrefix(prefix) }
func addr(s string) netip.Addr         { return netip.MustParseAddr(s) }
func mdnsFrom(s string) netip.AddrPort { return netip.AddrPortFrom(addr(s), near.MDNSPort) }

// A lab is a Browser on a cable, and the machines that answer there.
type lab struct {
	*Browser
	*cable
	t        *testing.T
	recent   []string
	machines map[string]any // host:port to the key there, or to an error; what is missing is silent
	looked   []string
	listed   []Server
	told     int
}

// A visited server is one that the user has connected to.
type visited struct {
	address string
	key     wire.Fingerprint
	name    string
}

// openLab opens a lab in a bubble of time.
func openLab(t *testing.T, test func(l *lab), before ...visited) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		dir, file := t.TempDir(), map[string]map[string]string{"keys": {}, "names": {}}
		for _, v := range before {
			file["keys"][v.address], file["names"][v.address] = string(v.key), v.name
		}
		text, _ := json.Marshal(file)
		if err := os.WriteFile(filepath.Join(dir, "servers.json"), text, 0o600); err != nil {
			t.Fatal(err)
		}
		known, err := keys.OpenServers(dir)
		if err != nil {
			t.Fatal(err)
		}
		l := &lab{t: t, machines: map[string]any{}, cable: &cable{packets: make(chan Packet), nets: []netip.Prefix{netOf("10.77.0.0/24")}}}
		l.Browser = NewBrowser(Config{
			Servers: known,
			Recent:  func() []string { return l.recent },
			Look:    l.look,
			Changed: func(servers []Server) {
				l.cable.mu.Lock()
				defer l.cable.mu.Unlock()
				l.listed = servers
				l.told++
			},
			Open: l.openAgain,
			Log:  slog.New(slog.DiscardHandler),
		})
		for _, v := range before {
			l.recent = append(l.recent, v.address)
		}
		l.cable.mu.Lock()
		defer l.Show(false)
		test(l)
	})
}

// look takes a millisecond.
func (l *lab) look(ctx context.Context, hostport string) (wire.Fingerprint, error) {
	l.cable.mu.Lock()
	l.looked = append(l.looked, hostport)
	there := l.machines[hostport]
	l.cable.mu.Unlock()
	wait := time.After(time.Millisecond)
	if there == nil {
		wait = nil
	}
	select {
	case <-wait:
	case <-ctx.Done():
		return "", &net.OpError{Op: "dial", Err: context.DeadlineExceeded}
	}
	if key, ok := there.(wire.Fingerprint); ok {
		return key, nil
	}
	return "", there.(error)
}

var refused = &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}

// hears has the Browser hear a packet of multicast DNS.
func (l *lab) hears(from string, data []byte) {
	l.receives(Packet{Packet: near.Packet{Data: data, From: mdnsFrom(from)}})
}

func (l *lab) receives(p Packet) { l.let(func() { l.packets <- p }) }

// Show is the Browser's.
func (l *lab) Show(on bool) { l.let(func() { l.Browser.Show(on) }) }

// announces has it hear a server.
func (l *lab) announces(from string, a near.Announcement, addrs ...netip.Addr) {
	l.hears(from, a.Announce(addrs))
}

// passes lets time pass, and returns what is listed then.
func (l *lab) passes(d time.Duration) []Server {
	l.let(func() {
		time.Sleep(d)
		synctest.Wait()
	})
	return l.listed
}

// one wants one server to be listed and returns it.
func (l *lab) one() Server {
	l.t.Helper()
	if l.let(synctest.Wait); len(l.listed) != 1 {
		l.t.Fatalf("the list is %+v, want one server", l.listed)
	}
	return l.listed[0]
}

// names returns the names that are listed.
func (l *lab) names() (names []string) {
	for _, s := range l.listed {
		names = append(names, s.Name)
	}
	return names
}

func lab3(key wire.Fingerprint) near.Announcement {
	return near.Announcement{Name: "Lab 3", Key: key, Port: port, People: 7}
}

func (l *lab) wantNames(names ...string) {
	l.t.Helper()
	if got := l.names(); !slices.Equal(got, names) {
		l.t.Errorf("%q are listed, want %q", got, names)
	}
}
