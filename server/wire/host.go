package wire

import (
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// hostNames makes of a name as people write it the one that is looked up:
// IDNA2008 after the mapping of UTS 46, as browsers do.
var hostNames = idna.New(
	idna.MapForLookup(),
	idna.BidiRule(),
	idna.CheckHyphens(true),
	idna.CheckJoiners(true),
	idna.VerifyDNSLength(true),
)

// joiners are the joiners, which nobody sees and some languages write words with.
const joiners = "\u200c\u200d"

// asciiHost returns the name of a machine as it is looked up, so that every
// spelling of one is the same address. What is ASCII stays as it is: not every
// name in a local network keeps the rules of the Internet's.
func asciiHost(host string) (string, error) {
	if isASCII(host) {
		return host, nil
	}
	ascii, err := hostNames.ToASCII(host)
	if err != nil {
		return "", badAddress("host")
	}
	return ascii, nil
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
