package english

import (
	"strings"
	"testing"
	"testing/synctest"

	"confab/server/wire"
)

// Every code of the protocol has a sentence, and no sentence lacks its code: a
// new one is a row of the table.
func TestEveryCodeHasASentence(t *testing.T) {
	codes := map[wire.Code]bool{}
	for _, code := range append(append([]wire.Code{}, wire.ErrorCodes...), wire.ByeCodes...) {
		codes[code] = true
		if s := Of(code, wire.With("max", 5, "name", "bob", "member", "text")); !strings.HasSuffix(s, ".") || strings.ContainsAny(s, "{}") {
			t.Errorf("%s is %q, which is no sentence", code, s)
		}
	}
	for code := range sentences {
		if !codes[code] {
			t.Errorf("%s is no code of the protocol", code)
		}
	}
}

func TestASentenceHasItsParams(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // it is midnight on 2000-01-01
		for want, got := range map[string]string{
			"You are muted permanently.":                     Of(wire.Muted, nil),
			"You are muted until 2000-01-01 01:01 UTC: spam": Of(wire.Muted, wire.With("for", 3601, "reason", "spam")),
			"You were kicked: {for} {reason}":                Of(wire.ByeKicked, wire.With("reason", "{for} {reason}")),
			"You have blocked {max}. Unblock them first.":    Of(wire.YouBlock, wire.With("name", "{max}", "max", 1000)),
			"":                                     Of("news", wire.With("max", 1)),
			"They say.":                            Error(&wire.Error{Code: "news", Text: "They say."}),
			"The server refuses this: news max=1.": Error(wire.Refuse("news", "max", 1)),
			"The member key is not a key.":         Error(&wire.Error{Code: wire.BadMember, Params: wire.With("member", "id"), Text: "The member key is not a key."}),
			"The member act is missing or can't be used.": Of(wire.BadMember, wire.With("member", "act")),
			"This room doesn't exist or is private.":      Error(&wire.Error{Code: wire.NoRoom, Text: "not these words"}),
		} {
			if got != want {
				t.Errorf("it says %q, want %q", got, want)
			}
		}
	})
}
