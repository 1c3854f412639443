package text

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"confab/server/wire"
)

// maxLink is how long a link may be as a browser is given it, in bytes: no
// longer one is opened, see package desktop.
const maxLink = 2000

// link returns the link that begins at i; if there is none, how far there is
// nothing else either.
func (p *parser) link(i, from, to int) (Part, int) {
	s := p.text[i:to]
	scheme := schemeLen(s)
	if scheme == 0 || !p.behind(i, from).beginsLink() {
		return Part{}, 0
	}
	n, why := linkLen(s, scheme)
	// What turns the direction of writing could make one address look like another.
	if unicode.Is(unicode.Bidi_Control, why) {
		return Part{}, i + n
	}
	written := strings.TrimRight(s[:n], ".,;:!?'*_~") // the sentence's
	if len(written) <= scheme {
		return Part{}, i + scheme
	}
	opens, ok := openable(written, scheme)
	if !ok {
		return Part{}, i + n
	}
	if opens == written {
		opens = ""
	}
	return Part{Kind: Link, From: i, To: i + len(written), URL: opens}, 0
}

// beginsLink reports whether a link may begin here: not in the middle of a word
// of the letters that schemes have, nor of an address.
func (b behind) beginsLink() bool {
	if b.letter != 0 {
		return scriptOf(b.letter) != unicode.Latin
	}
	return !isInWord(b.last) && !strings.ContainsRune("@/-._+", b.last)
}

// schemeLen returns how long the scheme is that s begins with, with its slashes.
func schemeLen(s string) int {
	for _, scheme := range [...]string{"https://", "http://"} {
		if len(s) >= len(scheme) && strings.EqualFold(s[:len(scheme)], scheme) {
			return len(scheme)
		}
	}
	return 0
}

// linkLen returns how far what s begins with can be a link, of which so many
// bytes are known, and the character that ends it; 0 if that is the end of s.
// It has the characters of RFC 3986, and letters, marks and numbers of all
// scripts; brackets are in pairs. What is longer than maxLink it does not look
// through.
func linkLen(s string, from int) (int, rune) {
	var open []int // where brackets begin that are still to end
	i := from
	for i < len(s) {
		if i > maxLink {
			return i, 0
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == '(' || r == '[':
			open = append(open, i)
		case r == ')' || r == ']':
			if len(open) == 0 || s[open[len(open)-1]] != opener(r) {
				return i, r
			}
			open = open[:len(open)-1]
		case r < 0x80:
			if !isLinkByte(byte(r)) {
				return cutOpen(i, open), r
			}
		case !isLinkRune(s[i:], r, size):
			return cutOpen(i, open), r
		}
		i += size
	}
	return cutOpen(i, open), 0
}

// cutOpen ends a link before the first bracket that does not end in it.
func cutOpen(end int, open []int) int {
	if len(open) > 0 {
		return open[0]
	}
	return end
}

func opener(closer rune) byte {
	if closer == ')' {
		return '('
	}
	return '['
}

func isLinkByte(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || strings.IndexByte("-._~:/?#@!$&'*+,;=%", c) >= 0
}

// isLinkRune reports whether r, which s begins with and which is not ASCII, may
// be in a link. Joiners and the dots that words have within them (IDNA's
// CONTEXTJ and CONTEXTO) may if a letter follows.
func isLinkRune(s string, r rune, size int) bool {
	switch r {
	case '\u200c', '\u200d', '\u00b7', '\u30fb', '\u05f3', '\u05f4':
		next, _ := utf8.DecodeRuneInString(s[size:])
		return next >= 0x80 && unicode.IsLetter(next) || r == '\u00b7' && unicode.IsLetter(next)
	}
	return isInWord(r) && !(r == utf8.RuneError && size == 1) && !wire.IsBlank(s[:size])
}

// hosts has UTS 46, as browsers do it: with the signs that names of hosts have
// in spite of the rules.
var hosts = idna.New(idna.MapForLookup(), idna.BidiRule(), idna.Transitional(false), idna.StrictDomainName(false), idna.CheckHyphens(false))

// openable returns what a link opens that is written so: the host in ASCII,
// because a browser may not show how it is written. It reports false for what
// would lead elsewhere than one thinks, or nowhere.
func openable(written string, scheme int) (string, bool) {
	rest := written[scheme:]
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	authority, rest := rest[:end], rest[end:]
	host, port, ok := splitPort(authority)
	if !ok {
		return "", false
	}
	opens := written
	if !isASCII(host) {
		ascii, err := hosts.ToASCII(host)
		if err != nil {
			return "", false
		}
		host, opens = ascii, strings.ToLower(written[:scheme])+ascii+port+rest
	}
	if !isHost(host) || escapedLen(opens) > maxLink {
		return "", false
	}
	_, err := url.Parse(opens)
	return opens, err == nil
}

// escapedLen returns how long a link is once nothing but ASCII is in it, and no quote.
func escapedLen(link string) (n int) {
	for _, c := range []byte(link) {
		if c >= utf8.RuneSelf || c == '\'' {
			n += len("%27") - 1
		}
		n++
	}
	return n
}

// splitPort splits what stands between the slashes and the path: a host, and a
// port with its colon. Nobody's name stands before it: https://bank.example@elsewhere.example
// leads elsewhere.
func splitPort(authority string) (host, port string, ok bool) {
	host = authority
	if i := strings.LastIndexByte(authority, ':'); i > strings.LastIndexByte(authority, ']') {
		host, port = authority[:i], authority[i:]
		if n, err := strconv.ParseUint(port[1:], 10, 16); port != ":" && (err != nil || n == 0) {
			return "", "", false
		}
	}
	return host, port, !strings.Contains(authority, "@")
}

// isHost reports whether s is the name or address of a host.
func isHost(s string) bool {
	if inner, v6 := strings.CutPrefix(s, "["); v6 {
		inner, v6 = strings.CutSuffix(inner, "]")
		a, err := netip.ParseAddr(inner)
		return v6 && err == nil && a.Is6() && a.Zone() == ""
	}
	if s = strings.TrimSuffix(s, "."); len(s) > 253 {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 {
			return false
		}
		for _, c := range []byte(label) {
			if !('0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '-' || c == '_') {
				return false
			}
		}
	}
	return true
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
