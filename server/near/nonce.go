package near

import "crypto/rand"

// NewNonce returns a random nonce.
func NewNonce() (n Nonce) {
	_, _ = rand.Read(n[:]) // it never fails
	return n
}
