package near

import (
	"cmp"
	"net/netip"
	"slices"
)

// An Address is one at which other machines may reach this one.
type Address struct {
	netip.Addr
	Link Link
}

// Addresses returns the addresses at which other machines may reach this one,
// the most likely first: IPv4 on the link of the default route, other IPv4,
// IPv6, and tunnels last. Link-local addresses are there only if a machine has
// no other ones in a LAN: they work on one link, and those of IPv6 only with
// the name that the other machine has for its interface.
func Addresses(links []Link) []Address {
	var all []Address
	for _, l := range links {
		if l.Kind != LAN && l.Kind != Tunnel {
			continue
		}
		for _, a := range l.Addrs {
			if a.IsGlobalUnicast() || a.IsLinkLocalUnicast() && l.Kind == LAN {
				all = append(all, Address{a, l})
			}
		}
	}
	if slices.ContainsFunc(all, func(a Address) bool { return a.rank() < linkLocal }) {
		all = slices.DeleteFunc(all, func(a Address) bool { return a.IsLinkLocalUnicast() })
	}
	slices.SortStableFunc(all, func(a, b Address) int {
		return cmp.Or(cmp.Compare(a.rank(), b.rank()), cmp.Compare(a.BitLen(), b.BitLen()), first(b.Link.Default)-first(a.Link.Default))
	})
	return all
}

// linkLocal and tunnelled are the last ranks.
const (
	linkLocal = 2
	tunnelled = 3
)

// rank is lower for an address that more likely works.
func (a Address) rank() int {
	switch {
	case a.Link.Kind == Tunnel:
		return tunnelled
	case a.IsLinkLocalUnicast():
		return linkLocal
	case a.Is6():
		return 1
	}
	return 0
}

func first(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
