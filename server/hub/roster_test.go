package hub

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
)

// A roster has what a map has, in the order of the keys, whatever was added and
// removed before, and its pages are all of it.
func TestARosterIsAMapInOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var r roster[int]
	is := map[string]int{}
	for i := range 20_000 {
		key := fmt.Sprint(random.IntN(3 * rosterBlock))
		if random.IntN(3) == 0 {
			r.remove(key)
			delete(is, key)
			continue
		}
		r.set(key, i)
		is[key] = i
	}
	if r.size != len(is) {
		t.Fatalf("the roster has %d values, want %d", r.size, len(is))
	}
	keys := slices.Sorted(maps.Keys(is))
	var got []int
	for key, more := "", true; more; {
		var page []int
		page, more = r.after(key, 7)
		got = append(got, page...)
		key = keys[min(len(got), len(keys))-1]
	}
	for i, key := range keys {
		if value, found := r.get(key); !found || value != is[key] || got[i] != is[key] {
			t.Fatalf("%s is %d (%v) and on its page %d, want %d", key, value, found, got[i], is[key])
		}
	}
	for _, key := range keys {
		r.remove(key)
	}
	if page, more := r.after("", 7); len(page) > 0 || more || len(r.blocks) > 0 {
		t.Errorf("an empty roster has %v", page)
	}
}

// A key that is gone is still a place to go on from.
func TestARosterGoesOnBehindAKeyThatIsGone(t *testing.T) {
	var r roster[string]
	for _, key := range []string{"a", "b", "c", "d"} {
		r.set(key, key)
	}
	r.remove("b")
	if page, more := r.after("b", 1); !slices.Equal(page, []string{"c"}) || !more {
		t.Errorf("behind b are %q, %v", page, more)
	}
}

// BenchmarkRosterPage reads pages of a room of 60,000.
func BenchmarkRosterPage(b *testing.B) {
	var r roster[string]
	for i := range 60_000 {
		name := fmt.Sprintf("n%05d", i)
		r.set(name, name)
	}
	for b.Loop() {
		r.after("n30000", 1000)
	}
}
