package wire

import (
	"encoding/json"
	"strings"
)

// UpgradeReply returns the body of a message that an older server has stored: it
// called reply_to re. The other members stay as they are and where they are,
// because the first and the last one may be marks. Only members that a client had
// made up, and that have a name which an event has today, are dropped: the
// message would have two ids.
func UpgradeReply(body json.RawMessage) json.RawMessage {
	upgraded := make(json.RawMessage, 0, len(body)+len("ply_to"))
	o, separator := inObject(body), byte('{')
	for m, ok := o.next(); ok; m, ok = o.next() {
		switch name := m.text(); {
		case name == "re" && m.value[0] == '"':
			m.name = []byte(`"reply_to"`)
		case strings.EqualFold(name, "id"), strings.EqualFold(name, "reply_to"):
			continue
		}
		upgraded = append(upgraded, separator)
		upgraded = append(upgraded, m.name...)
		upgraded = append(upgraded, ':')
		upgraded = append(upgraded, m.value...)
		separator = ','
	}
	if !o.whole || separator == '{' {
		return body
	}
	return append(upgraded, '}')
}
