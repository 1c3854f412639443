package hub

import (
	"errors"
	"testing"
	"testing/synctest"

	"confab/server/wire"
)

// Guests have no account that would refuse the second name.
func TestAGuestHasNoNameThatLooksLikeAnotherGuests(t *testing.T) {
	for _, pair := range [][2]string{
		{"alice", "aIice"}, {"alice", "a1ice"}, {"alice", "al1ce"}, {"al1ce", "alice"}, {"vico", "V1C0"}, {"V1C0", "vico"}, {"alice", "a11ce"}, {"a11ce", "Alice"}, {"mark", "rnark"},
	} {
		synctest.Test(t, func(t *testing.T) {
			h, _ := open(t, limits())
			first := enter(t, h, pair[0])
			refused := connect(t, h, pair[1], "REGISTER "+pair[1]+" CHAT/1.0")
			if err := <-refused.end; !errors.Is(err, wire.NameTaken) {
				t.Errorf("%s beside %s: %v, want %v", pair[1], pair[0], err, wire.NameTaken)
			}
			_ = first.Close()
			synctest.Wait()
			enter(t, h, pair[1]) // the name is free now, and so are its looks
		})
	}
}

func TestAGuestHasANameThatOnlyResemblesAnother(t *testing.T) {
	for _, pair := range [][2]string{{"Neil", "Nell"}, {"alice", "allce"}, {"alice", "alise"}, {"l0", "i0"}, {"ai1", "aii1"}} {
		synctest.Test(t, func(t *testing.T) {
			h, _ := open(t, limits())
			enter(t, h, pair[0])
			enter(t, h, pair[1])
		})
	}
}
