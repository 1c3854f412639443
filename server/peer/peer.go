// Package peer says whom a connection counts for.
package peer

import (
	"net"
	"net/netip"
)

// An Address is whom a connection counts for: one IPv4 address, or one IPv6
// /64, which is what one customer or machine is given (RFC 6177 section 2).
// In the server's own /64 it is one IPv6 address: that is the whole room next door.
type Address struct {
	Key  string
	Here bool // this machine, exempt from the limits; also set for what has no address, a pipe in a test
}

// Of returns whom nc counts for.
func Of(nc net.Conn) Address {
	remote, ok := nc.RemoteAddr().(*net.TCPAddr)
	if !ok {
		return Address{Here: true}
	}
	var own netip.Addr // what the client has reached us at; we have others, but not in its network
	if local, ok := nc.LocalAddr().(*net.TCPAddr); ok {
		own = ipOf(local)
	}
	ip := ipOf(remote)
	here := ip.IsLoopback() || ip == own
	if ip.Is6() && Network(ip) != Network(own) {
		return Address{Network(ip).String(), here}
	}
	return Address{ip.String(), here}
}

func ipOf(a *net.TCPAddr) netip.Addr { return a.AddrPort().Addr().Unmap().WithZone("") }

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
