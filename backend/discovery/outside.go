package discovery

import (
	"net"
	"net/netip"

	"confab/server/near"
)

// Outside returns an address, host:port, at which other machines reach the
// server that this machine reaches at address. Only a server on this machine has
// another one, if its address there is of no use to others.
func Outside(address string) string {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return address
	}
	if ip, err := netip.ParseAddr(host); host != "localhost" && (err != nil || !ip.IsLoopback()) {
		return address
	}
	links, err := near.Links()
	if err != nil {
		return address
	}
	if all := near.Addresses(links); len(all) > 0 {
		return net.JoinHostPort(all[0].String(), port)
	}
	return address
}
