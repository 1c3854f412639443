//go:build !unix

package chat

import "net"

// A reader reads a connection's input. Without the readiness of unix sockets
// it holds a buffer of its own, a small one, while it waits.
type reader struct {
	nc  net.Conn
	buf [2 << 10]byte
}

func (r *reader) init(nc net.Conn) { r.nc = nc }

// next waits for input and gives it to hear, which must not keep it.
func (r *reader) next(hear func([]byte) error) error {
	n, err := r.nc.Read(r.buf[:])
	if n > 0 {
		if err := hear(r.buf[:n]); err != nil {
			return err
		}
	}
	return err
}
