package session

import (
	"slices"
	"strings"
	"testing"

	"confab/server/wire"
)

// What a first line is refused for is decided by the number alone, whatever
// words a server has for it.
func TestARefusalIsDecidedByItsNumber(t *testing.T) {
	for _, text := range []string{"", "banned for good", "Not ready", "Shutting down", "an invitation is required", "Пошёл вон"} {
		for number, want := range map[int]Code{
			400: InvalidName, 401: NameTaken, 402: NameForbidden, 403: Banned, 405: RegistrationClosed, 407: InvitationNeeded, 408: LinkExpired,
			409: LinkOfAnother, 410: InvitationVoid, 411: NotConfirmed, 412: AskedLater, 413: NameFull, 414: DeviceFull, 426: TLSNeeded,
			429: TooMany, 495: BadCertificate, 503: Full, 504: NotReady, 505: ShuttingDown, 404: NotAllowed, 499: NotAllowed, 599: Unreachable,
		} {
			p := refused(lab, "alice", wire.Reply{Code: number, Text: text})
			if p.Code != want {
				t.Errorf("%d %q comes to %s, want %s", number, text, p.Code, want)
			}
			tryLater := []Code{TooMany, Full, NotReady, ShuttingDown, Unreachable}
			if p.final() == slices.Contains(tryLater, want) {
				t.Errorf("after %d %q it is not tried again: %v", number, text, p.final())
			}
		}
	}
}

// What a server says in its own words is marked as such, and holds nothing that
// a terminal or a window would obey.
func TestAServersOwnWordsAreQuoted(t *testing.T) {
	for number, want := range map[int]string{403: "“\ufffd[2Jspam\ufffd<b>”.", 499: "“\ufffd[2Jspam\ufffd<b>”.", 599: "“\ufffd[2Jspam\ufffd<b>”."} {
		if p := refused(lab, "alice", wire.Reply{Code: number, Text: "\x1b[2Jspam\u2028<b>"}); !strings.HasSuffix(p.Sentence, "The server says: "+want) {
			t.Errorf("%d is told as %q, want %q at its end", number, p.Sentence, want)
		}
	}
	if p := refused(lab, "alice", wire.Reply{Code: 499, Text: strings.Repeat("x", 4000)}); len(p.Sentence) > 2*maxReason {
		t.Errorf("a long text is told with %d characters", len(p.Sentence))
	}
}
