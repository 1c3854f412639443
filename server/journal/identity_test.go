package journal

import "testing"

func TestAJournalKeepsItsIdentityAndSharesItWithNone(t *testing.T) {
	dir := newDir(t)
	first := open(t, Config{Dir: dir})
	id := first.ID()
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if again := open(t, Config{Dir: dir}).ID(); again != id || len(id) < 26 {
		t.Errorf("the identity was %q and is %q", id, again)
	}
	seen := map[string]bool{id: true}
	for _, other := range []*Journal{open(t, Config{Dir: newDir(t)}), open(t, Config{Memory: true}), open(t, Config{Memory: true})} {
		if seen[other.ID()] {
			t.Errorf("two journals have the identity %q", other.ID())
		}
		seen[other.ID()] = true
	}
}
