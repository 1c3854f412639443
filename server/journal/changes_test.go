package journal

import (
	"slices"
	"testing"

	"confab/server/wire"
)

// What changes rooms never expires and is read at each start, by an index that
// has these types in its schema: another one needs another index.
func TestAllThatChangesARoomIsKept(t *testing.T) {
	var want []string
	for _, kind := range wire.Events() {
		if kind.Class == wire.RoomChange && kind.Type != wire.CloseType { // nothing of its room is read
			want = append(want, kind.Type)
		}
	}
	slices.Sort(want)
	if got := slices.Sorted(slices.Values(changeTypes)); !slices.Equal(got, want) {
		t.Errorf("what the journal keeps of rooms are %q, and the registry has %q: changeTypes and the index of the schema need the same", got, want)
	}
}
