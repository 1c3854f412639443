package session_test

import (
	"io"
	"net"
	"sync"
	"testing"
)

// A cable leads to the lab, and can be pulled.
type cable struct {
	lab     *lab
	address string

	mu   sync.Mutex
	ln   net.Listener // nil while it is pulled; guarded by mu
	ends []net.Conn   // guarded by mu
	busy sync.WaitGroup
}

func layCable(l *lab) *cable {
	c := &cable{lab: l, address: "127.0.0.1:0"}
	c.plug(l.t)
	l.t.Cleanup(func() {
		c.pull()
		c.busy.Wait()
	})
	return c
}

func (c *cable) plug(t *testing.T) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ln != nil {
		return
	}
	ln, err := net.Listen("tcp", c.address)
	if err != nil {
		t.Fatal(err)
	}
	c.ln, c.address = ln, ln.Addr().String()
	c.busy.Go(func() {
		for {
			near, err := ln.Accept()
			if err != nil {
				return
			}
			c.join(near)
		}
	})
}

// join leads a connection on to the lab.
func (c *cable) join(near net.Conn) {
	far, err := net.Dial("tcp", c.lab.address)
	if err != nil {
		_ = near.Close()
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ln == nil { // it has been pulled meanwhile
		_, _ = near.Close(), far.Close()
		return
	}
	// A cable holds little, so that the server soon feels who does not read.
	for _, end := range []net.Conn{near, far} {
		_ = end.(*net.TCPConn).SetReadBuffer(16 << 10)
		_ = end.(*net.TCPConn).SetWriteBuffer(16 << 10)
	}
	c.ends = append(c.ends, near, far)
	for _, ends := range [][2]net.Conn{{near, far}, {far, near}} {
		c.busy.Go(func() {
			_, _ = io.Copy(ends[0], ends[1])
			_, _ = near.Close(), far.Close()
		})
	}
}

func (c *cable) pull() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ln == nil {
		return
	}
	_ = c.ln.Close()
	c.ln = nil
	for _, nc := range c.ends {
		_ = nc.Close()
	}
	c.ends = nil
}
