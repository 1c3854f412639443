package wire

import "strings"

// A Link says how a server is reached, and may say which server that is: it is
// what the server's terminal shows and what people send each other.
type Link struct {
	Address string      // host:port, for a dialler
	Key     Fingerprint // of the server; empty if the link does not say
	Token   string      // an invitation; empty if there is none
}

// maxToken is how long a token may be, in characters.
const maxToken = 128

// ParseLink reads chat://host:port#k=FINGERPRINT&t=TOKEN, whose parts behind #
// may each be missing, or host:port as people type it. What it does not know
// behind # is an error: a key that was mistyped must not count as none. The
// errors wrap ErrAddress.
func ParseLink(s string) (Link, error) {
	s, parts, more := strings.Cut(strings.TrimSpace(s), "#")
	url := len(s) >= len(scheme) && strings.EqualFold(s[:len(scheme)], scheme)
	if url {
		s = strings.TrimSuffix(s[len(scheme):], "/")
	}
	s, zone, err := cutZone(s, url)
	if err != nil {
		return Link{}, err
	}
	address, err := parseHostPort(s)
	if err != nil {
		return Link{}, err
	}
	l := Link{Address: withZone(address, zone)}
	if !more {
		return l, nil
	}
	for part := range strings.SplitSeq(parts, "&") {
		if err := l.add(part); err != nil {
			return Link{}, err
		}
	}
	return l, nil
}

// add takes one part of what stands behind #.
func (l *Link) add(part string) error {
	name, value, _ := strings.Cut(part, "=")
	switch {
	case name == "k" && l.Key == "":
		key, err := ParseFingerprint(value)
		if err != nil {
			return badAddress("key")
		}
		l.Key = key
	case name == "t" && l.Token == "":
		if !isToken(value) {
			return badAddress("token")
		}
		l.Token = value
	default:
		return badAddress("fragment")
	}
	return nil
}

// isToken reports whether s can be an invitation.
func isToken(s string) bool {
	return s != "" && len(s) <= maxToken && !strings.ContainsFunc(s, notInToken)
}

// notInToken reports whether no token has r: they are base64url.
func notInToken(r rune) bool {
	return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_')
}

// String returns the chat:// URL.
func (l Link) String() string {
	url, mark := scheme+inURL(l.Address), "#"
	if l.Key != "" {
		url, mark = url+mark+"k="+string(l.Key), "&"
	}
	if l.Token != "" {
		url += mark + "t=" + l.Token
	}
	return url
}
