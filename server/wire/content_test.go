package wire

import (
	"encoding/json"
	"reflect"
	"testing"
)

// The quick way and the thorough one read the same out of a body.
func TestAContentIsWhatTheBodySays(t *testing.T) {
	for _, body := range []string{
		`{}`, `{"text":"hi"}`, `{"text":""}`, `{"text":"}`, `{"text":"a \"b\""}`, `{"text":"a","re":"b"}`, `{"text":"é\u00e9"}`, `{"text":"line\nfeed"}`,
		`{"guest":true,"text":"hi"}`, `{"guest":true,"text":"hi","reply_to":"k"}`, `{"guest":true}`, `{"guest":true,"removed":true,"text":""}`,
		`{"target":"k","emoji":"👍","off":true}`, `{"text":7,"reply_to":"k"}`, `{"name":"bob","offer":true}`, `{"text":"hi"} `, `{"text":"hi","edited":true}`,
	} {
		var want Content
		_ = json.Unmarshal([]byte(body), &want)
		if got := ParseContent(body); !reflect.DeepEqual(got, want) {
			t.Errorf("%s is read as %+v, want %+v", body, got, want)
		}
		if got := ParseContent(json.RawMessage(body)); !reflect.DeepEqual(got, want) {
			t.Errorf("%s as bytes is read as %+v, want %+v", body, got, want)
		}
	}
}

// What an event has on the wire has to have a place in Content, or no client sees it.
func TestContentHasTheMembersOfEveryBody(t *testing.T) {
	all := map[string]reflect.Type{}
	for f := range reflect.TypeFor[Content]().Fields() {
		all[f.Name] = f.Type
	}
	for _, k := range Events() {
		for f := range reflect.TypeOf(k.Body()).Elem().Fields() {
			if all[f.Name] != f.Type {
				t.Errorf("the body of %s has %s, and Content does not", k.Type, f.Name)
			}
		}
	}
}
