package gate

import (
	"net"
	"sync"
	"time"

	"confab/server/wire"
)

// An address is whom a connection counts for: one IPv4 address, or one IPv6
// /64, which is what one customer or machine is given (RFC 6177 section 2).
type address struct {
	key  string
	here bool // this machine, exempt from the limits; also set for what has no address, a pipe in a test
}

func addressOf(nc net.Conn) address {
	tcp, ok := nc.RemoteAddr().(*net.TCPAddr)
	if !ok {
		return address{here: true}
	}
	ip := tcp.AddrPort().Addr().Unmap().WithZone("")
	here := ip.IsLoopback()
	if local, ok := nc.LocalAddr().(*net.TCPAddr); ok && local.AddrPort().Addr().Unmap().WithZone("") == ip {
		here = true // from this machine by one of its names in the network
	}
	if ip.Is6() {
		prefix, _ := ip.Prefix(64) // 64 is a valid length: no error
		return address{prefix.String(), here}
	}
	return address{ip.String(), here}
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
	open   int       // now
	fresh  int       // since minute began
	minute time.Time // when the minute that fresh counts began
}

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
		v.fresh, v.minute = 0, now
	}
	v.fresh++
	switch {
	case a.maxNew > 0 && v.fresh > a.maxNew:
		return wire.TooMany.Because("new connections from this address, try again in a minute")
	case a.max > 0 && v.open >= a.max:
		return wire.TooMany.Because("connections from this address")
	}
	v.open++
	return nil
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
