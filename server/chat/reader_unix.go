//go:build unix

package chat

import (
	"io"
	"net"
	"syscall"
)

// A reader reads a connection's input with a buffer that it takes only once
// there is something to read: that, and one goroutine, is all that an idle
// connection costs.
type reader struct {
	nc  net.Conn
	raw syscall.RawConn // nil if nc is not a socket

	try func(fd uintptr) bool // made once: a new one for every read would be garbage
	buf *[readSize]byte       // what try read into; nil if nothing has come
	n   int
	err error
}

func (r *reader) init(nc net.Conn) {
	r.nc = nc
	if sc, ok := nc.(syscall.Conn); ok {
		r.raw, _ = sc.SyscallConn()
	}
	r.try = r.readNow
}

// next waits for input and gives it to hear, which must not keep it.
func (r *reader) next(hear func([]byte) error) error {
	if r.raw == nil {
		r.buf = readBuffers.Get().(*[readSize]byte)
		r.n, r.err = r.nc.Read(r.buf[:])
	} else if err := r.raw.Read(r.try); err != nil {
		return err // nothing has been read
	}
	buf := r.buf
	r.buf = nil
	defer readBuffers.Put(buf)
	if r.n > 0 {
		if err := hear(buf[:r.n]); err != nil {
			return err
		}
	}
	return r.err
}

// readNow reads what the socket has. It reports false, and keeps no buffer,
// if that is nothing yet: it is called again when there is something.
func (r *reader) readNow(fd uintptr) bool {
	r.buf = readBuffers.Get().(*[readSize]byte)
	for {
		r.n, r.err = syscall.Read(int(fd), r.buf[:])
		switch {
		case r.err == syscall.EINTR:
			continue
		case r.err == syscall.EAGAIN:
			readBuffers.Put(r.buf)
			r.buf = nil
			return false
		case r.err == nil && r.n == 0:
			r.err = io.EOF
		}
		r.n = max(r.n, 0)
		return true
	}
}
