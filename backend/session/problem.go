package session

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"confab/server/wire"
)

// A Code is what a program decides by when something did not work.
type Code string

// The codes of a Problem.
const (
	InvalidAddress Code = "invalid-address"
	InvalidName    Code = "invalid-name"
	InvalidText    Code = "invalid-text"
	Unreachable    Code = "unreachable"
	NotChat        Code = "not-chat"
	NameTaken      Code = "name-taken"
	NameForbidden  Code = "name-forbidden"
	NotAllowed     Code = "not-allowed"
	TooMany        Code = "too-many"
	Full           Code = "full"
	ShuttingDown   Code = "shutting-down"
	NotConnected   Code = "not-connected"
	KeyChanged     Code = "key-changed" // the server is another one than before, or than its link says
	NoTLS          Code = "no-tls"      // the server speaks no TLS
	NoKey          Code = "no-key"      // this device's key is there and cannot be had
	NoRole         Code = "no-role"     // only those with another role may do this
	NotFound       Code = "not-found"   // there is nobody, nothing or no device like this
	Muted          Code = "muted"       // nothing may be said now
	Internal       Code = "internal"
)

// A Problem is an error for people: what did not work and what to do next.
type Problem struct {
	Code     Code   `json:"code"`
	Sentence string `json:"sentence"`

	back time.Duration // not to be tried again before, if the server has said so
}

// Error returns the sentence.
func (p *Problem) Error() string { return p.Sentence }

// final reports whether trying the same again would end the same way.
func (p *Problem) final() bool {
	switch p.Code {
	case NameTaken, NameForbidden, NotAllowed, InvalidName, NotChat, KeyChanged, NoTLS, NoKey:
		return true
	}
	return false
}

func problem(code Code, format string, args ...any) *Problem {
	return &Problem{Code: code, Sentence: fmt.Sprintf(format, args...)}
}

// reason is what an error that wraps sentinel adds to it.
func reason(err, sentinel error) string {
	all, prefix := err.Error(), sentinel.Error()+": "
	if len(all) > len(prefix) && all[:len(prefix)] == prefix {
		return all[len(prefix):]
	}
	return all
}

func badAddress(err error) *Problem {
	return problem(InvalidAddress, "This address can't be used: %s. Write it as the server shows it, for example chat://192.168.4.20:54307.", reason(err, wire.ErrAddress))
}

func badName(name string, err error) *Problem {
	if errors.Is(err, wire.ErrReserved) {
		return problem(NameForbidden, "The name %s is reserved. Choose another one.", name)
	}
	return problem(InvalidName, "This name can't be used: %s. Choose another one.", reason(err, wire.ErrName))
}

// notReached says what a Dialer's error means.
func notReached(hostport, name string, err error) *Problem {
	if p, ok := errors.AsType[*Problem](err); ok {
		return p
	}
	if reply, ok := errors.AsType[wire.Reply](err); ok {
		return refused(hostport, name, reply)
	}
	if errors.Is(err, wire.ErrNotChat) {
		return notChat(hostport)
	}
	return unreachable(hostport, err)
}

// unreachable says why there is no connection to hostport.
func unreachable(hostport string, err error) *Problem {
	host, _, _ := net.SplitHostPort(hostport) // hostport has been parsed before
	var dns *net.DNSError
	ip, _ := netip.ParseAddr(host)
	switch {
	case ip.Zone() != "" && !isInterface(ip.Zone()):
		return problem(Unreachable, "This computer has no network interface called %s. Behind the percent sign in the address, write the one that leads to the server.", ip.Zone())
	case ip.Is6() && ip.IsLinkLocalUnicast() && ip.Zone() == "":
		return problem(Unreachable, "%s works only with the network interface that leads to the server. Write it into the brackets, behind a percent sign.", host)
	case errors.As(err, &dns):
		return problem(Unreachable, "No computer called %s was found. Check the spelling, or use its number address.", host)
	case errors.Is(err, errRefused):
		return problem(Unreachable, "Nobody answers at %s. Is the server running?", hostport)
	case errors.Is(err, errNoNetwork), errors.Is(err, errNoHost):
		return problem(Unreachable, "%s can't be reached from here. Are you on the same network?", host)
	case isTimeout(err):
		return problem(Unreachable, "%s does not answer. Are you on the same network, and does a firewall let port numbers like this through?", hostport)
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

// silent says that something took the connection and did not answer as a
// server would; err is nil if it closed.
func silent(hostport string, err error) *Problem {
	switch {
	case err == nil, errors.Is(err, errReset):
		return problem(Unreachable, "%s closed the connection without a word. Is this the server's port?", hostport)
	case errors.Is(err, bufio.ErrTooLong):
		return notChat(hostport)
	case isTimeout(err):
		return problem(Unreachable, "%s takes the connection but says nothing. Is this the server's port?", hostport)
	}
	return unreachable(hostport, err)
}

// stopped says that the person did not want to wait.
func stopped() *Problem { return problem(NotConnected, "You stopped connecting.") }

func notChat(hostport string) *Problem {
	return problem(NotChat, "What answers at %s is not a chat server. Check the port.", hostport)
}

// saidBye says that the server ended it before it began.
func saidBye(hostport string, b *byeError) *Problem {
	p := problem(Unreachable, "The server at %s ended the connection: %s", hostport, printable(b.Reason))
	switch {
	case b.Back < 0:
		p.Code, p.Sentence = NotAllowed, b.forGood()
	case b.Code == wire.ByeShutdown:
		p = problem(ShuttingDown, "The server at %s is shutting down. Try again when it is back.", hostport)
	}
	p.back = b.wait()
	return p
}

// newLink is what to do for a device that has not become one of somebody's.
const newLink = "Make a new link there, and connect by that."

// notConfirmed says that nobody has said on another device that this one is theirs.
func notConfirmed() *Problem {
	return problem(NotAllowed, "Nobody has confirmed this device on the other one. "+newLink)
}

// notPaired is refused for a device that has waited to be confirmed: the name
// is somebody's whom it has a link of.
func notPaired(hostport, name string, reply wire.Reply) *Problem {
	switch reply.Code {
	case wire.NotAllowed.Code:
		return notLetIn(because(reply, wire.NotAllowed), newLink)
	case wire.NameTaken.Code:
		why := because(reply, wire.NameTaken)
		if why == "" {
			why = "the link from the other device does not hold any more"
		}
		return notLetIn(why, newLink)
	}
	return refused(hostport, name, reply)
}

// because returns what a reply adds behind the colon to the one without a
// reason; empty if it says the same.
func because(reply, bare wire.Reply) string {
	if reply.Text == bare.Text {
		return ""
	}
	return strings.TrimPrefix(reply.Text, bare.Text+": ")
}

// notLetIn says why the server does not let somebody in. What to do next is
// usually behind a semicolon of why; else it is next.
func notLetIn(why, next string) *Problem {
	if strings.HasPrefix(why, "banned") {
		next = "Ask whoever runs it." // and a semicolon is the moderator's own
	} else if what, told, _ := strings.Cut(why, "; "); told != "" {
		first, size := utf8.DecodeRuneInString(told)
		why, next = what, ended(printable(string(unicode.ToUpper(first))+told[size:]))
	}
	return problem(NotAllowed, "%s", said("The server does not let you in", why, next))
}

// refused says in words what a server's reply to a registration means.
func refused(hostport, name string, reply wire.Reply) *Problem {
	switch reply.Code {
	case wire.Invalid.Code:
		// The name has been checked: a server that does not know CHAT/2.0 says the same.
		return problem(InvalidName, "The server does not accept the name %s, or it is too old for this program. Choose another name or another server.", name)
	case wire.NameTaken.Code:
		what, next := fmt.Sprintf("The name %s is taken", name), "Choose another one. If it is yours, add this device on one that has it."
		return problem(NameTaken, "%s", said(what, because(reply, wire.NameTaken), next))
	case wire.NameForbidden.Code:
		return problem(NameForbidden, "The name %s is reserved. Choose another one.", name)
	case wire.NotAllowed.Code:
		return notLetIn(because(reply, wire.NotAllowed), "Ask whoever runs it.")
	case wire.TooMany.Code:
		return problem(TooMany, "The server has too many connections from here. Try again in a minute.")
	case wire.ShuttingDown.Code:
		if reply.Text == wire.ShuttingDown.Text {
			return problem(ShuttingDown, "The server at %s is shutting down. Try again when it is back.", hostport)
		}
		if strings.HasPrefix(reply.Text, "Not ready") {
			return problem(Unreachable, "The server at %s is not ready. Try again in a while.", hostport)
		}
		return problem(Full, "The server at %s is full. Try again later.", hostport)
	}
	return problem(NotAllowed, "The server at %s refused: %s.", hostport, printable(reply.String()))
}
