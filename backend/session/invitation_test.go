package session

import (
	"testing"
	"testing/synctest"

	"confab/server/wire"
)

// A link leads others to the server: by the address that works here, or one
// that the server says if that is this machine's alone.
func TestWhereAnInvitationLeads(t *testing.T) {
	for at, c := range map[string]struct {
		said []string
		key  wire.Fingerprint
		want string
	}{
		"lab:6667":             {[]string{"10.0.0.1:1"}, red, "chat://lab:6667#k=" + string(red) + "&t=tok"},
		"192.168.4.20:1":       {nil, "", "chat://192.168.4.20:1#t=tok"},
		"127.0.0.1:1":          {[]string{"\x1b[2J", "localhost:1", "chat://lab:1", "lab", "lab:1#t=evil", "10.0.0.1:1", "10.0.0.2:1"}, red, "chat://10.0.0.1:1#k=" + string(red) + "&t=tok"},
		"[::1]:1":              {[]string{"[fd00::1]:1"}, "", "chat://[fd00::1]:1#t=tok"},
		"[::ffff:127.9.9.9]:1": {[]string{"lab:1"}, "", "chat://lab:1#t=tok"},
		"0.0.0.0:1":            {[]string{"lab:1"}, "", "chat://lab:1#t=tok"},
		"[::ffff:0.0.0.0]:1":   {[]string{"lab:1"}, "", "chat://lab:1#t=tok"},
		"LocalHost.:1":         {[]string{"lab:1"}, "", "chat://lab:1#t=tok"},
		"[fe80::1%lo]:1":       {[]string{"[fe80::2%eth0]:1", "10.0.0.1:1"}, "", "chat://10.0.0.1:1#t=tok"}, // lo is lo only here
		"[fe80::3%lo]:1":       {nil, "", "chat://[fe80::3%25lo]:1#t=tok"},
		"x.localhost:1":        {nil, "", "chat://x.localhost:1#t=tok"},
	} {
		synctest.Test(t, func(t *testing.T) {
			sc := open(t)
			sc.proof = &proof{server: c.key}
			p := sc.enter(at)
			got := make(chan Invitation, 1)
			outcome := asks(func() error {
				i, err := sc.Pair(t.Context())
				got <- i
				return err
			})
			key, _ := p.asked("pair")
			p.answer(wire.InvitationToken{ID: key, Token: "tok", For: 300, Addresses: c.said})
			if i := <-got; i != (Invitation{c.want, 300}) {
				t.Errorf("at %s the link is %+v, want %s", at, i, c.want)
			}
			if err := <-outcome; err != nil {
				t.Error(err)
			}
		})
	}
}

func TestAnInvitationThatCannotBe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		for _, token := range []string{"", "two words", "\x1b[2J", "a&k=" + string(red)} {
			outcome := asks(func() error { _, err := sc.Invite(t.Context(), "member"); return err })
			key, _ := p.asked("invitation")
			p.answer(wire.InvitationToken{ID: key, Token: token})
			wantProblem(t, <-outcome, NotUnderstood)
		}
	})
}
