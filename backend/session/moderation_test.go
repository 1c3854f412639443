package session

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
)

func TestWhatHasBeenDoneIsRead(t *testing.T) {
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	local := stamp(at.In(time.Local))
	long := strings.Repeat("\x07", 1000)
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		audits := make(chan Audit, 1)
		outcome := asks(func() error {
			page, err := sc.Audit(t.Context(), 0)
			audits <- page
			return err
		})
		key, _ := p.asked("audit")
		said := wire.AuditLog{ID: key, More: true, Entries: []wire.AuditEntry{
			{ID: 9, At: wire.Stamp(at), By: "bob", Act: "ban", Name: "eve", Address: "10.0.0.1", Room: "lobby", Role: wire.Member, Until: wire.Stamp(at), Reason: "spam"},
			{ID: 0, Act: "ban"}, {ID: -1, Act: "ban"}, {ID: 1 << 60, Act: "ban"}, {ID: 8, Act: ""}, {ID: 8, Act: "two words"}, {ID: 8, Act: "\x1b[2J"},
			{ID: 7, At: "\x1b", By: long, Act: "news", Name: long, Address: long, Room: long, Role: "emperor", Until: "noon", Reason: long},
		}}
		p.answer(said)
		if err := <-outcome; err != nil {
			t.Fatal(err)
		}
		cut := func(n int) string { return strings.Repeat("\ufffd", n) }
		want := []AuditEntry{
			{9, local, "bob", "ban", "eve", "10.0.0.1", "lobby", "member", local, "spam"},
			{7, "", cut(maxNameBytes), "news", cut(maxNameBytes), cut(maxAddress), cut(wire.MaxRoom), "", "", cut(wire.MaxReason)},
		}
		if got := <-audits; !got.More || !slices.Equal(got.Entries, want) {
			t.Errorf("the audit is %+v, want %+v", got, want)
		}

		sanctions := make(chan Sanctions, 1)
		outcome = asks(func() error {
			page, err := sc.Sanctions(t.Context(), 0)
			sanctions <- page
			return err
		})
		key, _ = p.asked("sanctions")
		p.answer(wire.SanctionList{ID: key, Closed: true, Entries: []wire.Sanction{
			{ID: 9, Act: "mute", Name: "eve", By: "bob", At: wire.Stamp(at), For: 60, Reason: "spam"},
			{ID: 0, Act: "ban"}, {ID: 8, Act: "\x1b[2J"},
			{ID: 7, Act: "ban", Address: long, Name: long, By: long, At: long, For: -1, Reason: long},
		}})
		if err := <-outcome; err != nil {
			t.Fatal(err)
		}
		wantThose := []Sanction{
			{9, "mute", "eve", "", "bob", local, stamp(time.Now().Add(time.Minute)), "spam"},
			{7, "ban", cut(maxNameBytes), cut(maxAddress), cut(maxNameBytes), "", "", cut(wire.MaxReason)},
		}
		if got := <-sanctions; !got.Closed || got.More || !slices.Equal(got.Entries, wantThose) {
			t.Errorf("the sanctions are %+v, want %+v", got, wantThose)
		}
	})
}

// A page holds so many entries, whatever the server sends, and is never null.
func TestAPageHasALimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		for _, n := range []int{0, wire.MaxEntries, 500} {
			pages := make(chan string, 2)
			for range 2 {
				go func() {
					audit, _ := sc.Audit(t.Context(), 0)
					sanctions, _ := sc.Sanctions(t.Context(), 0)
					if len(audit.Entries) != min(n, wire.MaxEntries) || len(sanctions.Entries) != min(n, wire.MaxEntries) {
						t.Errorf("of %d entries the pages have %d and %d", n, len(audit.Entries), len(sanctions.Entries))
					}
					text, _ := json.Marshal([]any{audit, sanctions})
					pages <- string(text)
				}()
			}
			for range 4 {
				line, err := p.In.ReadBytes('\n')
				if err != nil {
					t.Fatal(err)
				}
				switch request, _ := wire.ParseRequest(line[:len(line)-1]); r := request.(type) {
				case *wire.Audit:
					said := wire.AuditLog{ID: r.ID}
					for i := range n {
						said.Entries = append(said.Entries, wire.AuditEntry{ID: int64(i + 1), Act: "ban"})
					}
					p.answer(said)
				case *wire.Sanctions:
					said := wire.SanctionList{ID: r.ID}
					for i := range n {
						said.Entries = append(said.Entries, wire.Sanction{ID: int64(i + 1), Act: "ban"})
					}
					p.answer(said)
				}
			}
			for range 2 {
				if text := <-pages; strings.Contains(text, "null") {
					t.Errorf("a page is %.200s", text)
				}
			}
		}
	})
}
