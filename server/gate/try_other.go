//go:build !unix

package gate

import (
	"net"
	"syscall"
)

// rawOf returns nothing: here a socket cannot be read or written without waiting.
func rawOf(net.Conn) syscall.RawConn { return nil }

// readFD is called by nobody, for there is no socket to try.
func readFD(uintptr, []byte) (int, error) { return 0, errLater }

// writeFD neither.
func (c *ciphers) writeFD(uintptr) bool { return true }
