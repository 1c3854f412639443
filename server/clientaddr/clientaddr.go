// Package clientaddr says which address a connection counts for, and whether it
// is local. Nothing is local by default.
package clientaddr

import (
	"net"
	"net/netip"
)

// An Address is whom a connection counts for: one IPv4 address, or one IPv6
// /64, which is what one customer or machine is given (RFC 6177 section 2).
// In the server's own /64 it is one IPv6 address: that is the whole room next door.
type Address struct {
	Key   string
	Local bool // this machine, exempt from the limits
}

// Of returns whom nc counts for. Only an IP address that is this machine's makes
// a connection local: a connection with any other kind of address, or without
// one, is remote, and all of its kind count together.
func Of(nc net.Conn) Address {
	ip := ipOf(nc.RemoteAddr())
	if !ip.IsValid() {
		return Address{Key: unknown(nc.RemoteAddr())}
	}
	own := ipOf(nc.LocalAddr()) // what the client has reached us at; we have others, but not in its network
	local := ip.IsLoopback() || ip == own
	if ip.Is6() && Network(ip) != Network(own) {
		return Address{Network(ip).String(), local}
	}
	return Address{ip.String(), local}
}

// ipOf returns the IP address of one end of a TCP connection in its usual form:
// without a zone, and IPv4 as such. It is not valid if there is none.
func ipOf(a net.Addr) netip.Addr {
	tcp, ok := a.(*net.TCPAddr)
	if !ok || tcp == nil {
		return netip.Addr{}
	}
	return tcp.AddrPort().Addr().Unmap().WithZone("")
}

// unknown returns the key of an address that is no IP address. It cannot be that
// of one, and a ban, which is of an IP address, never covers it.
func unknown(a net.Addr) string {
	if a == nil {
		return "no address"
	}
	return a.Network() + " without an IP address"
}

// Network returns the /64 of an IPv6 address, and nothing for others.
func Network(ip netip.Addr) netip.Prefix {
	if !ip.Is6() {
		return netip.Prefix{}
	}
	prefix, _ := ip.Prefix(64) // 64 is a valid length: no error
	return prefix
}

// Covers reports whether what a person has typed as an address, an IP address
// in any form, means the connections that count for key.
func Covers(typed, key string) bool {
	ip, err := netip.ParseAddr(typed)
	if err != nil {
		return false
	}
	ip = ip.Unmap().WithZone("")
	return key == ip.String() || ip.Is6() && key == Network(ip).String()
}
