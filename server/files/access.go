package files

import (
	"context"

	"confab/server/model"
	"confab/server/wire"
)

// Access knows who comes, and who may read what. A refusal of Visitor is a
// wire.Reply; other errors are the disk's. Its methods may be called from any goroutine.
type Access interface {
	// Visitor returns the account of a client: of the key and the name in v, or
	// the key's only account if v has no name; a guest if v has no key.
	Visitor(ctx context.Context, v model.Visit) (model.Account, error)

	// MayRead reports whether an account may read a message that has the file
	// with a hash.
	MayRead(ctx context.Context, a model.Account, hash string) (bool, error)

	// Posted reports whether a message has the file with a hash.
	Posted(ctx context.Context, hash string) (bool, error)

	// PostedBy returns the hashes of the files that an account has posted.
	PostedBy(ctx context.Context, a model.Account) ([]string, error)

	// InLobby returns a file of the message in the lobby with a seq; false if it
	// has none, or not any more.
	InLobby(ctx context.Context, seq int64, index int) (wire.File, bool, error)
}
