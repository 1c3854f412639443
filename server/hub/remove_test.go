package hub

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/model"
	"confab/server/wire"
)

// A ledger is Accounts in which everybody is a moderator, and what is noted of
// removals.
type ledger struct {
	Accounts
	noted   []string
	audited int64
	known   bool
}

func (l *ledger) Admit(_ context.Context, v model.Visit) (model.Entry, error) {
	return model.Entry{Account: model.Account{ID: 1, Name: v.Name, Role: wire.Moderator}}, nil
}

func (l *ledger) Seen(context.Context, int64, wire.Fingerprint, string) error { return nil }
func (l *ledger) Blocks(context.Context) (map[string][]model.BlockedName, error) {
	return nil, nil
}
func (l *ledger) Aliases(context.Context) (map[string][]string, error) { return nil, nil }
func (l *ledger) AliasesOf(context.Context, string) ([]string, error)  { return nil, nil }
func (l *ledger) Bans(context.Context) (map[string]time.Time, error)   { return nil, nil }
func (l *ledger) MayRemove(context.Context, int64, string, bool) error { return nil }
func (l *ledger) Audited(context.Context) (seq int64, known bool, err error) {
	return l.audited, l.known, nil
}
func (l *ledger) SetAudited(_ context.Context, seq int64) error {
	l.audited, l.known = seq, true
	return nil
}
func (l *ledger) Removed(_ context.Context, e *wire.Event, author string) error {
	l.noted = append(l.noted, e.ID+" by "+e.From+" of "+author)
	return nil
}

func TestARemovalIsInTheAuditOnceItIsStored(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		book, journal := &ledger{}, &sick{memory: stored(t, 1, "x")}
		cfg := limits()
		cfg.Accounts = book
		h, _ := openOn(t, cfg, journal)
		ann := enter2(t, h, "ann", "")
		ann.Ask(`{"type":"say","room":"lobby","id":"m1","text":"terrible"}`)
		ann.Wants(`{"type":"message"}`)
		remove := `{"type":"remove","room":"lobby","id":"r1","target":"m1"}`
		journal.full.Store(true)
		ann.Ask(remove)
		ann.Wants(`{"type":"error","code":"not-stored","id":"r1"}`)
		if len(book.noted) != 0 {
			t.Errorf("what has not been removed is noted: %q", book.noted)
		}
		journal.full.Store(false)
		ann.Ask(remove)
		ann.Wants(`{"type":"remove","id":"r1"}`)
		ann.Ask(`{"type":"ping"}`)
		ann.Wants(`{"type":"pong"}`)
		if want := []string{"r1 by ann of ann"}; !slices.Equal(book.noted, want) {
			t.Errorf("noted is %q, want %q", book.noted, want)
		}
	})
}

func TestARemovalThatACrashKeptFromTheAuditIsNotedAtTheNextStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		book, journal := &ledger{}, stored(t, 3, "x")
		cfg := limits()
		cfg.Accounts = book
		_, shutdown := openOn(t, cfg, journal)
		shutdown()
		message, err := journal.Page(t.Context(), model.Query{Room: wire.Lobby, Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		e := event(wire.Lobby, "r1", wire.RemoveType, wire.EditBody{Target: message[0].ID})
		e.From = "ann"
		if err := journal.Append(t.Context(), []*wire.Event{e}); err != nil { // and then the power goes
			t.Fatal(err)
		}
		for range 2 { // it is noted once
			_, shutdown = openOn(t, cfg, journal)
			shutdown()
			if want := []string{"r1 by ann of " + message[0].From}; !slices.Equal(book.noted, want) {
				t.Errorf("noted is %q, want %q", book.noted, want)
			}
		}
	})
}

func (*ledger) Keys(context.Context) ([]string, error) { return nil, nil }
