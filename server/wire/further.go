package wire

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// Limits of the members of a message that this version does not know.
const (
	MaxFurther = 64 // members of one message, with different names
	MaxDepth   = 32 // arrays and objects inside each other, in one member
)

// knownMembers are the names of members that an event has in some version known to
// this program, or that the server alone writes.
var knownMembers = func() []string {
	names := []string{"type", "room", "seq", "prev", "at", "from", "id", "guest", "edited", "removed", "first"}
	for _, k := range eventKinds {
		body := reflect.TypeOf(k.body()).Elem()
		for i := range body.NumField() {
			name, _, _ := strings.Cut(body.Field(i).Tag.Get("json"), ",")
			names = append(names, name)
		}
	}
	return names
}()

// isKnownMember reports whether encoding/json would take name for one of knownMembers.
func isKnownMember(name string) bool {
	for _, known := range knownMembers {
		if strings.EqualFold(name, known) {
			return true
		}
	}
	return false
}

// further returns those members of a line that no event of this version has, as
// they are to stand in one, each behind a comma; of several with one name the
// last. A newer client has a use for them, and other new ones shall hear of them.
// The error is for more than MaxFurther of them, or one deeper than MaxDepth: no
// client may send what other clients cannot read.
func further(line []byte) (string, *Error) {
	var names []string
	var values [][]byte
	places := map[string]int{} // in names, of which each is decoded once
	o := inObject(line)
	for m, ok := o.next(); ok; m, ok = o.next() {
		name := m.text()
		if isKnownMember(name) {
			continue
		}
		if depth(m.value) > MaxDepth {
			return "", &Error{Code: BadMember, Text: fmt.Sprintf("An unknown member is nested more than %d levels deep.", MaxDepth)}
		}
		if i, again := places[name]; again {
			values[i] = m.value
			continue
		}
		if len(names) == MaxFurther {
			return "", &Error{Code: BadMember, Text: fmt.Sprintf("The message has more than %d unknown members.", MaxFurther)}
		}
		places[name] = len(names)
		names, values = append(names, name), append(values, m.value)
	}
	if len(names) == 0 {
		return "", nil
	}
	var b bytes.Buffer
	for i, name := range names {
		b.Write(appendString([]byte(","), name))
		b.WriteByte(':')
		_ = json.Compact(&b, values[i]) // the line is valid
	}
	return b.String(), nil
}

// depth returns how many arrays and objects of a JSON value are inside each other.
func depth(b []byte) (most int) {
	for i, now := 0, 0; i < len(b); i++ {
		switch b[i] {
		case '"':
			i += stringEnd(b[i:]) - 1
		case '{', '[':
			now++
			most = max(most, now)
		case '}', ']':
			now--
		}
	}
	return most
}
