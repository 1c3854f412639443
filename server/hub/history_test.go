package hub

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"confab/server/wire"
)

// stored returns a journal with so many messages in the lobby, and as many in
// another room in between.
func stored(t *testing.T, n int, text string) *memory {
	t.Helper()
	m := newMemory()
	for i := range n {
		for _, room := range []string{wire.Lobby, "elsewhere"} {
			e := &wire.Event{Type: wire.MessageType, Room: room, From: "old", ID: fmt.Sprint(room, i), Body: wire.SaidBody([]byte(text))}
			if err := m.Append(context.Background(), []*wire.Event{e}); err != nil {
				t.Fatal(err)
			}
		}
	}
	return m
}

// seqs returns the numbers of a page.
func seqs(page map[string]any) (seqs []int) {
	for _, e := range page["events"].([]any) {
		seqs = append(seqs, int(e.(map[string]any)["seq"].(float64)))
	}
	return seqs
}

func TestHistoryHasTwoEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := openOn(t, limits(), stored(t, 100, "x")) // the lobby's are 1, 3, … 199
		alice := enter2(t, h, "alice", "")
		for _, c := range []struct {
			ask         string
			first, last int
			count       int
			more        bool
		}{
			{`"limit":10`, 181, 199, 10, true},
			{`"limit":200`, 1, 199, 100, false},
			{`"limit":100`, 1, 199, 100, false},
			{`"limit":99`, 3, 199, 99, true},
			{`"limit":60,"before":199`, 79, 197, 60, true},
			{`"limit":10,"before":5`, 1, 3, 2, false},
			{`"limit":10,"before":1`, 0, 0, 0, false},
			{`"limit":10,"before":9000`, 181, 199, 10, true},
			{`"limit":10,"after":1`, 3, 21, 10, true},
			{`"limit":60,"after":2`, 3, 121, 60, true},
			{`"limit":10,"after":195`, 197, 199, 2, false},
			{`"limit":2,"after":195`, 197, 199, 2, false},
			{`"limit":10,"after":199`, 0, 0, 0, false},
			{`"limit":10,"after":9000`, 0, 0, 0, false},
		} {
			alice.Ask(`{"type":"history","room":"lobby",` + c.ask + `}`)
			page := alice.Wants(`{"type":"page","room":"lobby"}`)
			got := seqs(page)
			if len(got) != c.count || page["more"] != c.more || c.count > 0 && (got[0] != c.first || got[len(got)-1] != c.last) {
				t.Errorf("%s: %v, more is %v, want %d from %d to %d and %v", c.ask, got, page["more"], c.count, c.first, c.last, c.more)
			}
		}
		for _, bad := range []string{`"limit":0`, `"limit":201`, `"limit":-1`, `"limit":1,"before":-1`, `"limit":1,"before":2,"after":1`, `"limit":"x"`} {
			alice.Ask(`{"type":"history","room":"lobby",` + bad + `}`)
			alice.Wants(`{"type":"error","code":"bad-member","request":"history"}`)
		}
	})
}

// However long the events are, a page fits its line, and turning the pages
// brings all of them.
func TestAPageFitsItsLine(t *testing.T) {
	for _, text := range []string{strings.Repeat("x", 3000), strings.Repeat(`"`, 30_000), strings.Repeat(`"`, wire.MaxLine)} {
		for _, backwards := range []bool{true, false} {
			synctest.Test(t, func(t *testing.T) {
				cfg := limits()
				cfg.MaxLine, cfg.SendQueue = wire.MaxLine, 256<<10
				const all = 30
				h, _ := openOn(t, cfg, stored(t, all, text))
				alice := enter2(t, h, "alice", "")
				seen := map[int]bool{}
				for edge, more := "", true; more; {
					alice.Ask(`{"type":"history","room":"lobby","limit":200` + edge + `}`)
					line, err := alice.In.ReadString('\n')
					for strings.Contains(line, `"type":"presence"`) {
						line, err = alice.In.ReadString('\n')
					}
					events := strings.Count(line, `"type":"message"`)
					if err != nil || len(line) > wire.MaxSent || len(line) > wire.MaxLine && events > 1 || events == 0 {
						t.Fatalf("a page of %d events has %d bytes, %v", events, len(line), err)
					}
					page := decode(t, line)
					got := seqs(page)
					for _, seq := range got {
						seen[seq] = true
					}
					more = page["more"].(bool)
					if backwards {
						edge = fmt.Sprintf(`,"before":%d`, got[0])
					} else if edge == "" {
						edge, seen = `,"after":1`, map[int]bool{1: true}
						more = true
					} else {
						edge = fmt.Sprintf(`,"after":%d`, got[len(got)-1])
					}
				}
				if len(seen) != all {
					t.Errorf("the pages have %d events, want %d", len(seen), all)
				}
			})
		}
	}
}

// What a page has no room for is not read: many may ask at the same time.
func TestAPageReadsNoMoreThanItHas(t *testing.T) {
	for name, edge := range map[string]string{"the newest": "", "before": `,"before":150`, "after": `,"after":10`} {
		synctest.Test(t, func(t *testing.T) {
			cfg := limits()
			cfg.MaxLine, cfg.SendQueue = wire.MaxLine, 256<<10
			journal := stored(t, 100, strings.Repeat("x", 60_000))
			h, _ := openOn(t, cfg, journal)
			alice := enter2(t, h, "alice", "")
			alice.Ask(`{"type":"history","room":"lobby","limit":200` + edge + `}`)
			if got := seqs(alice.Wants(`{"type":"page","more":true}`)); len(got) != 1 {
				t.Errorf("%s: the page has %v, want one event", name, got)
			}
			if journal.paged > 3*60_100 {
				t.Errorf("%s: %d bytes were read for one event of 60,000", name, journal.paged)
			}
		})
	}
}
