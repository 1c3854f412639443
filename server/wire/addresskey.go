package wire

import (
	"net"
	"net/netip"
	"strconv"
	"strings"
)

// AddressKey returns what every spelling of one host:port has in common: names
// of machines have no case and may end in the dot of the root, an IP address can
// be written in several ways, and an IPv4 address also as an IPv6 one. What is
// remembered of an address is remembered under this. It is the address itself
// if that is none.
func AddressKey(address string) string {
	parsed, err := ParseAddress(address)
	if err != nil {
		return strings.ToLower(address)
	}
	host, port, err := net.SplitHostPort(parsed)
	if err != nil {
		return strings.ToLower(address) // ParseAddress takes none of these
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if ip, err := netip.ParseAddr(host); err == nil {
		host = ip.Unmap().String()
	} else if ip, ok := oldIPv4(host); ok {
		host = ip.String()
	}
	return net.JoinHostPort(host, port)
}

// oldIPv4 reads an IPv4 address as old programs and some resolvers do: of one to
// four numbers, each decimal, octal or hexadecimal, the last of which fills the rest.
func oldIPv4(host string) (netip.Addr, bool) {
	parts := strings.Split(host, ".")
	if len(parts) > 4 {
		return netip.Addr{}, false
	}
	var ip uint64
	for i, part := range parts {
		base := 10
		switch {
		case strings.HasPrefix(part, "0x"):
			part, base = part[2:], 16
		case len(part) > 1 && part[0] == '0':
			part, base = part[1:], 8
		}
		n, err := strconv.ParseUint(part, base, 32)
		bits := 8
		if i == len(parts)-1 {
			bits = 8 * (4 - i)
		}
		if err != nil || n >= 1<<bits {
			return netip.Addr{}, false
		}
		ip = ip<<bits | n
	}
	return netip.AddrFrom4([4]byte{byte(ip >> 24), byte(ip >> 16), byte(ip >> 8), byte(ip)}), true
}
