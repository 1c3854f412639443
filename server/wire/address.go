package wire

import (
	"errors"
	"net"
	"strconv"
	"strings"
	"unicode"
)

// ErrAddress is the error for an address that cannot be one. A
// Malformed that wraps it says why.
var ErrAddress = errors.New("not an address")

// scheme is what the URL of a server begins with.
const scheme = "chat://"

// ParseAddress reads what ParseLink reads and returns only its host:port, for
// those who do not care which server answers there. The errors wrap ErrAddress.
func ParseAddress(s string) (string, error) {
	l, err := ParseLink(s)
	return l.Address, err
}

// parseHostPort reads host:port.
func parseHostPort(s string) (string, error) {
	switch {
	case s == "":
		return "", badAddress("empty")
	case len(s) > 300: // a DNS name has at most 253 characters (RFC 1035 section 2.3.4)
		return "", badAddress("long")
	case strings.Contains(s, "://"):
		return "", badAddress("scheme")
	case strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsPrint(r) && !strings.ContainsRune(joiners, r) || strings.ContainsRune("/@#?\\\"'<>", r)
	}):
		return "", badAddress("character")
	}
	host, port, err := net.SplitHostPort(s)
	switch {
	case err != nil && strings.Count(s, ":") > 1 && !strings.Contains(s, "]:"):
		return "", badAddress("brackets")
	case err != nil:
		return "", badAddress("noPort")
	}
	if host == "" {
		return "", badAddress("noHost")
	}
	if host, err = asciiHost(host); err != nil {
		return "", err
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil || n == 0 {
		return "", badAddress("port")
	}
	return net.JoinHostPort(host, strconv.FormatUint(n, 10)), nil
}

func badAddress(why string) error {
	return &Malformed{ErrAddress, why}
}
