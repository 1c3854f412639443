package wire

import (
	"net/netip"
	"net/url"
	"strings"
	"unicode"
)

// maxZone is how long the name of a network interface may be, in bytes. Windows
// has long ones.
const maxZone = 128

// zoneMark is what % is in a URL, where it begins the zone of an IPv6 address
// (RFC 6874 section 2).
const zoneMark = "%25"

// cutZone takes the zone out of "[fe80::1%eth0]:54307", and returns the rest
// and the zone. In a URL the zone is written as RFC 6874 says, or as it is if
// it has no %25 before it (section 3). Without an IPv6 address in brackets there
// is no zone, and a % is no part of an address.
func cutZone(s string, inURL bool) (rest, zone string, err error) {
	start := strings.IndexByte(s, '%')
	if start < 0 {
		return s, "", nil
	}
	end := strings.IndexByte(s, ']')
	if s[0] != '[' || end < start {
		return "", "", badAddress("percent")
	}
	if ip, err := netip.ParseAddr(s[1:start]); err != nil || !ip.Is6() || ip.Is4In6() {
		return "", "", badAddress("noIPv6")
	}
	zone = s[start+1 : end]
	if escaped, ok := strings.CutPrefix(s[start:end], zoneMark); inURL && ok {
		if zone, err = url.PathUnescape(escaped); err != nil {
			return "", "", badAddress("zone")
		}
	}
	if !isZone(zone) {
		return "", "", badAddress("zone")
	}
	return s[:start] + s[end:], zone, nil
}

// isZone reports whether s can be the name or the number of a network
// interface. Windows has names with blanks and parentheses.
func isZone(s string) bool {
	return s != "" && len(s) <= maxZone && strings.TrimSpace(s) == s && !strings.ContainsFunc(s, func(r rune) bool {
		return !unicode.IsPrint(r) || r == unicode.ReplacementChar || strings.ContainsRune(`%[]/\@#?"'<>`, r)
	})
}

// withZone puts back what cutZone has taken out of host:port.
func withZone(hostport, zone string) string {
	if zone == "" {
		return hostport
	}
	return strings.Replace(hostport, "]", "%"+zone+"]", 1)
}

// inURL returns host:port as a URL has it.
func inURL(hostport string) string {
	start, end := strings.IndexByte(hostport, '%'), strings.IndexByte(hostport, ']')
	if start < 0 || end < start {
		return hostport
	}
	return hostport[:start] + zoneMark + url.PathEscape(hostport[start+1:end]) + hostport[end:]
}
