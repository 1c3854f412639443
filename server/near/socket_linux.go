package near

import (
	"net"
	"syscall"

	"golang.org/x/sys/unix"
)

var reuse = []int{unix.SO_REUSEADDR}

// hearOnly makes a socket deaf for groups that other programs have joined on
// interfaces that this one leaves out.
func hearOnly(pc net.PacketConn) {
	raw, err := pc.(syscall.Conn).SyscallConn()
	if err != nil {
		return
	}
	_ = raw.Control(func(fd uintptr) { // one of the two is not the socket's
		_ = unix.SetsockoptInt(int(fd), unix.IPPROTO_IP, unix.IP_MULTICAST_ALL, 0)
		_ = unix.SetsockoptInt(int(fd), unix.IPPROTO_IPV6, unix.IPV6_MULTICAST_ALL, 0)
	})
}
