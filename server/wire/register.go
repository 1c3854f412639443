package wire

import (
	"errors"
	"fmt"
	"strings"
)

// A Registration is what a first line asks for.
type Registration struct {
	Name    string // as typed; CheckName has accepted it
	Version Version
	Token   string // an invitation; empty if there is none
}

// Line returns the first line of a connection, with its line end.
func (r Registration) Line() []byte {
	line := fmt.Appendf(nil, "REGISTER %s %s", r.Name, r.Version)
	if r.Token != "" {
		line = fmt.Appendf(line, " %s", r.Token)
	}
	return append(line, '\n')
}

// byteOrderMark is what some programs send before anything else.
const byteOrderMark = "\ufeff"

// ParseRegistration reads a first line without its line end. Blanks around and
// between the words, a byte order mark before it and a \r at its end are accepted. CHAT/2.0 may have a fourth
// word, an invitation. The error is a Reply, Invalid or NameForbidden, wrapped
// with the reason for the server's log; a reserved name is returned with it.
func ParseRegistration(line string) (Registration, error) {
	line = strings.TrimSuffix(strings.TrimPrefix(line, byteOrderMark), "\r")
	words := strings.FieldsFunc(line, func(r rune) bool { return r == ' ' || r == '\t' })
	if len(words) < 3 || len(words) > 4 || words[0] != "REGISTER" {
		return Registration{}, fmt.Errorf("%w: it is not REGISTER, a name and a version", Invalid)
	}
	r := Registration{Name: words[1], Version: Version(words[2])}
	if r.Version != V1 && r.Version != V11 && r.Version != V2 {
		return Registration{}, fmt.Errorf("%w: the version is unknown", Invalid)
	}
	if len(words) == 4 {
		if r.Token = words[3]; r.Version != V2 || !isToken(r.Token) {
			return Registration{}, fmt.Errorf("%w: behind the version there is what is no invitation", Invalid)
		}
	}
	switch err := CheckName(r.Name); {
	case errors.Is(err, ErrReserved):
		return r, fmt.Errorf("%w: %w", NameForbidden, err)
	case err != nil:
		return Registration{}, fmt.Errorf("%w: %w", Invalid, err)
	}
	return r, nil
}
