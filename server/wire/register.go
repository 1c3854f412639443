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
}

// Line returns the first line of a connection, with its line end.
func (r Registration) Line() []byte {
	return fmt.Appendf(nil, "REGISTER %s %s\n", r.Name, r.Version)
}

// ParseRegistration reads a first line without its line end. Blanks around and
// between the words and a \r at the end are accepted. The error is a Reply,
// Invalid or NameForbidden, wrapped with the reason for the server's log.
func ParseRegistration(line string) (Registration, error) {
	words := strings.FieldsFunc(strings.TrimSuffix(line, "\r"), func(r rune) bool { return r == ' ' || r == '\t' })
	if len(words) != 3 || words[0] != "REGISTER" {
		return Registration{}, fmt.Errorf("%w: it is not REGISTER, a name and a version", Invalid)
	}
	r := Registration{Name: words[1], Version: Version(words[2])}
	if r.Version != V1 && r.Version != V2 {
		return Registration{}, fmt.Errorf("%w: the version is unknown", Invalid)
	}
	switch err := CheckName(r.Name); {
	case errors.Is(err, ErrReserved):
		return Registration{}, fmt.Errorf("%w: %w", NameForbidden, err)
	case err != nil:
		return Registration{}, fmt.Errorf("%w: %w", Invalid, err)
	}
	return r, nil
}
