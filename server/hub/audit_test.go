package hub

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"

	"confab/server/wire"
)

// auditing is a ledger that keeps the rooms of what was done.
type auditing struct {
	ledger
	rooms []string
}

func (a *auditing) Moderate(_ context.Context, _ int64, r *wire.Moderate) ([]wire.Fingerprint, error) {
	a.rooms = append(a.rooms, r.Room)
	return nil, nil
}

func (a *auditing) Removed(_ context.Context, e *wire.Event, _ string) error {
	a.rooms = append(a.rooms, e.Room)
	return nil
}

func (a *auditing) Audit(_ context.Context, _ int64, r *wire.Audit) (said wire.AuditLog, _ error) {
	said.ID = r.ID
	for _, room := range a.rooms {
		said.Entries = append(said.Entries, wire.AuditEntry{Room: room})
	}
	return said, nil
}

func (*auditing) MayRemove(context.Context, int64, string, bool) error { return nil }

// The audit says to moderators that something was done in a private room, and in
// which one only to its members.
func TestTheAuditNamesPrivateRoomsToTheirMembersAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := limits()
		cfg.Accounts = &auditing{}
		h, _ := open(t, cfg)
		alice, mod := enter2(t, h, "alice", ""), enter2(t, h, "mod", "")
		for room, private := range map[string]string{"den": "true", "tea": "false"} {
			alice.Ask(`{"type":"open","room":"` + room + `","id":"o-` + room + `","private":` + private + `}`)
			alice.Wants(`{"type":"room"}`)
			alice.Wants(`{"type":"open"}`)
		}
		alice.Ask(`{"type":"say","room":"den","id":"m","text":"secret"}`)
		alice.Wants(`{"type":"message"}`)
		alice.Ask(`{"type":"remove","room":"den","id":"r","target":"m"}`)
		alice.Wants(`{"type":"remove"}`)
		names := func(c *client) (rooms []any) {
			c.T.Helper()
			c.Ask(`{"type":"audit","id":"a","limit":9}`)
			for _, e := range c.Wants(`{"type":"audit"}`)["entries"].([]any) {
				rooms = append(rooms, e.(map[string]any)["room"])
			}
			return rooms
		}
		if got := fmt.Sprint(names(alice), names(mod)); got != "[den] [<nil>]" {
			t.Errorf("alice and mod are told of %s", got)
		}
		for _, room := range []string{"tea", "den"} {
			alice.Ask(`{"type":"moderate","act":"close-room","room":"` + room + `","id":"x"}`)
			alice.Wants(`{"type":"close"}`)
			alice.Wants(`{"type":"done"}`)
		}
		if got := fmt.Sprint(names(mod)); got != "[<nil> tea <nil>]" {
			t.Errorf("once they are closed mod is told of %s", got)
		}
	})
}
