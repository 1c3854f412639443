package session

import (
	"testing"

	"confab/server/wire"
)

func TestASessionTakesEveryAnswer(t *testing.T) {
	for _, kind := range wire.Answers() {
		if onAnswer[kind] == nil {
			t.Errorf("nothing takes the answer %s: it needs a row in onAnswer.go", kind.Type)
		}
	}
	if len(onAnswer) != len(wire.Answers()) {
		t.Errorf("there are %d onAnswer for %d answers", len(onAnswer), len(wire.Answers()))
	}
}
