//go:build unix

package nonblock

import (
	"io"
	"net"
	"syscall"
)

// Socket returns the socket of nc, or nil if it has none.
func Socket(nc net.Conn) syscall.RawConn {
	sc, ok := nc.(syscall.Conn)
	if !ok {
		return nil
	}
	raw, err := sc.SyscallConn()
	if err != nil {
		return nil
	}
	return raw
}

// Read reads what the socket fd has; later reports that nothing has come yet.
// It is called in a syscall.RawConn's Read, whose fd it is.
func Read(fd uintptr, p []byte) (n int, later bool, err error) {
	for {
		n, err := syscall.Read(int(fd), p)
		switch {
		case err == syscall.EINTR:
			continue
		case err == syscall.EAGAIN:
			return 0, true, nil
		case err != nil:
			return 0, false, err
		case n == 0:
			return 0, false, io.EOF
		}
		return n, false, nil
	}
}

// tryFD writes what the socket takes. It reports true, it is not to be called
// again, unless the socket takes nothing and that has to be waited for.
func (w *Writer) tryFD(fd uintptr) bool {
	for {
		write := syscall.Write
		if w.record {
			write = writeRecord
		}
		n, err := write(int(fd), w.text)
		switch err {
		case nil:
			w.n = n
		case syscall.EINTR:
			continue
		case syscall.EAGAIN:
			return !w.wait
		default:
			w.err = err
		}
		return true
	}
}
