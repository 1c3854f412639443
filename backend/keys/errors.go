package keys

import (
	"errors"
	"fmt"

	"confab/server/wire"
)

// KeyChanged is the error for a server that has another key than it must have:
// it is another server, or somebody is in between. Nothing has been said to it.
type KeyChanged struct {
	Address     string // host:port
	Before, Now wire.Fingerprint
	Link        bool // Before is what the join link says
	Announced   bool // Before is what an announcement on the network says
	Asks        bool // Before is what an earlier link has told, and Now what this one does: who connects by it again has said yes
}

// Error returns what is wrong, with both fingerprints, for a log.
func (e *KeyChanged) Error() string {
	return fmt.Sprintf("the server at %s has another key (%s): before %s, now %s", e.Address, e.why(), e.Before, e.Now)
}

// why returns where Before is from, in a word.
func (e *KeyChanged) why() string {
	switch {
	case e.Asks:
		return "otherLink"
	case e.Link:
		return "link"
	case e.Announced:
		return "announced"
	}
	return "known"
}

// NoKey is the error for a key of this device that is there and cannot be had.
// Nothing has been said to the server: without the key one would be somebody else.
type NoKey struct {
	Why  error
	Path string // of the file that says where the key is
}

// Error returns why, for a log.
func (e *NoKey) Error() string { return "this device's key cannot be used: " + e.Why.Error() }

// word returns why in a word.
func (e *NoKey) word() string {
	for cause, word := range map[error]string{ErrKeyring: "keyring", ErrBroken: "broken", ErrMode: "mode", errEnds: "ends"} {
		if errors.Is(e.Why, cause) {
			return word
		}
	}
	return "unreadable"
}

// Unwrap returns why.
func (e *NoKey) Unwrap() error { return e.Why }
