package wire

import (
	"encoding/json"
	"reflect"
	"testing"
)

// Params are strings and whole numbers, whatever else a later version sends.
func TestParamsAreStringsAndNumbers(t *testing.T) {
	for text, want := range map[string]Params{
		`{}`:                     nil,
		`{"max":5,"name":"bob"}`: {"max": int64(5), "name": "bob"},
		`{"a":1.5,"b":[1],"c":{"d":1},"e":null,"f":true,"g":1e400,"name":"<b>\u0007"}`: {"name": "<b>\a"},
	} {
		var got Params
		if err := json.Unmarshal([]byte(text), &got); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s is %#v, %v, want %#v", text, got, err, want)
		}
	}
	if err := json.Unmarshal([]byte(`["max"]`), new(Params)); err == nil {
		t.Error("a list is no params, and is taken")
	}
}

func TestRefuseMakesParamsOfPairs(t *testing.T) {
	for _, c := range []struct {
		got  *Error
		want string
		log  string
	}{
		{Refuse(NoRoom), `{"code":"no-room"}`, "no-room"},
		{Refuse(Muted, "for", int64(0), "reason", ""), `{"code":"muted"}`, "muted"},
		{Refuse(YouBlock, "name", "a\nb", "max", 1000), `{"code":"you-block","params":{"max":1000,"name":"a\nb"}}`, `you-block max=1000 name="a\nb"`},
		{Refuse(BadMember, "member", Moderator), `{"code":"bad-member","params":{"member":"moderator"}}`, `bad-member member="moderator"`},
	} {
		if got := string(Encode(c.got)); got != c.want {
			t.Errorf("it goes out as %s, want %s", got, c.want)
		}
		if got := c.got.Error(); got != c.log {
			t.Errorf("it is logged as %s, want %s", got, c.log)
		}
	}
	if p := With("max", 7, "name", "bob"); p.Number("max") != 7 || p.Text("name") != "bob" || p.Number("name") != 0 || p.Text("max") != "" || p.Text("none") != "" {
		t.Errorf("it has other values: %v", p)
	}
}
