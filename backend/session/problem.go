package session

import (
	"bufio"
	"errors"
	"regexp"
	"slices"
	"time"

	"confab/server/wire"
)

// A Problem is an error for people: a code for what did not work, and what the
// words for it need. The words are the window's. Params are plain text, of which
// nothing is a secret, and which holds nothing that a terminal would obey.
type Problem struct {
	Code   Code        `json:"code"`
	Params wire.Params `json:"params,omitempty"`

	back time.Duration // not to be tried again before, if the server has said so; below 0 never
}

// NewProblem returns a Problem with params of names and values in turns, see wire.With.
func NewProblem(code Code, pairs ...any) *Problem {
	return &Problem{Code: code, Params: wire.With(pairs...)}
}

// problem is NewProblem.
func problem(code Code, pairs ...any) *Problem { return NewProblem(code, pairs...) }

// Error returns the code and the params, for a log.
func (p *Problem) Error() string {
	if len(p.Params) == 0 {
		return string(p.Code)
	}
	return string(p.Code) + " " + p.Params.String()
}

// is reports whether p, which may be nil, has a code.
func (p *Problem) is(code Code) bool { return p != nil && p.Code == code }

// final reports whether trying the same again would end the same way.
func (p *Problem) final() bool { return p.back < 0 || lasting[p.Code] }

// why returns what is wrong with an address or a name, in a word.
func why(err error) string {
	if m, ok := errors.AsType[*wire.Malformed](err); ok {
		return m.Why
	}
	return ""
}

func badAddress(err error) *Problem { return problem(InvalidAddress, "why", why(err)) }

func badName(name string, err error) *Problem {
	if errors.Is(err, wire.ErrReserved) {
		return problem(NameForbidden, "name", name)
	}
	return problem(InvalidName, "why", why(err))
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

// stopped says that the user did not want to wait.
func stopped() *Problem { return problem(Stopped) }

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
	p := b.problem()
	if b.Code == wire.ByeShutdown {
		p = problem(ShuttingDown, "address", hostport)
	}
	p.back = b.wait()
	if b.Back < 0 {
		p.back = -1
	}
	return p
}

// notConfirmed says that no other device has confirmed this one in time.
func notConfirmed() *Problem { return problem(LinkExpired) }

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
	code, text := replies[reply.Code], sanitize(reply.Text, maxReason)
	switch {
	case code == Banned:
		return problem(code, "text", text)
	case code != "":
		return problem(code, "address", hostport, "name", name)
	case reply.Code >= 500:
		return problem(NotNow, "address", hostport, "text", text)
	}
	return problem(NotAllowed, "address", hostport, "text", text)
}

// denied says what the server, or the protocol, has against a request.
func denied(e *wire.Error) *Problem {
	switch {
	case e.Code == wire.UnknownType:
		return problem(ServerTooOld)
	case slices.Contains(wire.ErrorCodes, e.Code):
		return &Problem{Code: Code(e.Code), Params: clean(e.Params)}
	}
	return unknown(ServerRefuses, ServerRefusesBy, string(e.Code), e.Text)
}

// unknown is what is said for a code that this program does not know, because
// the server is newer: what the server says in its own words or, without any,
// the code.
func unknown(inWords, without Code, code, text string) *Problem {
	if text = sanitize(text, maxReason); text != "" {
		return problem(inWords, "text", text)
	}
	return problem(without, "code", sanitize(code, wire.MaxID))
}

// What is taken of a server's params.
const maxParams = 8

var paramName = regexp.MustCompile(`^[a-z][a-zA-Z]{0,31}$`)

// clean returns what a server says with a code: texts as they can be shown. The
// seconds until something ends become the moment, called until, by this device's
// clock; it is missing for what has no end.
func clean(params wire.Params) wire.Params {
	var pairs []any
	for name, value := range params {
		if len(pairs) == 2*maxParams || !paramName.MatchString(name) {
			continue
		}
		switch v := value.(type) {
		case string:
			value = sanitize(v, maxReason)
		case int64:
			if name == "for" {
				name, value = "until", stampOf(endIn(v))
			}
		}
		pairs = append(pairs, name, value)
	}
	return wire.With(pairs...)
}
