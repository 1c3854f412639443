package journal

import (
	"errors"
	"testing"

	"confab/server/wire"
)

// pin pins a message of the lobby; off unpins it.
func pin(from, target string, off ...bool) *wire.Event {
	e := react(from, target, "", off...)
	e.Type = wire.PinType
	return e
}

func TestARoomHasSoManyPins(t *testing.T) {
	onEach(t, func(t *testing.T, open func() *Journal) {
		j := open()
		refused := func(e *wire.Event) {
			t.Helper()
			err := j.Append(t.Context(), []*wire.Event{e})
			if bad, ok := errors.AsType[*wire.Error](err); !ok || bad.Code != wire.TooManyPins || e.Seq != 0 {
				t.Errorf("one pin too many is %d, %v", e.Seq, err)
			}
		}
		ids := make([]string, wire.MaxPins+2)
		for i := range ids {
			ids[i] = say(t, j, wire.Lobby, "hi")[0].ID
		}
		last, other := ids[wire.MaxPins], ids[wire.MaxPins+1]
		for _, id := range ids[:wire.MaxPins] {
			wantReactions(t, j, nil, pin("bob", id))
		}
		refused(pin("eve", last))
		wantReactions(t, j, nil, pin("eve", ids[0])) // which is pinned already
		wantReactions(t, j, nil, pin("eve", ids[0], true), pin("bob", last))
		refused(pin("bob", ids[0]))

		retract := line(wire.Lobby, "bob", "")
		retract.Type, retract.Body = wire.RetractType, wire.Encode(wire.EditBody{Target: ids[1]})
		wantReactions(t, j, nil, retract, pin("bob", other)) // what is retracted is not pinned any more
		refused(pin("bob", ids[0]))
	})
}
