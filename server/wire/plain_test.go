package wire

import (
	"reflect"
	"testing"
)

func TestAPlainSayIsReadAsItIs(t *testing.T) {
	for _, line := range []string{
		`{"type":"say","room":"lobby","id":"k","text":"hi"}`,
		`{"type":"say","text":"grüße 🙂 <b>","reply_to":"k0","id":"k","room":"lobby"}`,
		`{"type":"say","room":"tea","id":"k","text":"hi","first":2}`,
		`{"type":"say","first":999999999999999999,"room":"tea","id":"k","text":"hi"}`,
	} {
		plain, ok := PlainSay([]byte(line))
		slow, bad := ParseRequest([]byte(line))
		if !ok || bad != nil || !reflect.DeepEqual(slow, plain) {
			t.Errorf("%s is %+v, %v, want %+v", line, plain, ok, slow)
		}
	}
	for _, line := range []string{
		``, `{`, `{"type":"say"`, `{"type":"say"}`, `{"type":"says","room":"lobby","id":"k","text":"hi"}`, `{"type":"say" ,"room":"lobby","id":"k","text":"hi"}`,
		`{"type":"say","room":"lobby","id":"k","text":"a\nb"}`, `{"type":"say","room":"lobby","id":"k","text":"hi"} `, `{"type":"say","room":"lobby","id":"k","text":"hi"},`,
		`{"type":"say","room":"lobby","id":"k","text":"hi","text":"ho"}`, `{"type":"say","room":"lobby","id":"k","text":"hi","mood":"good"}`,
		`{"type":"say","room":"lobby","id":"k","text":7}`, `{"type":"say","room":"lobby","id":"k","text":"hi`, `{"type":"say","room":"lobby","id":"k","text"}`,
		`{"type":"say","room":"Lobby","id":"k","text":"hi"}`, `{"type":"say","room":"lobby","id":"","text":"hi"}`, `{"type":"say","room":"lobby","id":"k","text":""}`,
		"{\"type\":\"say\",\"room\":\"lobby\",\"id\":\"k\",\"text\":\"tab\there\"}", "{\"type\":\"say\",\"room\":\"lobby\",\"id\":\"k\",\"text\":\"\xff\"}",
		`{"type":"ping"}`,
		`{"type":"say","room":"tea","id":"k","text":"hi","first":0}`, `{"type":"say","room":"tea","id":"k","text":"hi","first":-1}`,
		`{"type":"say","room":"tea","id":"k","text":"hi","first":1.0}`, `{"type":"say","room":"tea","id":"k","text":"hi","first":1,"first":2}`,
		`{"type":"say","room":"tea","id":"k","text":"hi","first":02}`, `{"type":"say","room":"tea","id":"k","text":"hi","first":1234567890123456789}`,
		`{"type":"say","room":"tea","id":"k","text":"hi","first":1`, `{"type":"say","room":"tea","id":"k","text":"hi","first":`,
	} {
		if say, ok := PlainSay([]byte(line)); ok {
			t.Errorf("%s is read as %+v", line, say)
		}
	}
}

// Whatever is read plainly is read the same by encoding/json.
func FuzzPlainSay(f *testing.F) {
	f.Add([]byte(`{"type":"say","room":"lobby","id":"k","text":"hi","reply_to":"k0"}`))
	f.Add([]byte(`{"type":"say","room":"lobby","id":"k","text":"hi","text":"ho"}`))
	f.Add([]byte(`{"type":"say","room":"lobby","id":"k","text":"hi","type":"ping"}`))
	f.Add([]byte(`{"type":"say","room":"tea","id":"k","text":"hi","first":12}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		plain, ok := PlainSay(line)
		if !ok {
			return
		}
		if slow, bad := ParseRequest(line); bad != nil || !reflect.DeepEqual(slow, plain) {
			t.Errorf("%q is %+v, and for encoding/json %+v, %v", line, plain, slow, bad)
		}
	})
}

func BenchmarkASay(b *testing.B) {
	line := []byte(`{"type":"say","room":"lobby","id":"0199a0a0-0000-7000-8000-000000000001","text":"shall we have lunch at twelve, as always?"}`)
	b.Run("plain", func(b *testing.B) {
		for b.Loop() {
			if _, ok := PlainSay(line); !ok {
				b.Fatal("it is not")
			}
		}
	})
	b.Run("any", func(b *testing.B) {
		for b.Loop() {
			if _, bad := ParseRequest(line); bad != nil {
				b.Fatal(bad)
			}
		}
	})
}
