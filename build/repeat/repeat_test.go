package repeat

import "testing"

func TestTheEnvironmentSaysHowOften(t *testing.T) {
	for said, want := range map[string]int{"": 3, "1": 3, "20": 60} {
		t.Setenv(Env, said)
		if got := Times(3); got != want {
			t.Errorf("with %q it is %d times, want %d", said, got, want)
		}
	}
	for _, said := range []string{"0", "-1", "often"} {
		t.Setenv(Env, said)
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%q is taken for a number", said)
				}
			}()
			Times(3)
		}()
	}
}
