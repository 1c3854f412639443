package session

import (
	"testing"

	"confab/server/wire"
)

func TestASessionTakesEveryAnswer(t *testing.T) {
	for _, kind := range wire.Answers() {
		if takers[kind] == nil {
			t.Errorf("nothing takes the answer %s: it needs a row in takers.go", kind.Type)
		}
	}
	if len(takers) != len(wire.Answers()) {
		t.Errorf("there are %d takers for %d answers", len(takers), len(wire.Answers()))
	}
}
