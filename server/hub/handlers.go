package hub

import (
	"context"

	"confab/server/wire"
)

// A handler does what a request of its kind asks for, after reader.check. An error
// ends the connection; what is wrong with the request is answered.
type handler func(c *Conn, request any) error

// handlers has one for each row of the registry. A change of a message needs none
// of its own: the event has the request's type and members.
type handlers map[*wire.RequestKind]handler

func newHandlers(h *Hub) handlers {
	t := handlers{}
	handle(t, h.history.hello)
	handle(t, h.history.page)
	handle(t, h.history.read)
	handle(t, h.messages.say)
	handle(t, h.messages.typing)
	handle(t, h.messages.remove)
	handle(t, h.roomChanges.open)
	handle(t, h.roomChanges.join)
	handle(t, h.roomChanges.leave)
	handle(t, h.roomChanges.topic)
	handle(t, h.roomChanges.invite)
	handle(t, h.roomChanges.direct)
	handle(t, h.roomChanges.decline)
	handle(t, h.online.who)
	handle(t, h.roomChanges.list)
	handle(t, (*Conn).ping)
	handle(t, (*Conn).quit)
	handle(t, h.devices.request)
	handle(t, answered(h.devices.rename))
	handle(t, answered(h.devices.revoke))
	handle(t, h.pairing.confirm)
	handle(t, answered(h.pairing.pair))
	handle(t, answered(h.moderation.moderate))
	handle(t, answered(h.moderation.invite))
	handle(t, answered(h.moderation.audit))
	handle(t, answered(h.moderation.sanctions))
	handle(t, answered(h.blocking.block))
	handle(t, answered(h.blocking.unblock))
	for _, kind := range wire.Requests() {
		if kind.Class == wire.MessageChange && t[kind] == nil {
			t[kind] = h.messages.about(kind)
		}
	}
	return t
}

// handle makes do take the requests that are a T.
func handle[T any](t handlers, do func(*Conn, *T) error) {
	t[wire.RequestOf(new(T))] = func(c *Conn, request any) error { return do(c, request.(*T)) }
}

// answered returns a handler for what the accounts do, in at most accountsFor:
// it sends the answer, or the error that they return.
func answered[T, A any](do func(context.Context, *Conn, *T) (A, error)) func(*Conn, *T) error {
	return func(c *Conn, r *T) error {
		ctx, cancel := context.WithTimeout(context.Background(), accountsFor)
		defer cancel()
		answer, err := do(ctx, c, r)
		if err != nil {
			kind := wire.RequestOf(r)
			return c.refuse(c.refusal(err), kind.Type, kind.ID(r))
		}
		return c.send(wire.AppendAnswer(nil, answer))
	}
}
