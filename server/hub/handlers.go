package hub

import (
	"context"

	"confab/server/wire"
)

// A handler does what a request of its kind asks for, of a client that lacks
// nothing for it. An error ends the connection; what is wrong with the request
// is answered.
type handler func(c *Conn, request any) error

// handlers has one for each row of the registry.
var handlers = map[*wire.RequestKind]handler{}

func init() {
	handle((*Conn).hello)
	handle((*Conn).sayIn)
	handle((*Conn).edit)
	handle((*Conn).retract)
	handle((*Conn).react)
	handle((*Conn).open)
	handle((*Conn).join)
	handle((*Conn).leaveRoom)
	handle((*Conn).topic)
	handle((*Conn).invite)
	handle((*Conn).direct)
	handle((*Conn).decline)
	handle((*Conn).history)
	handle((*Conn).hasRead)
	handle((*Conn).types)
	handle((*Conn).who)
	handle((*Conn).ping)
	handle((*Conn).quit)
	handle((*Conn).devices)
	handle((*Conn).confirm)
	handle((*Conn).remove)
	handle(answered((*Conn).pair))
	handle(answered((*Conn).renameDevice))
	handle(answered((*Conn).revoke))
	handle(answered((*Conn).invitation))
	handle(answered((*Conn).moderate))
	handle(answered((*Conn).audit))
	handle(answered((*Conn).sanctions))
	handle(answered((*Conn).block))
	handle(answered((*Conn).unblock))
}

// handle has do take the requests that are a T.
func handle[T any](do func(*Conn, *T) error) {
	handlers[wire.RequestOf(new(T))] = func(c *Conn, request any) error { return do(c, request.(*T)) }
}

// answered returns a handler's body for what the accounts do, in their time:
// its answer is said, and its error as they have it.
func answered[T, A any](do func(*Conn, context.Context, *T) (A, error)) func(*Conn, *T) error {
	return func(c *Conn, r *T) error {
		ctx, cancel := context.WithTimeout(context.Background(), accountsFor)
		defer cancel()
		answer, err := do(c, ctx, r)
		if err != nil {
			kind := wire.RequestOf(r)
			return c.refuse(c.refusal(err), kind.Type, kind.ID(r))
		}
		return c.send(wire.AppendAnswer(nil, answer))
	}
}
