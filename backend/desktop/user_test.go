package desktop

import "testing"

func TestTheSystemsUserAsANameToRegister(t *testing.T) {
	for username, want := range map[string]string{"ann": "ann", `LAB\ann`: "ann", "Ann Smith": "", "root": "", "": "", "zoë": "zoë"} {
		if got := asName(username); got != want {
			t.Errorf("%q becomes %q, want %q", username, got, want)
		}
	}
}
