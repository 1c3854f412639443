package accounts

import (
	"net"
	"net/netip"
	"slices"

	"confab/server/clientaddr"
	"confab/server/wire"
)

// parseIP reads an address in its usual form: without a zone, and IPv4 as such.
func parseIP(s string) (netip.Addr, error) {
	ip, err := netip.ParseAddr(s)
	return ip.Unmap().WithZone(""), err
}

// networksOf returns what a ban may stand under that holds against who comes
// from address: the address itself and the IPv6 /64 it is in, which is what one
// customer or machine is given (RFC 6177 section 2). Nothing holds against this
// machine, nor against what has no address.
func networksOf(address string) (one, all string) {
	ip, err := parseIP(address)
	if err != nil || ip.IsLoopback() {
		return "", ""
	}
	if ip.Is6() {
		all = clientaddr.Network(ip).String()
	}
	return ip.String(), all
}

// banNetwork returns what a ban of ip is to stand under. own are this machine's
// addresses: it cannot be banned, and in its own /64, which is the whole room
// next door, an IPv6 address is one machine.
func banNetwork(ip netip.Addr, own []netip.Addr) (string, error) {
	if ip.IsLoopback() || slices.Contains(own, ip) {
		return "", wire.Refuse(wire.ServerAddress)
	}
	near := func(o netip.Addr) bool { return o.Is6() && clientaddr.Network(o) == clientaddr.Network(ip) }
	if ip.Is4() || ip.IsLinkLocalUnicast() || slices.ContainsFunc(own, near) {
		return ip.String(), nil
	}
	return clientaddr.Network(ip).String(), nil
}

// ownAddresses returns this machine's addresses.
func ownAddresses() (own []netip.Addr, err error) {
	all, err := net.InterfaceAddrs()
	for _, a := range all {
		if n, ok := a.(*net.IPNet); ok {
			if ip, ok := netip.AddrFromSlice(n.IP); ok {
				own = append(own, ip.Unmap())
			}
		}
	}
	return own, err
}
