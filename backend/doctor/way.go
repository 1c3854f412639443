package doctor

import (
	"net"
	"net/netip"
	"slices"

	"confab/server/near"
)

// wayTo says by which interface this machine sends to an address; ok reports
// whether it can. Connecting a UDP socket sends nothing: the system only picks
// the route.
func wayTo(links []near.Link, ip netip.Addr) (f Finding, ok bool) {
	ip = ip.Unmap()
	c, err := net.Dial("udp", netip.AddrPortFrom(ip, 9).String())
	if err != nil {
		return fault(NoRoute, "host", ip.String()), false
	}
	defer c.Close()
	from := c.LocalAddr().(*net.UDPAddr).AddrPort().Addr().Unmap()
	if from.WithZone("") == ip.WithZone("") || ip.IsLoopback() {
		return good(ThisMachine, "host", ip.String()), true
	}
	for _, l := range links {
		if !slices.ContainsFunc(l.Addrs, func(a netip.Addr) bool { return a.WithZone("") == from.WithZone("") }) {
			continue
		}
		within := slices.ContainsFunc(l.Nets, func(n netip.Prefix) bool { return n.Contains(ip.WithZone("")) })
		switch {
		case l.Kind == near.Tunnel:
			return note(GoesByTunnel, "host", ip.String(), "link", l.Name), true
		case l.Kind == near.Virtual:
			return note(GoesByVirtual, "host", ip.String(), "link", l.Name), true
		case within:
			return good(SameNetwork, "host", ip.String(), "link", l.Name), true
		}
		return note(OtherNetwork, "host", ip.String(), "link", l.Name), true
	}
	return note(OtherNetwork, "host", ip.String(), "link", ""), true
}
