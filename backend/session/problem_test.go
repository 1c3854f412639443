package session

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
)

// What a first line is refused for is decided by the number alone, whatever
// words a server has for it.
func TestARefusalIsDecidedByItsNumber(t *testing.T) {
	for _, text := range []string{"", "banned for good", "Not ready", "Shutting down", "an invitation is required", "Пошёл вон"} {
		for number, want := range map[int]Code{
			400: NameRefused, 401: NameTaken, 402: NameForbidden, 403: Banned, 405: RegistrationClosed, 407: InvitationNeeded, 408: LinkExpired,
			409: LinkOfAnother, 410: InvitationVoid, 411: NotConfirmed, 412: AskedLater, 413: NameFull, 414: DeviceFull, 426: TLSNeeded,
			429: TooMany, 495: BadCertificate, 503: Full, 504: NotReady, 505: ShuttingDown, 404: NotAllowed, 499: NotAllowed, 599: NotNow,
		} {
			p := refused(lab, "alice", wire.Reply{Code: number, Text: text})
			if p.Code != want {
				t.Errorf("%d %q comes to %s, want %s", number, text, p.Code, want)
			}
			tryLater := []Code{TooMany, Full, NotReady, ShuttingDown, NotNow}
			if p.final() == slices.Contains(tryLater, want) {
				t.Errorf("after %d %q it is not tried again: %v", number, text, p.final())
			}
		}
	}
}

// What a server says in its own words holds nothing that a terminal or a window
// would obey, and is not long.
func TestAServersOwnWordsAreText(t *testing.T) {
	for _, number := range []int{403, 499, 599} {
		p := refused(lab, "alice", wire.Reply{Code: number, Text: "\x1b[2Jspam\u2028<b>"})
		if got := p.Params.Text("text"); got != "\ufffd[2Jspam\ufffd<b>" {
			t.Errorf("%d is told as %q", number, got)
		}
		p = refused(lab, "alice", wire.Reply{Code: number, Text: strings.Repeat("x", 4000)})
		if got := len(p.Params.Text("text")); got != maxReason {
			t.Errorf("of a long text %d characters are told, want %d", got, maxReason)
		}
	}
}

// A hostile server's params are strings and numbers with names, not many, not
// long, and with nothing that a terminal would obey.
func TestAServersParamsAreText(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		said := wire.Params{"name": "\x1b]0;x\a\u2028<img>", "reason": strings.Repeat("é", 4000), "__proto__": "x", "a b": "x", "Name": "x", "for": int64(60), "max": int64(5)}
		p := denied(&wire.Error{Code: wire.Muted, Params: said})
		want := wire.Params{"name": "\ufffd]0;x\ufffd\ufffd<img>", "reason": strings.Repeat("é", maxReason), "until": stamp(time.Now().Add(time.Minute)), "max": int64(5)}
		if p.Code != "muted" || !reflect.DeepEqual(p.Params, want) {
			t.Errorf("it is told as %v, want %v", p, want)
		}
		for i := range 1000 {
			said[fmt.Sprint("p", strings.Repeat("x", i%30), string(rune('a'+i/30%26)))] = "x"
		}
		if p := denied(&wire.Error{Code: wire.Muted, Params: said}); len(p.Params) > maxParams {
			t.Errorf("%d params are told", len(p.Params))
		}
		for _, forever := range []int64{0, -1} {
			if p := denied(&wire.Error{Code: wire.Muted, Params: wire.Params{"for": forever}}); len(p.Params) > 0 {
				t.Errorf("a mute for good is told as %v", p)
			}
		}
	})
}
