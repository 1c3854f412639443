//go:build unix

package near

import (
	"net"
	"net/netip"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// errJoined is the error for a group that was joined before.
const errJoined = syscall.EADDRINUSE

// exclusively is for ports that no other program gets; here it is the rule.
var exclusively func(network, address string, c syscall.RawConn) error

// listenMDNS opens a socket bound to the group itself, beside those of other
// programs. Go's own ListenPacket binds every address instead, and would receive
// unicast answers that are for the system's program. For IPv6 there is no other
// way: a link-local group cannot be bound without one interface.
func listenMDNS(network string, group netip.AddrPort) (net.PacketConn, error) {
	domain, at := unix.AF_INET, unix.Sockaddr(nil)
	if network == "udp6" {
		domain, at = unix.AF_INET6, &unix.SockaddrInet6{Port: int(group.Port())}
	} else {
		at = &unix.SockaddrInet4{Port: int(group.Port()), Addr: group.Addr().As4()}
	}
	syscall.ForkLock.RLock() // a child must not inherit the socket; see syscall.ForkLock
	fd, err := unix.Socket(domain, unix.SOCK_DGRAM, 0)
	if err == nil {
		unix.CloseOnExec(fd)
	}
	syscall.ForkLock.RUnlock()
	if err != nil {
		return nil, os.NewSyscallError("socket", err)
	}
	file := os.NewFile(uintptr(fd), "mdns")
	defer file.Close()
	for _, option := range reuse {
		if err := unix.SetsockoptInt(fd, unix.SOL_SOCKET, option, 1); err != nil {
			return nil, os.NewSyscallError("setsockopt", err)
		}
	}
	if domain == unix.AF_INET6 {
		_ = unix.SetsockoptInt(fd, unix.IPPROTO_IPV6, unix.IPV6_V6ONLY, 1)
	}
	if err := unix.Bind(fd, at); err != nil {
		return nil, os.NewSyscallError("bind", err)
	}
	pc, err := net.FilePacketConn(file) // which has the socket twice for a moment
	if err != nil {
		return nil, err
	}
	hearOnly(pc)
	return pc, nil
}
