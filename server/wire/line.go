package wire

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// Disconnect is the verb that ends a connection from either side.
const Disconnect = "DISCONNECT"

// Goodbye returns the last line that a client of CHAT/1.0 or CHAT/1.1 gets,
// with its line end.
func Goodbye(speaks Version) []byte {
	return []byte(Disconnect + " " + string(speaks) + "\n")
}

// Leaving returns what a client sends when it leaves, with its line end.
func Leaving(name string) []byte {
	return []byte(Disconnect + " " + name + " " + string(V1) + "\n")
}

// IsDisconnect reports whether line, without its line end, says that the other
// side leaves. Only the first word counts, and only when it is a whole word: a
// typed text begins with its prefix.
func IsDisconnect(line []byte) bool {
	rest, ok := bytes.CutPrefix(line, []byte(Disconnect))
	return ok && (len(rest) == 0 || rest[0] == ' ' || rest[0] == '\t' || rest[0] == '\r')
}

// IsFollow reports whether line is the topics line that some programs send
// right after registering.
func IsFollow(line []byte) bool { return bytes.HasPrefix(line, []byte("Follow:")) }

// Prefix returns what goes in front of everything that name says.
func Prefix(name string) string { return "@" + name + ": " }

// AppendSaid appends text to b as name says it, with the line end. A prefix
// that text already has stays as it is if it is name's own, and is quoted as
// part of the text if not: no client can impersonate another.
func AppendSaid(b []byte, name string, text []byte) []byte {
	if !hasPrefix(text, name) {
		b = append(b, '@')
		b = append(b, name...)
		b = append(b, ':', ' ')
	}
	b = append(b, text...)
	return append(b, '\n')
}

// CutPrefix returns text without name's prefix, if it has that.
func CutPrefix(text []byte, name string) []byte {
	if hasPrefix(text, name) {
		return text[len(name)+len("@: "):]
	}
	return text
}

// hasPrefix is bytes.HasPrefix(text, Prefix(name)) without making the prefix.
func hasPrefix(text []byte, name string) bool {
	n := len(name)
	return len(text) >= n+3 && text[0] == '@' && string(text[1:1+n]) == name && text[1+n] == ':' && text[2+n] == ' '
}

// ParseSaid splits a line that a server sent, without its line end, into who
// said it and what. ok is false for a line without a prefix.
func ParseSaid(line string) (from, text string, ok bool) {
	line, ok = strings.CutPrefix(strings.TrimSuffix(line, "\r"), "@")
	if !ok {
		return "", "", false
	}
	from, text, ok = strings.Cut(line, ": ")
	if !ok || from == "" || strings.ContainsAny(from, " \t") {
		return "", "", false
	}
	return from, text, true
}

// CheckText returns InvalidText if text must not be relayed: it is not UTF-8,
// or it has a control character other than TAB (C0, DEL, C1) or one of the
// separators that some programs take for a line end (U+2028, U+2029).
func CheckText(text []byte) error {
	for i := 0; i < len(text); {
		// Most bytes of most lines are printable ASCII.
		if b := text[i]; b < utf8.RuneSelf {
			if b < ' ' && b != '\t' || b == 0x7f {
				return InvalidText
			}
			i++
			continue
		}
		r, n := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && n == 1 || r < 0xa0 || r == '\u2028' || r == '\u2029' {
			return InvalidText
		}
		i += n
	}
	return nil
}
