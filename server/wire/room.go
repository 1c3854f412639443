package wire

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// directPrefix begins the name of a direct message, and of no other room.
const directPrefix = "@"

// IsRoom reports whether s can be the name of a room: 1 to MaxRoom small
// letters and digits of any script, - and _, beginning with a letter or digit,
// and nothing invisible; or the name of a direct room, see DirectRoom.
func IsRoom(s string) bool {
	if IsDirect(s) {
		a, rest, ok := strings.Cut(s[len(directPrefix):], ",")
		b, nth, later := strings.Cut(rest, ",")
		if n, err := strconv.Atoi(nth); later && (err != nil || n < 2 || strconv.Itoa(n) != nth) {
			return false
		}
		return ok && len(s) <= 2*MaxName*utf8.UTFMax+20 && a <= b && isDirectName(a) && isDirectName(b)
	}
	if s == "" || len(s) > MaxRoom*utf8.UTFMax || utf8.RuneCountInString(s) > MaxRoom || !utf8.ValidString(s) {
		return false
	}
	for i, r := range s {
		switch {
		case isInvisible(r): // some of it counts as letters and marks
			return false
		case unicode.IsDigit(r), unicode.IsLetter(r) && unicode.ToLower(r) == r:
		case i > 0 && (r == '-' || r == '_' || unicode.IsMark(r)):
		default:
			return false
		}
	}
	return true
}

// isDirectName reports whether s may be one of the two in a direct room's name.
func isDirectName(s string) bool {
	return s != "" && NameKey(s) == s && !strings.ContainsFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && !strings.ContainsRune("-_.", r)
	})
}

// IsDirect reports whether the name of a room is that of a direct message.
func IsDirect(room string) bool { return strings.HasPrefix(room, directPrefix) }

// DirectRoom returns the name of the nth direct message of two names, in either
// order, from 1: a new owner of a name gets another room.
func DirectRoom(a, b string, n int) string {
	a, b = NameKey(a), NameKey(b)
	if a > b {
		a, b = b, a
	}
	room := directPrefix + a + "," + b
	if n > 1 {
		room += "," + strconv.Itoa(n)
	}
	return room
}
