package wire

// A Malformed is the error for an address or a name that cannot be used. It
// wraps ErrAddress or ErrName, and Why is one word for what is wrong.
type Malformed struct {
	Of  error
	Why string
}

// AddressFaults and NameFaults are all that Why can be, of ErrAddress and of ErrName.
var (
	AddressFaults = []string{
		"empty", "long", "scheme", "character", "brackets", "noPort", "noHost", "port", "host",
		"percent", "noIPv6", "zone", "key", "token", "fragment",
	}
	NameFaults = []string{
		"empty", "long", "encoding", faultRune, faultBegin, faultForm, faultScript, faultRare, faultSign, faultDigits, faultMark, faultStack,
		"direction", "latin",
	}
)

// Error returns what is wrong, for a log.
func (e *Malformed) Error() string { return e.Of.Error() + ": " + e.Why }

// Unwrap returns ErrAddress or ErrName.
func (e *Malformed) Unwrap() error { return e.Of }
