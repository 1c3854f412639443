package journal

import (
	"context"
	"math/rand/v2"
	"testing"

	"confab/build/repeat"
)

var ctxForEver = context.Background()

// The process is killed again and again while eight goroutines append. What it
// said is stored is there, once.
func TestWhatWasAcknowledgedOutlivesTheProcess(t *testing.T) {
	dir := newDir(t)
	var acknowledged []string
	for range repeat.Times(6) {
		h := startHelper(t, "append", dir)
		h.want("open")
		for range rand.IntN(300) {
			h.line()
		}
		h.kill()
		acknowledged = append(acknowledged, h.acks...)
	}
	t.Logf("%d events were acknowledged", len(acknowledged))
	wantStored(t, dir, acknowledged)
}

// wantStored checks that a journal is sound and that all keys are in it.
func wantStored(t *testing.T, dir string, keys []string) {
	t.Helper()
	if lost := lost(t, dir, keys); len(lost) > 0 {
		t.Errorf("%d of %d acknowledged events are lost, %q is one", len(lost), len(keys), lost[0])
	}
}

func lost(t *testing.T, dir string, keys []string) (lost []string) {
	t.Helper()
	j, err := Open(Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	stored := map[string]int{}
	for _, e := range all(t, j) {
		if stored[e.ID]++; stored[e.ID] > 1 {
			t.Errorf("%s is stored twice", e.ID)
		}
	}
	if err := j.Close(); err != nil {
		t.Error(err)
	}
	for _, key := range keys {
		if stored[key] == 0 {
			lost = append(lost, key)
		}
	}
	if r, err := Check(t.Context(), dir); err != nil || len(r.Problems) > 0 {
		t.Errorf("the report is %+v, %v", r, err)
	}
	return lost
}
