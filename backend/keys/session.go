package keys

import (
	"context"
	"errors"
	"net"

	"confab/backend/session"
)

// ForSession returns Dial as a session wants it: what a person can do something
// about is a session.Problem.
func (d *Dialer) ForSession() session.Dialer {
	return func(ctx context.Context, hostport string) (net.Conn, error) {
		nc, err := d.Dial(ctx, hostport)
		if changed, ok := errors.AsType[*KeyChanged](err); ok {
			return nil, session.NewProblem(session.KeyChanged, "why", changed.why(), "address", changed.Address, "before", changed.Before, "now", changed.Now)
		}
		if none, ok := errors.AsType[*NoKey](err); ok {
			return nil, session.NewProblem(session.NoKey, "why", none.word(), "path", none.Path)
		}
		return nc, err // not as a typed nil: there is either
	}
}
