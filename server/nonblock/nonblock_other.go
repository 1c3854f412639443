//go:build !unix

package nonblock

import (
	"net"
	"syscall"
)

// Socket returns nil: here none can be tried.
func Socket(net.Conn) syscall.RawConn { return nil }

// Read is called by nobody, for there is no socket to read.
func Read(uintptr, []byte) (n int, later bool, err error) { return 0, true, nil }

// tryFD neither.
func (w *Writer) tryFD(uintptr) bool { return true }
