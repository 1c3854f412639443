//go:build unix

package hub

import (
	"bytes"
	"net"
	"sync"
	"syscall"

	"confab/server/chat1"
	"confab/server/nonblock"
)

// A socket reads a connection's input with a buffer that it takes only once
// there is something to read, and writes what can be written at once without a
// goroutine to wait for it. So an idle connection costs one goroutine and no
// buffer, and a line that finds room in the kernel costs one system call.
//
// read is called by one goroutine at a time, and so is writeNow.
type socket struct {
	nc   net.Conn
	raw  syscall.RawConn // nil if nc is not a socket of the system
	tls  partialWriter   // nil if nc's bytes are the socket's
	most int             // bytes to read at once
	cuts bool            // what is written are lines that each fit into a segment, and are to arrive in one
	out  nonblock.Writer

	// The function that raw calls is made once: a new one for every read would
	// be garbage. What follows is its results.
	tryRead func(fd uintptr) bool
	buf     *[readSize]byte // what tryRead has read into; nil if nothing has come
	got     int
	readErr error
}

// readBuffers are shared by all connections.
var readBuffers = sync.Pool{New: func() any { return new([readSize]byte) }}

func (s *socket) init(nc net.Conn) {
	s.nc, s.most = nc, readSize
	if s.raw = nonblock.Socket(nc); s.raw != nil {
		s.tls, _ = nc.(partialWriter)
	}
	s.out.Bind(s.raw)
	s.tryRead = s.readFD
}

// read waits for input and gives it to take, which must not keep it.
func (s *socket) read(take func([]byte) error) error {
	if s.raw == nil {
		s.buf = readBuffers.Get().(*[readSize]byte)
		s.got, s.readErr = s.nc.Read(s.buf[:s.most])
	} else if err := s.raw.Read(s.tryRead); err != nil {
		return err // nothing has been read
	}
	buf := s.buf
	s.buf = nil
	defer readBuffers.Put(buf)
	if s.got > 0 {
		if err := take(buf[:s.got]); err != nil {
			return err
		}
	}
	return s.readErr
}

// readFD reads what the socket has. It reports false, and keeps no buffer, if
// that is nothing yet: it is called again when there is something.
func (s *socket) readFD(fd uintptr) bool {
	s.buf = readBuffers.Get().(*[readSize]byte)
	var later bool
	if s.tls != nil {
		s.got, later, s.readErr = s.tls.TryRead(fd, s.buf[:s.most])
	} else {
		s.got, later, s.readErr = nonblock.Read(fd, s.buf[:s.most])
	}
	if later {
		readBuffers.Put(s.buf)
		s.buf = nil
	}
	return !later
}

// burst is how many bytes TCP surely sends at once, without an answer to the
// first of them (RFC 6928 section 2): those come together anyway.
const burst = 8 << 10

// segment returns as much of text as goes into one segment, to the end of a line.
func segment(text []byte) []byte {
	if len(text) <= chat1.MaxSaid {
		return text
	}
	if end := bytes.LastIndexByte(text[:chat1.MaxSaid], '\n'); end >= 0 {
		return text[:end+1]
	}
	return text[:chat1.MaxSaid]
}

// write writes texts, and waits for the client until the write deadline.
func (s *socket) write(texts net.Buffers) error {
	if !s.cuts || s.raw == nil || s.tls != nil {
		_, err := texts.WriteTo(s.nc)
		return err
	}
	for _, text := range texts {
		for len(text) > 0 {
			n, err := s.out.WriteRecord(segment(text), true)
			if err != nil {
				return err
			}
			text = text[n:]
		}
	}
	return nil
}

// writeNow writes as much of text as the socket takes without waiting, and
// returns how much that is, and how many bytes of it TLS still has to write:
// those go before whatever is written to nc next, even if that is nothing. An
// error ends the connection.
func (s *socket) writeNow(text []byte) (n, buffered int, err error) {
	if s.tls != nil {
		return s.tls.TryWrite(text)
	}
	if !s.cuts || len(text) <= burst {
		n, err = s.out.Write(text)
		return n, 0, err
	}
	for n < len(text) {
		piece := segment(text[n:])
		written, err := s.out.WriteRecord(piece, false)
		if n += written; err != nil || written < len(piece) {
			return n, 0, err
		}
	}
	return n, 0, nil
}

// failure returns why the connection has failed, if it has, for a caller that
// does not read from it.
func (s *socket) failure() error {
	if s.raw == nil {
		return nil
	}
	var code int
	err := s.raw.Control(func(fd uintptr) {
		code, _ = syscall.GetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_ERROR)
	})
	if err == nil && code != 0 {
		err = syscall.Errno(code)
	}
	return err
}
