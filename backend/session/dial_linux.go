package session

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// setUserTimeout ends a connection whose server acknowledges nothing for
// goneAfter (RFC 5482). Keep-alive does not see to that while bytes are on their way.
func setUserTimeout(_, _ string, raw syscall.RawConn) error {
	return raw.Control(func(fd uintptr) {
		_ = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, int(goneAfter.Milliseconds()))
	})
}
