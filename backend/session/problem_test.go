package session

import (
	"testing"

	"confab/server/wire"
)

// Everything that a server of ours says when it lets somebody not in is a
// sentence with one next step.
func TestWhyOneIsNotLetIn(t *testing.T) {
	const ask = " Ask whoever runs it."
	for why, want := range map[string]string{
		"banned for good":                            "banned for good." + ask,
		"banned until 2026-11-22 18:00 UTC: spam":    "banned until 2026-11-22 18:00 UTC: spam." + ask,
		"banned for good: spam.":                     "banned for good: spam." + ask,
		"banned for good: go away!":                  "banned for good: go away!" + ask,
		"banned for good: spam; and more of it":      "banned for good: spam; and more of it." + ask,
		"banned for good: \x1b[2J":                   "banned for good: \ufffd[2J." + ask,
		"this server is for members":                 "this server is for members." + ask,
		"from here; ":                                "from here;." + ask,
		"who are you; who \x1bare you?":              "who are you. Who \ufffdare you?",
		"a client's key is one of Ed25519 or P-256":  "a client's key is one of Ed25519 or P-256." + ask,
		"this server takes TLS only; connect by TLS": "this server takes TLS only. Connect by TLS.",

		"no new names are taken here now; come back later, or ask a moderator":              "no new names are taken here now. Come back later, or ask a moderator.",
		"an invitation is required; ask somebody who runs this server for one":              "an invitation is required. Ask somebody who runs this server for one.",
		"this invitation has been used or is too old; ask for a new one":                    "this invitation has been used or is too old. Ask for a new one.",
		"this link is for another name; choose the name that you have on your other device": "this link is for another name. Choose the name that you have on your other device.",
		"this name has 20 devices and cannot have more; remove one of them first":           "this name has 20 devices and cannot have more. Remove one of them first.",
		"this device has 5 names and cannot have more; come with one of them":               "this device has 5 names and cannot have more. Come with one of them.",
		"nobody has confirmed this on the other device in time; ask it for another link":    "nobody has confirmed this on the other device in time. Ask it for another link.",
	} {
		p := refused(lab, "alice", wire.NotAllowed.Because(why))
		if want = "The server does not let you in: " + want; p.Sentence != want || p.Code != NotAllowed {
			t.Errorf("%q is told as %q, want %q", why, p.Sentence, want)
		}
	}
	for reply, want := range map[wire.Reply]string{
		wire.NotAllowed:                      "The server does not let you in." + ask,
		{Code: 403, Text: "Go away"}:         "The server does not let you in: Go away." + ask,
		wire.NameTaken.Because("bob has it"): "The name alice is taken: bob has it. Choose another one. If it is yours, add this device on one that has it.",
	} {
		if p := refused(lab, "alice", reply); p.Sentence != want {
			t.Errorf("%v is told as %q, want %q", reply, p.Sentence, want)
		}
	}
	if p := notPaired(lab, "alice", wire.NotAllowed.Because("the other device has said no")); p.Sentence != "The server does not let you in: the other device has said no. Make a new link there, and connect by that." {
		t.Errorf("a no is told as %q", p.Sentence)
	}
}
