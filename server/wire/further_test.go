package wire

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
)

// repeated returns a line of about n bytes: begin, then what each returns for 0,
// 1, 2 and so on with commas between, then end.
func repeated(n int, begin, end string, each func(i int) string) []byte {
	var b strings.Builder
	b.WriteString(begin)
	for i := 0; b.Len() < n-len(end); i++ {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(each(i))
	}
	return []byte(b.String() + end)
}

// Whatever a line has many of, reading it is work in proportion to its length,
// for the server and for a client.
func TestReadingALineIsLinear(t *testing.T) {
	const say = `{"type":"say","room":"lobby","id":"k","text":"x",`
	request := func(line []byte) { _, _ = ParseRequest(line) }
	answer := func(line []byte) {
		if a, _ := ParseAnswer(line); a != nil {
			if p, ok := a.(*Page); ok {
				_, _ = ParseEvents(p)
			}
		}
	}
	for what, c := range map[string]struct {
		read       func(line []byte)
		begin, end string
		each       func(i int) string
	}{
		"unknown members":               {request, say, "}", func(i int) string { return fmt.Sprintf(`"m%d":1`, i) }},
		"unknown members with escapes":  {request, say, "}", func(i int) string { return fmt.Sprintf(`"\n%d":1`, i) }},
		"one member many times":         {request, say, "}", func(int) string { return `"\n":1` }},
		"known members with escapes":    {request, say, "}", func(int) string { return `"\u0067uest":1` }},
		"texts":                         {request, say, "}", func(int) string { return `"te\u0078t":"y"` }},
		"keys":                          {request, say, "}", func(int) string { return `"\u006bey":"\u006b"` }},
		"a deep member":                 {request, say + `"x":`, "}", func(int) string { return "[" }},
		"rooms of a hello":              {request, `{"type":"hello","rooms":{`, "}}", func(i int) string { return fmt.Sprintf(`"\u0072%d":1`, i) }},
		"members of another request":    {request, `{"type":"who",`, "}", func(i int) string { return fmt.Sprintf(`"\n%d":1`, i) }},
		"members of an unknown request": {request, `{"type":"dance",`, "}", func(i int) string { return fmt.Sprintf(`"\n%d":1`, i) }},
		"members of an event":           {answer, `{"type":"message","room":"lobby","id":"k","seq":1,"from":"a","at":"2026-03-01T12:00:00Z",`, "}", func(i int) string { return fmt.Sprintf(`"\n%d":1`, i) }},
		"events of a page":              {answer, `{"type":"page","room":"lobby","events":[`, "]}", func(i int) string { return fmt.Sprintf(`{"seq":%d,"prev":%d}`, i+1, i) }},
		"names":                         {answer, `{"type":"blocked","names":[`, "]}", func(i int) string { return fmt.Sprintf(`"\u0061%d"`, i) }},
	} {
		work := func(bytes int) float64 {
			line := repeated(bytes, c.begin, c.end, c.each)
			return testing.AllocsPerRun(1, func() { c.read(line) })
		}
		if short, long := work(2<<10), work(16<<10); long > 12*short+100 {
			t.Errorf("%s: 2 KiB are %.0f allocations, and 16 KiB are %.0f", what, short, long)
		}
	}
}

// What a message has besides what this version knows is bounded: it goes to all
// others, and stays.
func TestUnknownMembersHaveLimits(t *testing.T) {
	say := func(members string) *Error {
		_, bad := ParseRequest([]byte(`{"type":"say","room":"lobby","id":"k","text":"hi",` + members + `}`))
		return bad
	}
	many := func(n int) string {
		return strings.TrimSuffix(strings.Repeat(`"same":0,"\u0074ext":"hi",`, 200)+string(repeatedN(n, `"\n%d":1,`)), ",")
	}
	nested := func(n int) string { return `"x":` + strings.Repeat(`[`, n) + strings.Repeat(`]`, n) }
	for what, c := range map[string]struct {
		members string
		want    Code
	}{
		"as many as may be":   {many(MaxFurther - 1), ""},
		"one more":            {many(MaxFurther), BadMember},
		"as deep as may be":   {nested(MaxDepth), ""},
		"objects, too":        {`"x":` + strings.Repeat(`{"a":[`, MaxDepth/2) + strings.Repeat(`]}`, MaxDepth/2), ""},
		"deeper":              {nested(MaxDepth + 1), BadMember},
		"deeper, and then no": {nested(MaxDepth+1) + `,"x":1`, BadMember},
		"brackets in a text":  {`"x":"` + strings.Repeat("[", 100) + `"`, ""},
		"the deepest of JSON": {nested(9998), BadMember},
		"no JSON":             {nested(10_001), BadJSON},
	} {
		switch bad := say(c.members); {
		case c.want == "" && bad != nil:
			t.Errorf("%s is refused: %v", what, bad)
		case c.want != "" && (bad == nil || bad.Code != c.want):
			t.Errorf("%s gives %v, want %s", what, bad, c.want)
		}
	}
}

func repeatedN(n int, format string) (b []byte) {
	for i := range n {
		b = fmt.Appendf(b, format, i)
	}
	return b
}

// An older server has stored messages that encoding/json cannot read where they
// stand in a page: they are read, and others are in their places.
func TestAnUnreadableEventDoesNotTakeItsPageAlong(t *testing.T) {
	const envelope = `"room":"lobby","from":"bob","at":"2026-03-01T12:00:00.000Z"`
	deep := strings.Repeat("[", 9998) + strings.Repeat("]", 9998)
	line := `{"type":"page","room":"lobby","events":[` + strings.Join([]string{
		`{"type":"message","id":"k1","seq":1,"prev":0,"text":"hi","x":` + deep + `,` + envelope + `}`,
		` {"type":"message","id":"k2","seq":2,"prev":1,"text":nope,` + envelope + `} `,
		`{"type":"message","id":{},"seq":3,"prev":2,"text":"hi",` + envelope + `}`,
		`{"type":"message","id":"k4","seq":4,"prev":3,"text":"ho",` + envelope + `}`,
	}, ",") + `],"more":true}`
	answer, err := ParseAnswer([]byte(line))
	if err != nil {
		t.Fatal(err)
	}
	page := answer.(*Page)
	events, err := ParseEvents(page)
	if err != nil || page.Room != Lobby || !page.More || len(events) != 4 {
		t.Fatalf("%d events of %s, more: %v, %v", len(events), page.Room, page.More, err)
	}
	for i, want := range []struct{ kind, key, body string }{
		{MessageType, "k1", `{"text":"hi"}`}, {UnreadableType, "k2", "{}"}, {UnreadableType, UnreadableType + "-3", "{}"}, {MessageType, "k4", `{"text":"ho"}`},
	} {
		e := events[i]
		if e.Type != want.kind || e.ID != want.key || string(e.Body) != want.body || e.Seq != int64(i+1) || e.Prev != int64(i) || e.From != "bob" || e.Room != Lobby || e.At.Year() != 2026 {
			t.Errorf("event %d is %+v with %.100s", i+1, e, e.Body)
		}
	}
	for _, events := range []string{`7`, `{}`, `[`, `]`, `[}`, `[{}`, `[1,]`, `[,1]`, `[1]]`, `[[1]`, `[1],2`, `"[]"`, `[{"seq":1]}`} {
		answer, err := ParseAnswer([]byte(`{"type":"page","room":"lobby","events":` + events + `,"more":true}`))
		if p, ok := answer.(*Page); ok {
			_, err = ParseEvents(p)
		}
		if !errors.Is(err, ErrAnswer) {
			t.Errorf("a page with the events %s is read: %v", events, err)
		}
	}
	for events, want := range map[string]int{`null`: 0, `[]`: 0, ` [ ] `: 0, `[ {"a":"]}"} , [ ] ]`: 2} {
		answer, err := ParseAnswer([]byte(`{"type":"page","room":"lobby","events":` + events + `}`))
		if p, ok := answer.(*Page); err != nil || !ok || len(p.Events) != want || want > 0 && !json.Valid(p.Events[0]) {
			t.Errorf("a page with the events %s is %v, %v", events, answer, err)
		}
	}
}

// An answer that cannot be read says what it answers, as far as it goes.
func TestAnUnreadableAnswerSaysWhatItAnswers(t *testing.T) {
	for line, want := range map[string][2]string{
		`{"type":"page","events":[`:                                  {"page", ""},
		`{"type":"page","events":7}`:                                 {"page", ""},
		`{"type":"done","id":"k","x":` + strings.Repeat("[", 10_001): {"done", "k"},
		`{"type":"invitation","id":"k","for":"soon"}`:                {"invitation", "k"},
		`{"type":"message","seq":2,"prev":3,"id":"k"}`:               {"message", "k"},
		`{"type":"message","seq":"2","id":"k"}`:                      {"message", "k"},
		`hello`:                                                      {"", ""},
	} {
		_, err := ParseAnswer([]byte(line))
		said, ok := errors.AsType[*Unreadable](err)
		if !ok || !errors.Is(err, ErrAnswer) || said.Type != want[0] || said.ID != want[1] {
			t.Errorf("%.60s gives %+v", line, err)
		}
	}
}
