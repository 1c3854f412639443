package session

import (
	"bufio"
	"errors"
	"fmt"
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
	case NameTaken, NameForbidden, NotAllowed, InvalidName, KeyChanged, NoKey,
		NotChat, SSH, HTTP, Mail, OtherTLS, PlainChat, Plaintext:
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
		return found(hostport, NotChat)
	}
	return unreachable(hostport, err)
}

// silent says that something took the connection and did not answer as a
// server would; err is nil if it closed.
func silent(hostport string, err error) *Problem {
	switch {
	case err == nil, errors.Is(err, errReset), errors.Is(err, errAborted):
		return found(hostport, Closes)
	case errors.Is(err, bufio.ErrTooLong):
		return found(hostport, NotChat)
	case isTimeout(err):
		return found(hostport, AcceptsSilent)
	}
	return unreachable(hostport, err)
}

// stopped says that the person did not want to wait.
func stopped() *Problem { return problem(NotConnected, "You stopped connecting.") }

// notReply says that something answers a first line with no reply; said is how
// it began. Without TLS, which is for the Dialer to insist on, text alone says nothing.
func notReply(hostport, said string) *Problem {
	switch code := Recognize([]byte(said)); code {
	case SSH, HTTP, Mail:
		return found(hostport, code)
	}
	return found(hostport, NotChat)
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
		return problem(InvalidName, "The server does not accept the name %s. Choose another one, or ask whoever runs the server whether it speaks CHAT/2.0.", name)
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
