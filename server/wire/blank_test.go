package wire

import (
	"encoding/json"
	"os"
	"testing"
)

// testdata/blank.json says what shows nothing; the window is held to it too.
func TestWhatShowsNothingIsBlank(t *testing.T) {
	file, err := os.ReadFile("testdata/blank.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases struct{ Blank, Shown []string }
	if err := json.Unmarshal(file, &cases); err != nil || len(cases.Blank) < 30 || len(cases.Shown) < 10 {
		t.Fatalf("%v: %+v", err, cases)
	}
	for _, text := range cases.Blank {
		if !IsBlank(text) {
			t.Errorf("%+q is not blank", text)
		}
		ascii := true
		for _, r := range text {
			ascii = ascii && r < 0x80
		}
		if IsHidden([]byte(text)) == ascii {
			t.Errorf("%+q is hidden: %v", text, !ascii)
		}
	}
	for _, text := range cases.Shown {
		if IsBlank(text) || IsHidden([]byte(text)) {
			t.Errorf("%+q is blank", text)
		}
	}
}

func TestNothingThatShowsNothingIsAskedFor(t *testing.T) {
	for _, request := range []any{
		Say{Room: "lobby", ID: "k", Text: "\u200b\n\u3164"}, Edit{Room: "lobby", ID: "k", Target: "m", Text: "\u2060"},
		React{Room: "lobby", ID: "k", Target: "m", Emoji: "\u200b"}, React{Room: "lobby", ID: "k", Target: "m", Emoji: "x"},
		Topic{Room: "tea", ID: "k", Topic: "\u200b"}, Topic{Room: "tea", ID: "k", Topic: "  "}, Open{Room: "tea", ID: "k", Topic: "\u2800"},
		Open{Room: "\u3164", ID: "k"}, Open{Room: "tea\ufe0f", ID: "k"}, Open{Room: "te\u115fa", ID: "k"}, Open{Room: "te\u034fa", ID: "k"},
		Rename{ID: "k", Device: Fingerprint("47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"), Name: "\u2060"},
	} {
		line := AppendRequest(nil, request)
		if r, e := ParseRequest(line[:len(line)-1]); e == nil || e.Code != BadMember {
			t.Errorf("%s is taken as %+v, %v", line, r, e)
		}
	}
	for _, request := range []any{
		Topic{Room: "tea", ID: "k"}, Open{Room: "tea", ID: "k"}, Open{Room: "चाय-कक्ष", ID: "k"},
		React{Room: "lobby", ID: "k", Target: "m", Emoji: "👩🏿‍❤️‍💋‍👨🏻"},
	} {
		line := AppendRequest(nil, request)
		if _, e := ParseRequest(line[:len(line)-1]); e != nil {
			t.Errorf("%s: %v", line, e)
		}
	}
}
