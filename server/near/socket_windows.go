package near

import (
	"errors"
	"net"
	"net/netip"
	"syscall"

	"golang.org/x/sys/windows"
)

// errJoined is the error for a group that was joined before, WSAEADDRINUSE.
const errJoined = syscall.Errno(10048)

// exclusively is for ports that no other program gets, also if it asks for
// SO_REUSEADDR.
func exclusively(_, _ string, c syscall.RawConn) error {
	const soExclusiveAddrUse = ^windows.SO_REUSEADDR
	var failed error
	err := c.Control(func(fd uintptr) {
		failed = windows.SetsockoptInt(windows.Handle(fd), windows.SOL_SOCKET, soExclusiveAddrUse, 1)
	})
	return errors.Join(err, failed)
}

// listenMDNS opens a socket beside those of other programs. Windows cannot bind
// a group; Go binds every address for one, and sets SO_REUSEADDR.
func listenMDNS(network string, group netip.AddrPort) (net.PacketConn, error) {
	pc, err := net.ListenUDP(network, net.UDPAddrFromAddrPort(group))
	if err != nil {
		return nil, err
	}
	return pc, nil
}

func hearOnly(net.PacketConn) {} // this system does so
