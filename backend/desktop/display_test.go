package desktop

import (
	"errors"
	"testing"
)

func TestAMissingDisplayIsASentence(t *testing.T) {
	if err := WithDisplay(func() error { panic(errors.New(noGTK)) }); !errors.Is(err, ErrNoDisplay) {
		t.Errorf("without a display it comes to %v", err)
	}
	other := errors.New("something else")
	if err := WithDisplay(func() error { return other }); !errors.Is(err, other) {
		t.Errorf("an error comes to %v", err)
	}
	defer func() {
		if got := recover(); got != other {
			t.Errorf("another panic comes to %v", got)
		}
	}()
	_ = WithDisplay(func() error { panic(other) })
}
