package gate

import (
	"net"

	"confab/server/wire"
)

// A peeked connection gives what has been read of it to find out what it
// speaks once more.
type peeked struct {
	net.Conn
	head []byte
}

// peek waits for the first byte and returns it. What comes with it is read
// too: a client that sends its whole first line at once costs no second read.
func (p *peeked) peek() (byte, error) {
	var buf [wire.MaxFirstLine]byte
	for {
		n, err := p.Conn.Read(buf[:])
		if n > 0 {
			p.head = buf[:n:n]
			return buf[0], nil // err, if it is one, comes again
		}
		if err != nil {
			return 0, err
		}
	}
}

// Read gives what has been read before, and then reads.
func (p *peeked) Read(b []byte) (int, error) {
	if len(p.head) > 0 {
		n := copy(b, p.head)
		if p.head = p.head[n:]; len(p.head) == 0 {
			p.head = nil
		}
		return n, nil
	}
	return p.Conn.Read(b)
}
