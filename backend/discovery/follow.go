package discovery

import (
	"context"
	"net"
	"time"

	"confab/backend/keys"
	"confab/server/wire"
)

// How long a Follower waits: for the address that it is given, before it searches
// for the server at others too, and for that search.
const (
	patience  = time.Second
	locateFor = 1500 * time.Millisecond // the beacon is asked after 700 ms
)

// A Follower dials servers, and follows one whose key is known to another address.
type Follower struct {
	Servers *keys.Servers
	TCP     func(ctx context.Context, hostport string) (net.Conn, error)
	// Locate returns an address, host:port, at which the server with a key has
	// proved it just now; false if there is none.
	Locate func(ctx context.Context, key wire.Fingerprint) (hostport string, ok bool)
}

// A dialled is what dialling came to.
type dialled struct {
	net.Conn
	err error
}

// Dial connects to hostport by TCP. If nothing accepts the connection there at
// once, it connects to where the server of that address is now. The error is that
// of hostport. The caller checks the key in both cases.
func (f Follower) Dial(ctx context.Context, hostport string) (net.Conn, error) {
	key := f.Servers.Key(hostport)
	if key == "" {
		return f.TCP(ctx, hostport)
	}
	dialling, cancel := context.WithCancel(ctx)
	defer cancel()
	ended := make(chan dialled, 1)
	go func() {
		c, err := f.TCP(dialling, hostport)
		ended <- dialled{c, err}
	}()
	select {
	case first := <-ended:
		if first.err == nil {
			return first.Conn, nil
		}
		ended <- first
	case <-time.After(patience):
	}
	if elsewhere, ok := f.Locate(ctx, key); ok {
		if c, err := f.TCP(ctx, elsewhere); err == nil {
			cancel()
			if first := <-ended; first.err == nil {
				_ = first.Close() // too late
			}
			return c, nil
		}
	}
	first := <-ended
	return first.Conn, first.err
}

// Locate searches for the server with a key, which this device knows, for at most
// a second and a half: at all addresses where it was, and by what is announced on
// the networks. It returns an address at which the server has proved the key.
// cfg needs no Recent and no Changed.
func Locate(ctx context.Context, cfg Config, key wire.Fingerprint) (hostport string, ok bool) {
	found := make(chan string, 1)
	was := cfg.Servers.ByKey(key).Addresses
	cfg.Recent = func() []string { return was }
	cfg.Changed = func(servers []Server) {
		for _, s := range servers {
			if s.ID == knownID(key) && s.Standing == Known {
				select {
				case found <- s.Address:
				default: // the first one counts
				}
			}
		}
	}
	b := NewBrowser(cfg)
	b.Show(true)
	defer b.Close()
	select {
	case hostport = <-found:
		return hostport, true
	case <-time.After(locateFor):
	case <-ctx.Done():
	}
	return "", false
}
