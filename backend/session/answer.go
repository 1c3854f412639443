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

// found says in words what has answered at hostport.
func found(hostport string, code Code) *Problem {
	switch code {
	case SSH:
		return problem(SSH, "An SSH server answered at %s, not Confab. Check the port.", hostport)
	case HTTP:
		return problem(HTTP, "A web server answered at %s, not Confab. Check the port.", hostport)
	case Mail:
		return problem(Mail, "A mail or file server answered at %s, not Confab. Check the port.", hostport)
	case OtherTLS:
		return problem(OtherTLS, "Another TLS server answered at %s, not Confab. Check the port.", hostport)
	case PlainChat:
		return problem(PlainChat, "A CHAT/1.0 server answered at %s. Confab's window speaks CHAT/2.0 over TLS: use nc to talk there.", hostport)
	case Plaintext:
		return problem(Plaintext, "A server without TLS answered at %s, not Confab. Check the port; if it is a CHAT/1.0 server, use nc.", hostport)
	case Closes:
		return problem(Closes, "%s closed the connection without a word. Is this the server's port?", hostport)
	case AcceptsSilent:
		return problem(AcceptsSilent, "%s takes the connection but says nothing. Is this the server's port?", hostport)
	}
	return problem(NotChat, "Something other than Confab answered at %s. Check the port.", hostport)
}

// unreachable says why there is no connection to hostport.
func unreachable(hostport string, err error) *Problem {
	host, _, _ := net.SplitHostPort(hostport) // hostport has been parsed before
	dns, isDNS := errors.AsType[*net.DNSError](err)
	ip, _ := netip.ParseAddr(host)
	switch {
	case ip.Zone() != "" && !isInterface(ip.Zone()):
		return problem(NoRoute, "This computer has no network interface called %s. Behind the percent sign in the address, write the one that leads to the server.", ip.Zone())
	case ip.Is6() && ip.IsLinkLocalUnicast() && ip.Zone() == "":
		return problem(NoRoute, "%s works only with the network interface that leads to the server. Write it into the brackets, behind a percent sign.", host)
	case isDNS && dns.IsTimeout, isDNS && errors.Is(err, context.DeadlineExceeded):
		return problem(NoResolver, "Nothing answers that knows where %s is. Check this computer's network, or use the number address.", host)
	case isDNS && dns.IsTemporary:
		return problem(NoLookup, "It could not be found out where %s is. Try again, or use the number address.", host)
	case isDNS:
		return problem(NameUnknown, "No computer called %s was found. Check the spelling, or use its number address.", host)
	case errors.Is(err, errRefused):
		return problem(NothingListens, "Nobody answers at %s. Is the server running?", hostport)
	case errors.Is(err, errReset): // it has ended before Dial has returned
		return found(hostport, Closes)
	case errors.Is(err, errNoNetwork):
		return problem(NoRoute, "This computer has no network that leads to %s. Check its network, then try again.", host)
	case errors.Is(err, errNoHost):
		return problem(NobodyThere, "%s can't be reached from here. Check the address, and whether you are on the same network.", host)
	case isTimeout(err):
		return problem(NoAnswer, "%s does not answer. Are you on the same network, and does a firewall let port numbers like this through?", hostport)
	}
	return problem(Unreachable, "There is no connection to %s. Check the address and the network, then try again.", hostport)
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
