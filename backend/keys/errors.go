package keys

import (
	"fmt"

	"confab/server/wire"
)

// KeyChanged is the error for a server that has another key than it must have:
// it is another server, or somebody is in between. Nothing has been said to it.
type KeyChanged struct {
	Address     string // host:port
	Before, Now wire.Fingerprint
	Link        bool // Before is what the join link says
	Asks        bool // Before is what an earlier link has told, and Now what this one does: who connects by it again has said yes
}

// Error returns a sentence with both fingerprints and a next step.
func (e *KeyChanged) Error() string {
	if e.Asks {
		return fmt.Sprintf("The server at %s is known by another link. That link's key: %s, the key of this one: %s. Ask whoever runs the server whether it was set up anew; if it was, connect by this link once more.", e.Address, e.Before, e.Now)
	}
	if e.Link {
		return fmt.Sprintf("The server at %s is not the one of the join link. The link says: %s, the server has: %s. Ask for the link again. If it says the same, someone may be intercepting your connection.", e.Address, e.Before, e.Now)
	}
	return fmt.Sprintf("The server at %s has another key than before. Before: %s, now: %s. If it was set up anew, ask for its join link. Otherwise someone may be intercepting your connection.", e.Address, e.Before, e.Now)
}

// NoKey is the error for a key of this device that is there and cannot be had.
// Nothing has been said to the server: without the key one would be somebody else.
type NoKey struct{ Why error }

// Error returns a sentence with a next step.
func (e *NoKey) Error() string {
	return fmt.Sprintf("Confab cannot show who you are: %v.", e.Why)
}

// Unwrap returns why.
func (e *NoKey) Unwrap() error { return e.Why }
