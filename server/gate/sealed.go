package gate

import (
	"bytes"
	"crypto/tls"
	"net"
	"sync"
	"syscall"
	"time"

	"confab/server/nonblock"
	"confab/server/wire"
)

// maxRecord is how much one TLS record holds (RFC 8446 section 5.1).
const maxRecord = 16 << 10

// maxUnsent is how many sealed bytes may wait for the kernel, which has taken
// none of them: a record that was begun, and what TLS itself answers. A client
// that goes on asking for such answers and reads none is at its end there.
const maxUnsent = 64 << 10

// A sealed connection speaks TLS. One goroutine reads and one at a time writes,
// as with every net.Conn; nothing of it waits for the client but Read and Write.
//
// TryRead and TryWrite, for those who wait for the socket by themselves, are
// what tls.Conn does not have: a tls.Conn that is told in the middle of a
// record that its socket is full can never write again. So it is never told:
// it writes to a ciphers, which keeps what the kernel does not take.
type sealed struct {
	*ciphers
	tls *tls.Conn
	key wire.Fingerprint // of the client's certificate; empty if it has none
}

// ClientKey returns the fingerprint of the key that the client has proved to
// have, or nothing if it came without one.
func (s *sealed) ClientKey() wire.Fingerprint { return s.key }

// SyscallConn returns the socket, whose bytes are for TLS alone: it is there to
// be waited for. It fails where the connection is none of the system's.
func (s *sealed) SyscallConn() (syscall.RawConn, error) {
	if s.raw == nil {
		return nil, syscall.EINVAL
	}
	return s.raw, nil
}

// Read waits for what the client says.
func (s *sealed) Read(p []byte) (int, error) { return s.tls.Read(p) }

// TryRead reads like Read from the socket fd, which belongs to SyscallConn's
// Read until TryRead returns; later reports that nothing whole has come yet.
func (s *sealed) TryRead(fd uintptr, p []byte) (n int, later bool, err error) {
	s.fd, s.trying = fd, true
	n, err = s.tls.Read(p)
	s.trying = false
	if n == 0 && err == errLater {
		return 0, true, nil
	}
	return n, false, err
}

// Write writes p whole, and before it what a TryWrite has left. It waits for
// the client until the write deadline, after which nothing more can be written.
func (s *sealed) Write(p []byte) (n int, err error) {
	if !s.isQuick() {
		return s.tls.Write(p)
	}
	err = s.flush()
	for err == nil && n < len(p) {
		piece := record(p[n:])
		if _, err = s.tls.Write(piece); err == nil {
			err = s.flush()
		}
		if err == nil {
			n += len(piece)
		}
	}
	return n, err
}

// TryWrite writes as much of p as goes without waiting, and returns how much
// that is; left is how many bytes it has sealed that the kernel has not taken:
// the next Write, of nothing if need be, writes them.
func (s *sealed) TryWrite(p []byte) (n, left int, err error) {
	if left, err = s.tryFlush(); err != nil || left > 0 || s.raw == nil {
		return 0, left, err
	}
	for err == nil && left == 0 && n < len(p) {
		piece := record(p[n:])
		if _, err = s.tls.Write(piece); err == nil {
			n += len(piece)
			left, err = s.waiting()
		}
	}
	return n, left, err
}

// record returns as much of p as goes into one record, which ends with a line
// if one ends there: a record arrives as a whole, and some programs take what
// has arrived for whole lines.
func record(p []byte) []byte {
	if len(p) <= maxRecord {
		return p
	}
	if end := bytes.LastIndexByte(p[:maxRecord], '\n'); end >= 0 {
		return p[:end+1]
	}
	return p[:maxRecord]
}

// CloseWrite says that nothing more comes, which TLS has a word for, so that
// a connection cannot be cut off unnoticed.
func (s *sealed) CloseWrite() error {
	if err := s.tls.CloseWrite(); err != nil {
		return err
	}
	if err := s.flush(); err != nil {
		return err
	}
	half, ok := s.Conn.(interface{ CloseWrite() error })
	if !ok {
		return net.ErrClosed
	}
	return half.CloseWrite()
}

// ciphers is the connection below TLS, what is sealed. TLS itself sets no
// deadlines here: those of the connection are the gate's and the chat's.
type ciphers struct {
	*peeked
	raw syscall.RawConn // nil if it is no socket of the system, or one that cannot be tried

	fd     uintptr // what Read tries, if trying; owned by who reads
	trying bool

	mu       sync.Mutex
	quick    bool   // the client speaks the chat, and Write does not block; guarded by mu
	unsent   []byte // what the kernel has not taken; guarded by mu
	flushing bool   // flush has taken unsent and writes it; guarded by mu
	failed   error  // why nothing can be written any more; guarded by mu

	out nonblock.Writer // guarded by mu
}

// A below is what TLS sees of ciphers: Read, Write and no deadlines.
type below struct{ *ciphers }

func (below) SetDeadline(time.Time) error      { return nil }
func (below) SetReadDeadline(time.Time) error  { return nil }
func (below) SetWriteDeadline(time.Time) error { return nil }

// Read reads what is sealed: in TryRead what has come, otherwise it waits.
func (b below) Read(p []byte) (int, error) {
	if b.trying && len(b.head) == 0 {
		n, later, err := nonblock.Read(b.fd, p)
		if later {
			err = errLater
		}
		return n, err
	}
	return b.peeked.Read(p)
}

// Write takes p whole. After the handshake it does not wait: what the kernel
// does not take stays in unsent.
func (b below) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.failed != nil:
		return 0, b.failed
	case !b.quick:
		return b.Conn.Write(p)
	}
	rest := p
	if len(b.unsent) == 0 && !b.flushing {
		var n int
		n, b.failed = b.out.Write(rest)
		rest = rest[n:]
	}
	if b.failed == nil && len(b.unsent)+len(rest) > maxUnsent {
		b.failed = errUnread
	}
	if b.failed != nil {
		return 0, b.failed
	}
	b.unsent = append(b.unsent, rest...)
	return len(p), nil
}

// flush writes what is left, and waits for the client until the write deadline.
func (c *ciphers) flush() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(c.unsent) > 0 && c.failed == nil {
		unsent := c.unsent
		c.unsent, c.flushing = nil, true
		c.mu.Unlock()
		_, err := c.Conn.Write(unsent)
		c.mu.Lock()
		c.flushing, c.failed = false, err // a record that was cut off cannot be gone on with
	}
	return c.failed
}

// tryFlush writes what goes of what is left, and returns how much is still left.
func (c *ciphers) tryFlush() (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.unsent) > 0 && c.raw != nil {
		var n int
		n, c.failed = c.out.Write(c.unsent)
		if c.unsent = c.unsent[n:]; len(c.unsent) == 0 {
			c.unsent = nil
		}
	}
	return len(c.unsent), c.failed
}

// waiting returns how much is left.
func (c *ciphers) waiting() (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.unsent), c.failed
}

// beQuick ends the part in which writing may wait.
func (c *ciphers) beQuick() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.quick = true
}

func (c *ciphers) isQuick() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.quick
}
