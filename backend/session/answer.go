package session

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"confab/server/wire"
)

// What is found at an address in place of a server, as the Code of a Problem.
const (
	NothingListens Code = "refused"         // the computer is there, and nothing listens at this port
	NobodyThere    Code = "nobody-there"    // no computer has the address, or one that lets nobody through
	NoRoute        Code = "no-route"        // this computer has no network that leads there
	NoInterface    Code = "no-interface"    // this computer has none that is called zone
	NeedsZone      Code = "needs-zone"      // the address works only with the interface that leads to the server
	NoAnswer       Code = "silent"          // nothing comes back, not even a refusal
	NameUnknown    Code = "name-unknown"    // no computer has the name
	NoResolver     Code = "resolver-silent" // nothing answers that knows names
	NoLookup       Code = "resolver-failed" // what knows names has failed
	AcceptsSilent  Code = "accepts-silent"  // the connection is taken, and then nothing is said
	Closes         Code = "closes"          // the connection is taken and closed
	SSH            Code = "ssh"
	HTTP           Code = "http"
	Mail           Code = "mail"           // or files: FTP begins like SMTP
	OtherTLS       Code = "other-tls"      // TLS, and not CHAT/2.0 inside
	PlainChat      Code = "chat-plaintext" // CHAT/1.0, without TLS
	Plaintext      Code = "plaintext"      // text of another kind, without TLS
)

// Answered says what has answered at hostport where a server that speaks TLS was
// looked for: by the first bytes that came behind our ClientHello, and by the
// error that the handshake ended with.
func Answered(hostport string, first []byte, err error) *Problem {
	code := Recognize(first)
	if code == OtherTLS || code == "" { // it may have begun like a server of ours
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, errReset), errors.Is(err, errAborted):
			code = Closes
		case isTimeout(err):
			code = AcceptsSilent
		case code == "":
			return unreachable(hostport, err)
		}
	}
	return found(hostport, code)
}

// Recognize returns what speaks that begins with first; nothing if that is empty.
func Recognize(first []byte) Code {
	line, _, _ := bytes.Cut(first, []byte("\n"))
	text := strings.ToLower(string(bytes.TrimRight(line, "\r")))
	begins := func(prefixes ...string) bool {
		for _, p := range prefixes {
			if strings.HasPrefix(text, p) {
				return true
			}
		}
		return false
	}
	_, notReply := wire.ParseReply(text)
	switch {
	case len(first) == 0:
		return ""
	case len(first) > 1 && (first[0] == 0x15 || first[0] == 0x16) && first[1] == 3: // an alert or a handshake (RFC 8446 section 5.1)
		return OtherTLS
	case begins("ssh-"):
		return SSH
	case begins("http/", "<html", "<!doctype"):
		return HTTP
	case begins("220 ", "220-", "+ok", "* ok"):
		return Mail
	case notReply == nil, begins("@", "disconnect"):
		return PlainChat
	case utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) && !unicode.IsSpace(r) }):
		return Plaintext
	}
	return NotChat
}

// found says what has answered at hostport.
func found(hostport string, code Code) *Problem {
	switch code {
	case SSH, HTTP, Mail, OtherTLS, PlainChat, Plaintext, Closes, AcceptsSilent:
		return problem(code, "address", hostport)
	}
	return problem(NotChat, "address", hostport)
}

// unreachable says why there is no connection to hostport.
func unreachable(hostport string, err error) *Problem {
	host, _, _ := net.SplitHostPort(hostport) // hostport has been parsed before
	dns, isDNS := errors.AsType[*net.DNSError](err)
	ip, _ := netip.ParseAddr(host)
	switch {
	case ip.Zone() != "" && !isInterface(ip.Zone()):
		return problem(NoInterface, "zone", ip.Zone())
	case ip.Is6() && ip.IsLinkLocalUnicast() && ip.Zone() == "":
		return problem(NeedsZone, "host", host)
	case isDNS && dns.IsTimeout, isDNS && errors.Is(err, context.DeadlineExceeded):
		return problem(NoResolver, "host", host)
	case isDNS && dns.IsTemporary:
		return problem(NoLookup, "host", host)
	case isDNS:
		return problem(NameUnknown, "host", host)
	case errors.Is(err, errRefused):
		return problem(NothingListens, "address", hostport)
	case errors.Is(err, errReset): // it has ended before Dial has returned
		return found(hostport, Closes)
	case errors.Is(err, errNoNetwork):
		return problem(NoRoute, "host", host)
	case errors.Is(err, errNoHost):
		return problem(NobodyThere, "host", host)
	case isTimeout(err):
		return problem(NoAnswer, "address", hostport)
	}
	return problem(Unreachable, "address", hostport)
}

// isInterface reports whether this machine has a network interface with a name
// or a number, as which zones are written.
func isInterface(zone string) bool {
	_, err := net.InterfaceByName(zone)
	if n, bad := strconv.Atoi(zone); err != nil && bad == nil {
		_, err = net.InterfaceByIndex(n)
	}
	return err == nil
}

func isTimeout(err error) bool {
	var timeout interface{ Timeout() bool }
	return errors.As(err, &timeout) && timeout.Timeout()
}

// Explain returns what the error of a Dialer at hostport means to people.
func Explain(hostport string, err error) *Problem { return notReached(hostport, "", err) }
