package gate

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"time"

	"confab/server/wire"
)

// An address is whom a connection counts for: one IPv4 address, or one IPv6
// /64, which is what one customer or machine is given (RFC 6177 section 2).
// In the server's own /64 it is one IPv6 address: that is the whole room next door.
type address struct {
	key  string
	here bool // this machine, exempt from the limits; also set for what has no address, a pipe in a test
}

func addressOf(nc net.Conn) address {
	remote, ok := nc.RemoteAddr().(*net.TCPAddr)
	if !ok {
		return address{here: true}
	}
	var own netip.Addr // what the client has reached us at; we have others, but not in its network
	if local, ok := nc.LocalAddr().(*net.TCPAddr); ok {
		own = ipOf(local)
	}
	ip := ipOf(remote)
	here := ip.IsLoopback() || ip == own
	if ip.Is6() && network(ip) != network(own) {
		return address{network(ip).String(), here}
	}
	return address{ip.String(), here}
}

func ipOf(a *net.TCPAddr) netip.Addr { return a.AddrPort().Addr().Unmap().WithZone("") }

// network returns the /64 of an IPv6 address, and nothing for others.
func network(ip netip.Addr) netip.Prefix {
	if !ip.Is6() {
		return netip.Prefix{}
	}
	prefix, _ := ip.Prefix(64) // 64 is a valid length: no error
	return prefix
}

// addresses count the connections of each address.
type addresses struct {
	max, maxNew int // see Config

	mu    sync.Mutex
	seen  map[string]*visits // guarded by mu
	swept time.Time          // when seen was last cleared of what is over; guarded by mu
}

// visits are the connections of one address.
type visits struct {
	open    int       // now
	fresh   int       // since minute began
	refused int       // of fresh
	minute  time.Time // when the minute that fresh counts began
}

// errFlood is wrapped by the refusal of an address that goes on coming after
// maxRefused refusals in a minute: it gets its reply and nothing else, or a
// flood would hold our file descriptors and fill the log.
var errFlood = errors.New("it goes on coming")

// enter counts a new connection, or returns wire.TooMany if it is one too
// many. Every enter that returned nil is followed by one leave.
func (a *addresses) enter(from address, now time.Time) error {
	if from.here {
		return nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.sweep(now)
	v := a.seen[from.key]
	if v == nil {
		v = &visits{minute: now}
		a.seen[from.key] = v
	}
	if now.Sub(v.minute) >= time.Minute {
		*v = visits{open: v.open, minute: now}
	}
	v.fresh++
	switch {
	case a.maxNew > 0 && v.fresh > a.maxNew:
		return v.refuse("new connections from this address, try again in a minute")
	case a.max > 0 && v.open >= a.max:
		return v.refuse("connections from this address")
	}
	v.open++
	return nil
}

func (v *visits) refuse(reason string) error {
	v.refused++
	if v.refused > maxRefused {
		return fmt.Errorf("%w: %w", wire.TooMany.Because(reason), errFlood)
	}
	return wire.TooMany.Because(reason)
}

func (a *addresses) leave(from address) {
	if from.here {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.seen[from.key].open--
}

// sweep forgets the addresses that have nothing open and have not come for a
// minute, at most once a minute: nobody fills the memory by coming from many.
func (a *addresses) sweep(now time.Time) {
	if now.Sub(a.swept) < time.Minute {
		return
	}
	a.swept = now
	for key, v := range a.seen {
		if v.open == 0 && now.Sub(v.minute) >= time.Minute {
			delete(a.seen, key)
		}
	}
}
