package hub

import (
	"syscall"
	"time"
)

// A partialWriter is a connection with TLS that reads and writes without blocking: what it reads
// and writes is not what its socket does, which may have half a record.
type partialWriter interface {
	syscall.Conn

	// TryRead reads from the socket fd, in a call of SyscallConn's Read, what
	// has come; later reports that it has to be waited for.
	TryRead(fd uintptr, p []byte) (n int, later bool, err error)

	// TryWrite writes as much of p as goes at once and returns how much that
	// is. buffered are bytes that the connection itself still has to write, which
	// the next Write does, before its own.
	TryWrite(p []byte) (n, buffered int, err error)
}

// How many bytes are taken from a socket at once. A client whose lines are
// delayed has those that were taken still to say, so they must not be many: it
// waits in its own program, and what ends it is noticed soon.
const (
	readSize  = 16 << 10
	pacedRead = 1 << 10
)

// setWriteDeadline is nc's. An error means that nc is closed, which a write
// will see.
func (s *socket) setWriteDeadline(t time.Time) { _ = s.nc.SetWriteDeadline(t) }
