//go:build !unix

package hub

import "net"

// A socket reads a connection's input and writes to it. Without the readiness
// of unix sockets it holds a buffer of its own, a small one, while it waits,
// and leaves all writing to a goroutine.
type socket struct {
	nc   net.Conn
	most int  // bytes to read at once
	cuts bool // no system but unix can be told where a segment ends
	buf  [2 << 10]byte
}

func (s *socket) init(nc net.Conn) { s.nc, s.most = nc, readSize }

// read waits for input and gives it to take, which must not keep it.
func (s *socket) read(take func([]byte) error) error {
	n, err := s.nc.Read(s.buf[:min(s.most, len(s.buf))])
	if n > 0 {
		if err := take(s.buf[:n]); err != nil {
			return err
		}
	}
	return err
}

// write writes texts, and waits for the client until the write deadline.
func (s *socket) write(texts net.Buffers) error {
	_, err := texts.WriteTo(s.nc)
	return err
}

// writeNow writes nothing.
func (s *socket) writeNow([]byte) (n, buffered int, err error) { return 0, 0, nil }

// failure does not know.
func (s *socket) failure() error { return nil }
