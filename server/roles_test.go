package main

import (
	"testing"

	"confab/server/wire"
	"confab/server/wire/wiretest"
)

// Whoever adds a request that needs a role has to have the accounts ask for it.
func TestWhatNeedsARoleIsRefusedWithoutOne(t *testing.T) {
	s := serve(t)
	ann := s.administrator(t, "ann")
	said := ann.says("hello")
	bob := s.come(t, "bob", newDevice(), "")
	tried := 0
	for _, kind := range wire.Requests() {
		if !kind.Has(wire.NeedsRole) {
			continue
		}
		tried++
		request := wiretest.Example(kind, wire.Lobby, bob.key())
		switch r := request.(type) {
		case *wire.Remove:
			r.Target = said.ID
		case *wire.Moderate:
			r.Name = "ann"
		}
		bad := bob.isTold(request, wire.NoRole)
		if bad.Request != kind.Type || bad.ID != kind.ID(request) {
			t.Errorf("%s is refused as %s with the key %s", kind.Type, bad.Request, bad.ID)
		}
	}
	if tried < 5 {
		t.Errorf("there are %d requests that need a role", tried)
	}
}
