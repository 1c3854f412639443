package near

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"confab/server/wire"
	"golang.org/x/text/unicode/norm"
)

// An Announcement is what a server says of itself to everyone on the network.
// Nothing in one that was received is proved: anybody can send anything.
type Announcement struct {
	Name             string           // what people see; see CleanName
	Key              wire.Fingerprint // the server's
	Port             uint16           // TCP, never 0
	People           int              // online now
	InvitationNeeded bool             // to register a name that the server does not know
	Version          string           // of the server's program; mDNS does not say it
	Time             time.Time        // the server's clock, in milliseconds; the zero time in mDNS
}

// Limits of a name from the wire.
const (
	maxNameRunes = 40
	maxNameBytes = 64
)

// CleanName returns a server's name as it can be shown: in NFC, on one line,
// without control characters and marks that change the direction of the text,
// and at most 40 characters and 64 bytes long. It is empty if nothing remains
// that shows.
func CleanName(s string) string {
	const enough = 16 * maxNameBytes // a name of this length is nobody's
	s = strings.ToValidUTF8(s[:min(len(s), enough)], "")
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r):
			return -1
		}
		return r
	}, s)
	s = norm.NFC.String(strings.Join(strings.Fields(s), " "))
	runes := 0
	for at, r := range s {
		if runes == maxNameRunes || at+utf8.RuneLen(r) > maxNameBytes {
			s = strings.TrimSpace(s[:at])
			break
		}
		runes++
	}
	if wire.IsBlank(s) {
		return ""
	}
	return s
}

// cleanVersion returns a version as it can be shown.
func cleanVersion(s string) string {
	const most = 32
	s = strings.Map(func(r rune) rune {
		if r <= ' ' || r > '~' {
			return -1
		}
		return r
	}, s[:min(len(s), most)])
	return s
}

// maxPeople keeps a number from the wire as short as it is drawn.
const maxPeople = 99_999

func cleanPeople(n int) int { return min(max(n, 0), maxPeople) }
