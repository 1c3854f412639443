// Package wiretest is for tests: the other end of a connection in every
// dialect, and requests as they may be.
package wiretest

import (
	"fmt"
	"reflect"

	"confab/server/wire"
)

// Example returns a pointer to a request of a kind that wire.Check accepts, with
// a room, if it has one, and an id, if it has one. It panics for a member that
// it has no value for.
func Example(kind *wire.RequestKind, room, id string) any {
	r := kind.Value()
	members := reflect.ValueOf(r).Elem()
	for i := range members.NumField() {
		name := members.Type().Field(i).Name
		switch value, known := exampleOf[name]; {
		case name == "Room":
			members.Field(i).SetString(room)
		case name == "ID":
			members.Field(i).SetString(id)
		case known:
			members.Field(i).Set(reflect.ValueOf(value).Convert(members.Field(i).Type()))
		case !optional[name]:
			panic(fmt.Sprintf("wiretest: there is no example of the member %s of %s", name, kind.Type))
		}
	}
	if bad := wire.Check(r); bad != nil {
		panic(fmt.Sprintf("wiretest: the example of %s is none: %v", kind.Type, bad))
	}
	return r
}

// exampleOf has what members of requests may be, and optional those that may be missing.
var (
	exampleOf = map[string]any{
		"Client": "test/1", "Text": "hi", "Target": "k0", "Emoji": "👍", "Topic": "leaves", "Name": "bob",
		"Limit": 1, "Device": "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU", "Act": wire.ActKick,
	}
	optional = map[string]bool{
		"Rooms": true, "ReplyTo": true, "Off": true, "Private": true, "Before": true, "After": true, "Search": true, "Seq": true, "Yes": true,
		"Role": true, "Address": true, "Minutes": true, "Reason": true, "Force": true, "Further": true, "First": true, "Files": true,
	}
)
