package gate

import (
	"net"
	"slices"
	"sync"
	"time"

	"confab/server/wire"
)

// pending are the connections of strangers: they have not sent their first line,
// whether they speak TLS or not. There is always room for one more: the one that has
// been silent longest makes it, so that silent clients do not keep others out.
type pending struct {
	mu     sync.Mutex
	conns  []net.Conn // in the order they came; guarded by mu
	closed bool       // guarded by mu
}

// add reports whether nc may send its first line: not when the gate closes.
func (p *pending) add(nc net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return false
	}
	if len(p.conns) == maxPending {
		expire(p.conns[0])
		p.conns = slices.Delete(p.conns, 0, 1)
	}
	p.conns = append(p.conns, nc)
	return true
}

// remove takes nc out. If it has been put out before, that is what remove
// returns, as a wire.Reply.
func (p *pending) remove(nc net.Conn) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	i := slices.Index(p.conns, nc)
	switch {
	case i >= 0:
		p.conns = slices.Delete(p.conns, i, i+1)
		return nil
	case p.closed:
		return wire.ShuttingDown
	}
	return wire.TooMany.Because("connections that say nothing")
}

// closeAll closes all connections, now and later.
func (p *pending) closeAll() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	for _, nc := range p.conns {
		expire(nc)
	}
	p.conns = nil
}

// expire ends the wait for nc's handshake and first line; its reader does the rest.
func expire(nc net.Conn) { _ = nc.SetDeadline(time.Unix(1, 0)) }
