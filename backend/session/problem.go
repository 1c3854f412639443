package session

import (
	"bufio"
	"errors"
	"fmt"
	"time"

	"confab/server/wire"
)

// A Code is what a program decides by when something did not work.
type Code string

// The codes of a Problem.
const (
	InvalidAddress     Code = "invalid-address"
	InvalidName        Code = "invalid-name"
	InvalidText        Code = "invalid-text"
	Unreachable        Code = "unreachable"
	NotChat            Code = "not-chat"
	NameTaken          Code = "name-taken"
	NameForbidden      Code = "name-forbidden"
	Banned             Code = "banned"
	InvitationNeeded   Code = "invitation-needed"
	InvitationVoid     Code = "invitation-void" // it was used, or has expired
	RegistrationClosed Code = "registration-closed"
	LinkExpired        Code = "link-expired"    // before another device confirmed this one
	LinkOfAnother      Code = "link-of-another" // the link is for another name
	NotConfirmed       Code = "not-confirmed"   // another device refused this one
	AskedLater         Code = "asked-later"     // another device used the link after this one
	NameFull           Code = "name-full"       // the name has too many devices
	DeviceFull         Code = "device-full"     // the device has too many names
	TLSNeeded          Code = "tls-needed"
	BadCertificate     Code = "bad-certificate"
	NotReady           Code = "not-ready"
	NotAllowed         Code = "not-allowed"
	TooMany            Code = "too-many"
	Full               Code = "full"
	ShuttingDown       Code = "shutting-down"
	NotConnected       Code = "not-connected"
	KeyChanged         Code = "key-changed" // the server is another one than before, or than its link says
	NoKey              Code = "no-key"      // this device's key is there and cannot be had
	NoRole             Code = "no-role"     // only those with another role may do this
	NotFound           Code = "not-found"   // there is nobody, nothing or no device like this
	Muted              Code = "muted"       // nothing may be said now
	Internal           Code = "internal"
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
	case NameTaken, NameForbidden, NotAllowed, Banned, InvitationNeeded, InvitationVoid, RegistrationClosed,
		LinkExpired, LinkOfAnother, NotConfirmed, AskedLater, NameFull, DeviceFull, TLSNeeded, BadCertificate, InvalidName, KeyChanged, NoKey,
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
	p := problem(Unreachable, "The server at %s ended the connection: %s", hostport, shown(b.Text, maxReason))
	switch {
	case b.Back < 0:
		p.Code, p.Sentence = NotAllowed, b.forGood()
	case b.Code == wire.ByeShutdown:
		p = problem(ShuttingDown, "The server at %s is shutting down. Try again when it is back.", hostport)
	}
	p.back = b.wait()
	return p
}

// notConfirmed says that no other device has confirmed this one in time.
func notConfirmed() *Problem { return refused("", "", wire.LinkExpired) }

// replies are what the numbers of a server's first line mean.
var replies = map[int]Code{
	wire.Invalid.Code:            InvalidName,
	wire.NameTaken.Code:          NameTaken,
	wire.NameForbidden.Code:      NameForbidden,
	wire.Banned.Code:             Banned,
	wire.RegistrationClosed.Code: RegistrationClosed,
	wire.InvitationNeeded.Code:   InvitationNeeded,
	wire.LinkExpired.Code:        LinkExpired,
	wire.LinkOfAnother.Code:      LinkOfAnother,
	wire.InvitationVoid.Code:     InvitationVoid,
	wire.NotConfirmed.Code:       NotConfirmed,
	wire.AskedLater.Code:         AskedLater,
	wire.NameFull.Code:           NameFull,
	wire.DeviceFull.Code:         DeviceFull,
	wire.TLSNeeded.Code:          TLSNeeded,
	wire.TooMany.Code:            TooMany,
	wire.BadCertificate.Code:     BadCertificate,
	wire.Full.Code:               Full,
	wire.Unready.Code:            NotReady,
	wire.ShuttingDown.Code:       ShuttingDown,
}

// notPaired is refused for a device that has waited to be confirmed: the name
// is the one that it has a link of.
func notPaired(hostport, name string, reply wire.Reply) *Problem {
	if reply.Code == wire.NameTaken.Code {
		reply = wire.LinkExpired
	}
	return refused(hostport, name, reply)
}

// refused says what a server's reply to a registration means, by its number
// alone. What a newer server has a number for is told in its own words.
func refused(hostport, name string, reply wire.Reply) *Problem {
	switch code := replies[reply.Code]; code {
	case InvalidName:
		// The name has been checked: a server that does not know CHAT/2.0 says the same.
		return problem(code, "The server does not accept the name %s. Choose another one, or ask whoever runs the server whether it speaks CHAT/2.0.", name)
	case NameTaken:
		return problem(code, "The name %s is already registered. Choose another name. If it's yours, open My devices on a device that has it and add this one.", name)
	case NameForbidden:
		return problem(code, "The name %s is reserved. Choose another one.", name)
	case Banned:
		return problem(code, "You are banned from the server. Contact the person who runs it. The server says: “%s”.", shown(reply.Text, maxReason))
	case RegistrationClosed:
		return problem(code, "Registration is closed on this server. Come back later, or ask a moderator.")
	case InvitationNeeded:
		return problem(code, "You need an invitation to join this server. Ask the person who runs it for one.")
	case LinkExpired:
		return problem(code, "This device wasn't confirmed in time. Create a new link on the other device and connect with it.")
	case LinkOfAnother:
		return problem(code, "This link is for another name. Enter the name that you use on your other device.")
	case InvitationVoid:
		return problem(code, "This invitation was already used or has expired. Ask for a new one.")
	case NotConfirmed:
		return problem(code, "Your other device refused this one. Create a new link there and connect with it.")
	case AskedLater:
		return problem(code, "Another device used this link after this one. Create a new link for this device.")
	case NameFull:
		return problem(code, "Your name has as many devices as it can have. Revoke one of them first.")
	case DeviceFull:
		return problem(code, "This device has as many names on the server as it can have. Use one of them.")
	case TLSNeeded:
		return problem(code, "The server at %s accepts only encrypted connections.", hostport)
	case TooMany:
		return problem(code, "The server has too many connections from here. Try again in a minute.")
	case BadCertificate:
		return problem(code, "The server at %s can't use this device's key. It may be another version than this program.", hostport)
	case Full:
		return problem(code, "The server at %s is full. Try again later.", hostport)
	case NotReady:
		return problem(code, "The server at %s is not ready. Try again in a while.", hostport)
	case ShuttingDown:
		return problem(code, "The server at %s is shutting down. Try again when it is back.", hostport)
	}
	if reply.Code >= 500 {
		return problem(Unreachable, "The server at %s doesn't accept connections right now. The server says: “%s”.", hostport, shown(reply.Text, maxReason))
	}
	return problem(NotAllowed, "The server at %s refused the connection. The server says: “%s”.", hostport, shown(reply.Text, maxReason))
}
