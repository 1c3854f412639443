package wire

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"
)

// A member is one of a JSON object's, as it stands there.
type member struct {
	name  []byte // with its quotes and escapes
	value []byte // without blanks around it
}

// plain returns the name without its quotes and escapes. It may be part of the
// object. A loop calls it once for each member: an escaped name is decoded each time.
func (m member) plain() []byte {
	if bytes.IndexByte(m.name, '\\') < 0 {
		return m.name[1 : len(m.name)-1]
	}
	return []byte(m.text())
}

// text returns the name.
func (m member) text() (name string) {
	name, _ = text(m.name)
	return name
}

// text returns what a JSON string says; false if b is none.
func text(b []byte) (s string, ok bool) {
	if len(b) >= 2 && b[0] == '"' && bytes.IndexByte(b, '\\') < 0 && utf8.Valid(b) {
		return string(b[1 : len(b)-1]), true
	}
	err := json.Unmarshal(b, &s)
	return s, err == nil && b[0] == '"'
}

// An object goes through the members of a JSON object in their order, without a
// decoder, in one pass. It does not check more than it has to: whoever takes a
// value asks encoding/json whether it, or all of the object, is valid.
type object struct {
	rest  []byte // behind the member that next has returned
	whole bool   // it has come to the end, and what it went through began and ended as an object
}

// inObject begins with the first member of the object that b is.
func inObject(b []byte) object {
	b = blanks(b)
	if len(b) == 0 || b[0] != '{' {
		return object{}
	}
	if b = blanks(b[1:]); len(b) > 0 && b[0] == '}' {
		return object{whole: len(blanks(b[1:])) == 0}
	}
	return object{rest: b}
}

// next returns the next member; false if there is none, or what follows is not
// one of an object.
func (o *object) next() (m member, ok bool) {
	b := o.rest
	o.rest = nil
	if len(b) == 0 || b[0] != '"' {
		return m, false
	}
	n := stringEnd(b)
	m.name, b = b[:n], blanks(b[n:])
	if len(b) == 0 || b[0] != ':' {
		return m, false
	}
	b = blanks(b[1:])
	n = valueEnd(b)
	if n == 0 || n == len(b) {
		return m, false
	}
	m.value = bytes.TrimRight(b[:n], " \t\r\n")
	switch rest := blanks(b[n+1:]); b[n] {
	case '}':
		o.whole = len(rest) == 0
	case ',':
		o.rest = rest
	default:
		return m, false
	}
	return m, true
}

// blanks returns b without the blanks that it begins with (RFC 8259 section 2).
func blanks(b []byte) []byte {
	for len(b) > 0 && (b[0] == ' ' || b[0] == '\t' || b[0] == '\r' || b[0] == '\n') {
		b = b[1:]
	}
	return b
}

// stringEnd returns how many bytes the JSON string has that b begins with.
func stringEnd(b []byte) int {
	for i := 1; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(b)
}

// valueEnd returns where a comma or the end of the object comes behind the JSON
// value that b begins with.
func valueEnd(b []byte) int {
	for i, depth := 0, 0; i < len(b); i++ {
		switch b[i] {
		case '"':
			i += stringEnd(b[i:]) - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth < 0 {
				return i
			}
		case ',':
			if depth == 0 {
				return i
			}
		}
	}
	return len(b)
}
