//go:build unix

package gate

import (
	"io"
	"net"
	"syscall"
)

// rawOf returns the socket of nc if it can be read and written without waiting.
func rawOf(nc net.Conn) syscall.RawConn {
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

// readFD reads what the socket has, or returns errLater.
func readFD(fd uintptr, p []byte) (int, error) {
	for {
		n, err := syscall.Read(int(fd), p)
		switch {
		case err == syscall.EINTR:
			continue
		case err == syscall.EAGAIN:
			return 0, errLater
		case err != nil:
			return 0, err
		case n == 0:
			return 0, io.EOF
		}
		return n, nil
	}
}

// writeFD writes what the socket takes of c.text. It always reports true: it is
// not to be called again.
func (c *ciphers) writeFD(fd uintptr) bool {
	for {
		n, err := syscall.Write(int(fd), c.text)
		switch err {
		case nil:
			c.wrote = n
		case syscall.EINTR:
			continue
		case syscall.EAGAIN:
		default:
			c.writeErr = err
		}
		return true
	}
}
