package journal

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"confab/server/wire"
)

func TestARewrittenJournalStaysRewritten(t *testing.T) {
	dir := newDir(t)
	j := open(t, Config{Dir: dir})
	const n = rewriteAtOnce + 10 // more than one piece of it
	var events []*wire.Event
	for range n {
		events = append(events, line("lobby", "Neil", "hi"), line("lobby", "bob", "hi"))
	}
	if err := j.Append(t.Context(), events); err != nil {
		t.Fatal(err)
	}
	for user, seq := range map[string]int64{"neii": 7, "neil": 5, "bob": 3} {
		if err := j.SetRead(t.Context(), user, "lobby", seq); err != nil {
			t.Fatal(err)
		}
	}
	say(t, j, "lobby", "with what was read")
	last := int64(0)
	changed, err := j.Rewrite(t.Context(), Rewriting{
		Event: func(e *wire.Event) bool {
			if e.Seq <= last {
				t.Errorf("event %d comes behind %d", e.Seq, last)
			}
			last = e.Seq
			if e.From != "Neil" {
				return false
			}
			e.From, e.Body = "neil", body("hi!")
			return true
		},
		User: func(user string) string { return strings.ReplaceAll(user, "neii", "neil") },
	})
	if err != nil || changed != n {
		t.Fatalf("%d events are others now, %v, want %d", changed, err, n)
	}
	// Every page may have been in the log, which else stays as large as the journal.
	if log, err := os.Stat(filepath.Join(dir, FileName+"-wal")); err != nil || log.Size() > 0 {
		t.Errorf("the log is %v, %v, want it to be empty", log, err)
	}
	for range 2 { // and once more after it has been opened anew
		neils := 0
		for _, e := range all(t, j) {
			if e.From == "Neil" || e.From == "neil" && string(e.Body) != string(body("hi!")) {
				t.Fatalf("event %d is from %s: %s", e.Seq, e.From, e.Body)
			}
			if e.From == "neil" {
				neils++
			}
		}
		if neils != n {
			t.Errorf("%d events are neil's, want %d", neils, n)
		}
		for user, want := range map[string]map[string]int64{"neil": {"lobby": 7}, "neii": {}, "bob": {"lobby": 3}} {
			if got, err := j.Reads(t.Context(), user); err != nil || !maps.Equal(got, want) {
				t.Errorf("%s has read %v, %v, want %v", user, got, err, want)
			}
		}
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
		j = open(t, Config{Dir: dir})
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := j.Rewrite(t.Context(), Rewriting{}); !errors.Is(err, ErrClosed) {
		t.Errorf("a closed journal is rewritten: %v", err)
	}
}
