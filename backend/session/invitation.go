package session

import (
	"net"
	"net/netip"
	"strings"

	"confab/server/wire"
)

// An Invitation lets one device register, once. The server does not return it again.
type Invitation struct {
	Link string // chat://…, with the server's key, as far as it is known, and the token
	For  int64  // how many seconds it is good for
}

// addressForOthers returns the address at which others reach the server: the one
// that works here, unless it leads every machine to itself, or else the first one
// that the server names. One with a zone comes after those without: on another
// machine the interface has another name.
func addressForOthers(here string, said []string) string {
	candidates := []string{here}
	for _, written := range said {
		if link, err := wire.ParseLink(written); err == nil && written == link.Address {
			candidates = append(candidates, written)
		}
	}
	for _, zoned := range []bool{false, true} {
		for _, c := range candidates {
			if !onlyHere(c) && strings.Contains(c, "%") == zoned {
				return c
			}
		}
	}
	return here
}

// onlyHere reports whether an address, host:port, leads every machine to itself.
func onlyHere(hostport string) bool {
	host, _, _ := net.SplitHostPort(hostport) // it has been parsed before
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	ip = ip.Unmap()
	return err == nil && (ip.IsLoopback() || ip.IsUnspecified())
}
