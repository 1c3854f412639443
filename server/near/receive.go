package near

import (
	"bytes"
	"errors"
	"net"
	"sync"
	"time"
)

// maxPacket is the longest packet of multicast DNS (RFC 6762 section 17).
const maxPacket = 9000

// afterError keeps a socket that always fails from taking the processor.
const afterError = 10 * time.Millisecond

// Receive hands every packet to got until Close, from two goroutines at a time.
func (c *Conn) Receive(got func(Packet)) {
	var families sync.WaitGroup
	if c.four != nil {
		families.Go(func() {
			receive(func(b []byte) (n, link int, from net.Addr, err error) {
				n, m, from, err := c.four.ReadFrom(b)
				if m != nil {
					link = m.IfIndex
				}
				return n, link, from, err
			}, got)
		})
	}
	if c.six != nil {
		families.Go(func() {
			receive(func(b []byte) (n, link int, from net.Addr, err error) {
				n, m, from, err := c.six.ReadFrom(b)
				if m != nil {
					link = m.IfIndex
				}
				return n, link, from, err
			}, got)
		})
	}
	families.Wait()
}

func receive(read func([]byte) (n, link int, from net.Addr, err error), got func(Packet)) {
	b := make([]byte, maxPacket)
	for {
		n, link, from, err := read(b)
		switch {
		case errors.Is(err, net.ErrClosed):
			return
		case err != nil: // on some systems that a packet sent before met a closed port
			time.Sleep(afterError)
		default:
			got(Packet{bytes.Clone(b[:n]), addrPort(from), link})
		}
	}
}
