package archive

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"confab/backend/session"
	"confab/server/wire"
)

// keysOf are what a search finds.
func (d *diary) keysOf(query, room string) (keys []string) {
	d.t.Helper()
	found, err := d.p.Search(query, room, 0, 50)
	if err != nil {
		d.t.Errorf("%q: %v", query, err)
	}
	for _, h := range found.Hits {
		keys = append(keys, h.ID)
	}
	return keys
}

func TestWhatIsFound(t *testing.T) {
	d := newDiary(t)
	d.store(session.Event{Room: &session.Room{Name: "@alice,bob", With: []string{"alice", "bob"}}},
		d.say("lobby", "bob", "The quick brown fox"),                        // m1
		d.say("lobby", "Zoë", "Über die Straße, don't run; see foo@bar.ch"), // m2
		d.say("tea", "bob", "brown leaves at https://example.com/tea-pot"),  // m3
		d.say("@alice,bob", "alice", "我喜欢绿茶 and 한국어, ＦＵＬＬ ΣΊΣΥΦΟΣ"),         // m4
		d.say("lobby", "alice", "quick: brown? 🎉 50% \"quoted\" C++"),       // m5
		d.say("lobby", "BOB", "a fox AND a NOT near OR text: x* ^y"),        // m6
		d.say("lobby", "eve", "secret fox"),                                 // m7
		d.change("lobby", "ann", wire.RemoveType, "m7", "spam"),
		d.say("lobby", "bob", "wrong fox"), // m9
		d.change("lobby", "bob", wire.EditType, "m9", "right ox"),
	)
	for query, want := range map[string]string{
		"fox":                              "m6 m1",
		"FOX brown":                        "m1",
		"brow":                             "m5 m3 m1",
		"brow ":                            "",
		"brow fox":                         "",
		"br":                               "", // too short to be the beginning of a word
		`"quick brown"`:                    "m5 m1",
		`"brown quick"`:                    "",
		`"quick bro`:                       "m5 m1",
		"“brown fox”":                      "m1",
		"„brown fox“":                      "m1",
		"brown -fox":                       "m5 m3",
		"-fox from:bob":                    "m9 m3",
		`brown -"quick brown"`:             "m3",
		"quick-brown":                      "m5 m1",
		"-":                                "",
		"fox -":                            "m6 m1",
		"from:bob":                         "m9 m6 m3 m1",
		"from:@Bob fox":                    "m6 m1",
		"FROM:zoë":                         "m2",
		"from:nobody":                      "",
		"-from:nobody fox":                 "m6 m1",
		"-from:bob brown":                  "m5",
		"from:me":                          "m5 m4",
		"in:tea":                           "m3",
		"in:#tea leaves":                   "m3",
		"in:@bob":                          "m4",
		"in:bob":                           "m4",
		"in:nowhere":                       "",
		"in:tea in:lobby":                  "",
		"has:link":                         "m3",
		"-has:link brown":                  "m5 m1",
		"tea-pot":                          "m3",
		"example.com":                      "m3",
		"https://example.com":              "m3",
		"uber strasse":                     "m2",
		"UBER STRASSE":                     "m2",
		"don't":                            "m2",
		"foo@bar":                          "m2",
		"绿茶":                               "m4",
		"茶绿":                               "",
		"한국":                               "m4",
		"full":                             "m4",
		"σίσυφος":                          "m4",
		"🎉":                                "m5",
		"👍":                                "",
		"50%":                              "m5",
		"NOT near":                         "m6",
		"AND":                              "m6 m4",
		"text:":                            "m6",
		"x*":                               "m6",
		"^y":                               "m6",
		"secret":                           "",
		"wrong":                            "",
		"right":                            "m9",
		"spam":                             "",
		"":                                 "",
		"   \t ":                           "",
		`"`:                                "",
		`""`:                               "",
		"!!! fox":                          "m6 m1",
		"(fox OR":                          "m6",
		"before:2026-03-01":                "",
		"after:2026-03-01":                 "",
		"on:2026-03-01 from:bob":           "m9 m6 m3 m1",
		"after:2026-02-28 before:2026 fox": "",
		"after:2025 before:2026-04 fox":    "m6 m1",
	} {
		if got := strings.Join(d.keysOf(query, ""), " "); got != want {
			t.Errorf("%q finds %q, want %q", query, got, want)
		}
	}
	if got := d.keysOf("brown", "lobby"); !slices.Equal(got, []string{"m5", "m1"}) {
		t.Errorf("in the lobby brown is in %q", got)
	}
	if got := d.keysOf("brown in:tea", "lobby"); !slices.Equal(got, []string{"m3"}) {
		t.Errorf("whoever looks in the lobby, and says in tea, finds %q", got)
	}
	if got := d.keysOf("brown -in:tea", "lobby"); !slices.Equal(got, []string{"m5", "m1"}) {
		t.Errorf("in the lobby and not in tea there is %q", got)
	}
	var words int
	if err := d.p.a.read(func(t *tx) {
		t.get(`SELECT count(*) FROM words2 WHERE words2 MATCH '"secret" OR "wrong"'`, nil, &words)
	}); err != nil || words != 0 {
		t.Errorf("what was taken away is in the index %d times, %v", words, err)
	}
}

func TestSearchingGoesOnWhereItStopped(t *testing.T) {
	d := newDiary(t)
	for range 25 {
		d.store(d.say("lobby", "bob", "x"), d.say("lobby", "bob", "other"))
	}
	var seqs []int64
	before := int64(0)
	for calls := 1; ; calls++ {
		found, err := d.p.Search("x", "", before, 10)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range found.Hits {
			seqs = append(seqs, h.Seq)
		}
		if before = found.Before; before == 0 {
			if calls != 3 {
				t.Errorf("it took %d calls", calls)
			}
			break
		}
	}
	if len(seqs) != 25 || seqs[0] != 49 || seqs[24] != 1 || !slices.IsSortedFunc(seqs, func(a, b int64) int { return int(b - a) }) {
		t.Errorf("found was %d", seqs)
	}
}

func TestDaysAreThoseOfHere(t *testing.T) {
	d := newDiary(t)
	for _, at := range []string{"2026-02-28T23:59:59.999", "2026-03-01T00:00:00.000", "2026-03-01T23:59:59.999", "2026-03-02T00:00:00.000", "2025-01-01T12:00:00.000"} {
		e := d.say("lobby", "bob", "x") // the last one: a server's clock was set back
		when, err := time.ParseInLocation("2006-01-02T15:04:05.000", at, time.Local)
		if err != nil {
			t.Fatal(err)
		}
		e.RoomEvent.At = when
		d.store(e)
	}
	for query, want := range map[string]string{
		"before:2026-03-01 x": "m5 m1", "before:2026-03": "m5 m1", "on:2026-03-01": "m3 m2", "after:2026-03-01": "m4", "after:2026-02": "m4 m3 m2",
		"after:2026-02-28 before:2026-03-02": "m3 m2", "before:2026": "m5", "on:2026": "m4 m3 m2 m1", "after:2026": "", "before:2026-03-01 -x": "", "after:yesterday": "", "before:today": "m5 m4 m3 m2 m1",
	} {
		if got := strings.Join(d.keysOf(query, ""), " "); got != want {
			t.Errorf("%q finds %q, want %q", query, got, want)
		}
	}
}

func TestWhatCannotBeUnderstoodIsSaid(t *testing.T) {
	d := newDiary(t)
	for query, want := range map[string]string{
		"before:tomorrowish": "query-day day=\"20", "after:2026-13-01": "operator=\"after\"", "on:\"\"": "operator=\"on\"", "-before:2026": "query-not operator=\"before\"", "from:@": "query-from", "in:#": "query-in",
		"has:cheese": "query-has what=\"cheese\"", strings.Repeat("x", maxQuery+1): "query-long", strings.Repeat("x ", maxTerms+1): "query-words", strings.Repeat("in:x ", maxTerms+1): "query-terms",
	} {
		_, err := d.p.Search(query, "", 0, 10)
		if e, ok := errors.AsType[*session.Problem](err); !ok || !strings.Contains(e.Error(), want) {
			t.Errorf("%q comes to %v, want %q", query, err, want)
		}
	}
}

func TestAnExcerptIsAroundWhatWasFound(t *testing.T) {
	long := strings.Repeat("words before it ", 30) + "\nthe 🎉 Needle, and a needlework " + strings.Repeat("words behind it ", 30)
	for _, c := range []struct{ query, text, want string }{
		{"needle", "a Needle here", "a [Needle] here"},
		{"nee", "🎉 needle née", "🎉 [needle] [née]"},
		{`"a b"`, "a a b, b a-b", "a [a b], b [a-b]"},
		{"茶", "绿茶茶", "绿[茶][茶]"},
		{"from:bob", "no mark", "no mark"},
		{"needle", long, "…it words before it words before it words before it  the 🎉 [Needle], and a [needlework] words behind"},
		{"x", long, "words before it words"},
	} {
		q, err := parse(foldings[1], c.query, noon)
		if err != nil {
			t.Fatal(err)
		}
		got, marks := q.excerpt(c.text)
		if shown := mark(got, marks); !strings.HasPrefix(shown, c.want) || len(c.text) < maxExcerpt && shown != c.want {
			t.Errorf("%q in %q is %q", c.query, c.text, shown)
		}
		if n := utf8.RuneCountInString(got); n > maxExcerpt+2 {
			t.Errorf("%q is cut to %d characters", c.query, n)
		}
	}
}

// mark puts brackets around what is marked, counting as a window does.
func mark(text string, marks [][2]int) string {
	units := utf16.Encode([]rune(text))
	var b strings.Builder
	done := 0
	for _, m := range marks {
		fmt.Fprintf(&b, "%s[%s]", string(utf16.Decode(units[done:m[0]])), string(utf16.Decode(units[m[0]:m[1]])))
		done = m[1]
	}
	return b.String() + string(utf16.Decode(units[done:]))
}

// Nothing that people write breaks the question to the index, and what is
// marked lies in the excerpt.
func FuzzSearch(f *testing.F) {
	for _, q := range []string{`"a b" -c from:x in:y`, `NEAR(a b, 3)`, `{text} : a`, `a* OR ^b`, "\x00\xff", `"""`, "-\"", "from:\"", "ﷺ ½ ㎏ ß İ", "before:0000", "a AND NOT", "한 茶*", "\u0301", "before:today on:2026-02-30"} {
		f.Add(q, q)
	}
	d := newDiary(f)
	f.Fuzz(func(t *testing.T, query, text string) {
		d.t = t
		if utf8.ValidString(text) && text != "" {
			d.store(d.say("lobby", "bob", text))
		}
		found, err := d.p.Search(query, "", 0, 20)
		if _, ok := errors.AsType[*session.Problem](err); err != nil && !ok {
			t.Fatalf("%q: %v", query, err)
		}
		for _, h := range found.Hits {
			end := 0
			for _, m := range h.Marks {
				if m[0] < end || m[1] <= m[0] {
					t.Fatalf("%q in %q marks %v", query, h.Text, h.Marks)
				}
				end = m[1]
			}
			if end > len(utf16.Encode([]rune(h.Text))) {
				t.Fatalf("%q in %q marks %v", query, h.Text, h.Marks)
			}
		}
		// A message is found by any of its own words.
		for w := range words(text) {
			if found, err := d.p.Search(`"`+w.fold+`"`, "", 0, 1); utf8.ValidString(text) && (err != nil || len(found.Hits) == 0) {
				t.Fatalf("%q is not found by %q, %v", text, w.fold, err)
			}
			break
		}
	})
}

// A search in one room has nothing of another, whatever the rooms are called.
func TestASearchInARoomIsOfThatRoom(t *testing.T) {
	d := newDiary(t)
	two := entered("@alice,bob", 0, 0)
	two.Room.With = []string{"alice", "bob"}
	d.store(entered("bob", 0, 0), two, entered("Bob", 0, 0))
	d.store(d.say("bob", "eve", "tea in public"), d.say("@alice,bob", "bob", "tea in private"))
	for room, want := range map[string]string{"bob": "m1", "@alice,bob": "m2"} {
		if got := d.keysOf("tea", room); len(got) != 1 || got[0] != want {
			t.Errorf("in %s is found %q, want %q", room, got, want)
		}
	}
}
