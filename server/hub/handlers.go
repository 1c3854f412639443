package hub

import (
	"context"

	"confab/server/wire"
)

// A handler does what a request of its kind asks for, of a client that lacks
// nothing for it. An error ends the connection; what is wrong with the request
// is answered.
type handler func(c *conn, request any) error

// handlers has one for each row of the registry.
var handlers = map[*wire.RequestKind]handler{}

func init() {
	handle((*conn).hello)
	handle((*conn).sayIn)
	handle((*conn).edit)
	handle((*conn).retract)
	handle((*conn).react)
	handle((*conn).open)
	handle((*conn).join)
	handle((*conn).leaveRoom)
	handle((*conn).topic)
	handle((*conn).invite)
	handle((*conn).direct)
	handle((*conn).decline)
	handle((*conn).history)
	handle((*conn).hasRead)
	handle((*conn).types)
	handle((*conn).who)
	handle((*conn).ping)
	handle((*conn).quit)
	handle((*conn).devices)
	handle((*conn).confirm)
	handle((*conn).remove)
	handle(answered((*conn).pair))
	handle(answered((*conn).renameDevice))
	handle(answered((*conn).revoke))
	handle(answered((*conn).invitation))
	handle(answered((*conn).moderate))
	handle(answered((*conn).audit))
	handle(answered((*conn).sanctions))
	handle(answered((*conn).block))
	handle(answered((*conn).unblock))
}

// handle has do take the requests that are a T.
func handle[T any](do func(*conn, *T) error) {
	handlers[wire.RequestOf(new(T))] = func(c *conn, request any) error { return do(c, request.(*T)) }
}

// answered returns a handler's body for what the accounts do, in their time:
// its answer is said, and its error as they have it.
func answered[T, A any](do func(*conn, context.Context, *T) (A, error)) func(*conn, *T) error {
	return func(c *conn, r *T) error {
		ctx, cancel := context.WithTimeout(context.Background(), accountsFor)
		defer cancel()
		answer, err := do(c, ctx, r)
		if err != nil {
			kind := wire.RequestOf(r)
			return c.refuse(c.refusal(err), kind.Type, kind.Key(r))
		}
		return c.send(wire.AppendAnswer(nil, answer))
	}
}
