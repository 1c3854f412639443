package main

import (
	"strings"
	"testing"

	"confab/server/wire"
)

// A guest's text, and a reason, cannot turn the lines of a terminal around.
func TestATerminalShowsWhatWouldTurnItsTextAround(t *testing.T) {
	data := t.TempDir() + "/data"
	s := serve(t, "-data", data)
	bob := s.come(t, "bob", newDevice(), "")
	bob.says("a\u202eb\u2066c\u200fשלום 👩‍👧 é\nx\u061cy")
	for what, args := range map[string][]string{
		"bob: a<U+202E>b<U+2066>c<U+200F>שלום 👩‍👧 é\n    x<U+061C>y\n": {"history", "-data", data},
		"Done.\n": {"mute", "-data", data, "bob", "no\u202enoise"},
		"usage":   {"history", "-data", data, "\u202e"},
	} {
		if _, out, errs := runCommand(args...); !strings.Contains(out+errs, what) {
			t.Errorf("%q writes %q %q, want %q", args, out, errs, what)
		}
	}
	if st := next[*wire.Self](bob); st.Reason != "no\u202enoise" {
		t.Errorf("bob is told %+v", st)
	}
	for _, list := range []string{"audit", "bans"} {
		if _, out, _ := runCommand(list, "-data", data); !strings.Contains(out, "mute  bob") || !strings.Contains(out, "no<U+202E>noise") {
			t.Errorf("%s writes %q", list, out)
		}
	}
	if got := sanitize("a\u2028b\u2029"); got != "a<U+2028>b<U+2029>" {
		t.Errorf("separators are written as %q", got)
	}
}
