package wire

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// example returns the members of a request's example in PROTOCOL.md, which has all of them.
func example(t *testing.T, kind string) (members map[string]any) {
	t.Helper()
	for _, row := range table(t, "request", "effect") {
		if text := code(t, row[0]); strings.HasPrefix(text, `{"type":"`+kind+`"`) {
			if err := json.Unmarshal([]byte(text), &members); err != nil {
				t.Fatal(err)
			}
			return members
		}
	}
	t.Fatalf("PROTOCOL.md has no example of %s", kind)
	return nil
}

func TestEveryRowSaysWhatItIs(t *testing.T) {
	for _, k := range Requests() {
		switch {
		case k.Class < Control || k.Class > Ephemeral:
			t.Errorf("%s has no class", k.Type)
		case k.Has(NeedsAccount) && !k.Has(NeedsAccounts):
			t.Errorf("%s needs an account, and not a server with accounts", k.Type)
		case (k.Class == MessageChange || k.Class == RoomChange || k.Class == AccountChange) != k.HasID() && k.Class != Query:
			t.Errorf("%s is of class %d, and whether it has a key is %v: what changes something is known by its key", k.Type, k.Class, k.HasID())
		}
	}
	for _, k := range Events() {
		if k.Class != MessageChange && k.Class != RoomChange {
			t.Errorf("the event %s is of class %d, and changes neither a message nor a room", k.Type, k.Class)
		}
		if answersByType[k.Type] != nil {
			t.Errorf("%s is an event and an answer: a client could not tell which", k.Type)
		}
	}
}

// Whoever adds a member to a request has to say how long it may be: without an
// end, one line makes an event that every member of a room gets and keeps.
func TestEveryMemberOfARequestHasALimit(t *testing.T) {
	long := strings.Repeat("a", MaxLine+1)
	for _, k := range Requests() {
		for member, value := range example(t, k.Type) {
			if member == "type" {
				continue
			}
			var past []any
			switch value.(type) {
			case string:
				past = []any{long, strings.Repeat("a ", MaxLine)}
			case float64:
				past = []any{-1}
			case map[string]any:
				many := map[string]any{}
				for i := range MaxRooms + 1 {
					many[strings.Repeat("a", i+1)] = 1
				}
				past = []any{many, map[string]any{"lobby": -1}}
			case []any:
				past = []any{slices.Repeat(value.([]any), MaxFiles+1)}
				for name := range value.([]any)[0].(map[string]any) {
					entry := maps.Clone(value.([]any)[0].(map[string]any))
					entry[name] = map[bool]any{true: -1, false: long}[name == "size"]
					past = append(past, []any{entry})
				}
			case bool:
				continue
			default:
				t.Errorf("%s has a member %s, and this test has no value for it that is past its limit", k.Type, member)
			}
			for _, value := range past {
				members := example(t, k.Type)
				members[member] = value
				if r, bad := ParseRequest(Encode(members)); bad == nil {
					t.Errorf("%s is taken with the member %s of %d bytes: %T", k.Type, member, len(Encode(value)), r)
				}
			}
		}
	}
}

func TestEveryRequestIsChecked(t *testing.T) {
	for _, k := range Requests() {
		for member, value := range example(t, k.Type) {
			if _, isText := value.(string); !isText || member == "type" || k.Type == "who" && member == "after" { // which is only compared
				continue
			}
			members := example(t, k.Type)
			members[member] = "\u2028\x00"
			if r, bad := ParseRequest(Encode(members)); bad == nil {
				t.Errorf("%s is taken with control characters in the member %s: %+v", k.Type, member, r)
			}
		}
	}
}

func TestARequestHasTheIDThatIsInIt(t *testing.T) {
	for _, k := range Requests() {
		want, _ := example(t, k.Type)["id"].(string)
		if k.Class == Control { // the id of a ping is no event's
			want = ""
		}
		r, bad := ParseRequest(Encode(example(t, k.Type)))
		if bad != nil {
			t.Fatal(bad)
		}
		if got := k.ID(r); got != want || k.HasID() != (want != "") {
			t.Errorf("the id of %s is %q, want %q", k.Type, got, want)
		}
		if byValue := reflect.ValueOf(r).Elem().Interface(); k.ID(byValue) != want || RequestOf(byValue) != k {
			t.Errorf("%s as a value is another one than by its pointer", k.Type)
		}
	}
}

func TestWhatIsNotInTheRegistryHasNoRow(t *testing.T) {
	for _, v := range []any{nil, 7, struct{}{}, &Event{}, Welcome{}} {
		if k := RequestOf(v); k != nil {
			t.Errorf("%T is the request %s", v, k.Type)
		}
	}
	if k := AnswerOf(Say{}); k != nil {
		t.Errorf("a say is the answer %s", k.Type)
	}
	if ClassOf("dance") != 0 || ClassOf(TopicType) != RoomChange {
		t.Error("an event has the class of another one")
	}
}
