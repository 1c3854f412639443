package session

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

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
	case NameTaken, NameForbidden, NotAllowed, InvalidName, NotChat, KeyChanged, NoTLS:
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
	return problem(InvalidAddress, "This address can't be used: %s. Write it as host:port, for example 192.168.4.20:54307.", reason(err, wire.ErrAddress))
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
	switch {
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
		p.Code = NotAllowed
	case b.Code == wire.ByeShutdown:
		p = problem(ShuttingDown, "The server at %s is shutting down. Try again when it is back.", hostport)
	}
	p.back = b.wait()
	return p
}

// refused says in words what a server's reply to a registration means.
func refused(hostport, name string, reply wire.Reply) *Problem {
	switch reply.Code {
	case wire.Invalid.Code:
		// The name has been checked: a server that does not know CHAT/2.0 says the same.
		return problem(InvalidName, "The server does not accept the name %s, or it is too old for this program. Choose another name or another server.", name)
	case wire.NameTaken.Code:
		return problem(NameTaken, "The name %s is taken. Choose another one.", name)
	case wire.NameForbidden.Code:
		return problem(NameForbidden, "The name %s is reserved. Choose another one.", name)
	case wire.NotAllowed.Code:
		return problem(NotAllowed, "The server does not let you in: %s. Ask whoever runs it.", printable(strings.TrimPrefix(reply.Text, wire.NotAllowed.Text+": ")))
	case wire.TooMany.Code:
		return problem(TooMany, "The server has too many connections from here. Try again in a minute.")
	case wire.ShuttingDown.Code:
		if reply.Text == wire.ShuttingDown.Text {
			return problem(ShuttingDown, "The server at %s is shutting down. Try again when it is back.", hostport)
		}
		return problem(Full, "The server at %s is full. Try again later.", hostport)
	}
	return problem(NotAllowed, "The server at %s refused: %s.", hostport, printable(reply.String()))
}
