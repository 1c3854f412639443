package text

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// alice reads, on a server that knows these.
var alice = Names{You: "alice", Known: func(name string) bool {
	return slices.Contains([]string{"alice", "bob", "j.r.", "dash-", "田中", "アリス"}, strings.ToLower(name))
}}

// corpus returns the cases of testdata/corpus.json: texts, and how they are
// shown, with parts in brackets.
func corpus(tb testing.TB) (cases map[string][][2]string) {
	tb.Helper()
	file, err := os.ReadFile("testdata/corpus.json")
	if err != nil {
		tb.Fatal(err)
	}
	if err := json.Unmarshal(file, &cases); err != nil {
		tb.Fatal(err)
	}
	return cases
}

// shown writes a text with its parts in brackets.
func shown(s string, parts []Part) string {
	var b strings.Builder
	for _, p := range Cut(s, parts) {
		switch {
		case p.Kind == "":
			b.WriteString(p.Text)
		case p.Kind == Link && p.URL != p.Text:
			b.WriteString("[link " + p.Text + " > " + p.URL + "]")
		default:
			b.WriteString("[" + string(p.Kind) + " " + p.Text + "]")
		}
	}
	return b.String()
}

func TestCorpus(t *testing.T) {
	count := 0
	for group, cases := range corpus(t) {
		for _, c := range cases {
			count++
			if got := shown(c[0], Parse(c[0], alice)); got != c[1] {
				t.Errorf("%s: %q\nis   %q\nwant %q", group, c[0], got, c[1])
			}
		}
	}
	if count < 100 {
		t.Errorf("there are %d cases", count)
	}
}

func TestOnlyOnesOwnNameIsOneself(t *testing.T) {
	for text, want := range map[string]bool{
		"@Zoë": true, "hi @zoë, are you there?": true, "hi @ＺＯË-": true, "(@zoë)": true, "zoë": false, "@zoe": false, "@zoëtrope": false, "@zoë.b": false, "": false,
		"@" + strings.Repeat("z", 32) + "oë":       false,
		strings.Repeat("@a ", maxParts-1) + "@zoë": true,
		strings.Repeat("@a ", maxParts) + "@zoë":   false, // a window marks no more than so many
	} {
		if got := Mentions(Parse(text, Names{You: "Zoë"})); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
	if Mentions(Parse("@ @alice", Names{})) {
		t.Error("nobody is mentioned")
	}
	for _, name := range []string{"j.r.", "dash-", "Zoë", "田中"} { // who is not among those that are known
		if !Mentions(Parse("@"+name+" hi", Names{You: name})) {
			t.Errorf("%s is not mentioned", name)
		}
	}
}

// The limits hold over the whole text, whatever it is made of.
func TestNoTextIsThousandsOfElements(t *testing.T) {
	fence := "```\na\n```\n"
	for _, unit := range []string{"@a ", "`a` ", "http://a ", "👍 ", fence, "@a\n" + fence, fence + "`a` @a http://a\n", "`a\n\n", "~~~\n" + fence, "\n\n@a"} {
		s := strings.Repeat(unit, 64<<10/len(unit))
		parts := Parse(s, alice)
		fences := 0
		for _, p := range parts {
			if p.Kind == Fence {
				fences++
			}
		}
		if len(parts) > maxParts || fences > maxFences {
			t.Errorf("64 KiB of %q have %d parts, %d of them fences", unit, len(parts), fences)
		}
		if pieces := Cut(s, parts); len(pieces) > 2*maxParts+1 {
			t.Errorf("64 KiB of %q are %d pieces", unit, len(pieces))
		}
	}
}

// What is too long for a browser is no link that then does not open.
func TestALinkIsNoLongerThanCanBeOpened(t *testing.T) {
	const begin = "http://a.example/"
	for path, want := range map[string]bool{
		strings.Repeat("y", maxLink-len(begin)): true, strings.Repeat("y", maxLink-len(begin)+1): false,
		strings.Repeat("一", (maxLink-len(begin))/9): true, strings.Repeat("一", (maxLink-len(begin))/9+1): false,
		strings.Repeat("'", (maxLink-len(begin)-1)/3) + "y": true, strings.Repeat("'", (maxLink-len(begin))/3+1) + "y": false,
	} {
		if got := HasLink(begin + path); got != want {
			t.Errorf("%.30q with %d bytes in all: %v", begin+path, len(begin+path), got)
		}
	}
}

// Each takes some ms, and would take minutes if every character was looked at
// for each other one.
func TestNoTextTakesLong(t *testing.T) {
	const size, most = 512 << 10, 5 * time.Second
	for _, unit := range []string{
		"`", "``a`", "@", "@a", "@@a", "@a/", "http://", "http://u@", "https://a(", "(", "[", "https://a[(", "\n", "~~~\n", "```a\n", "````\n```\n", " ```", "```\na```b\n",
		"👩\u200d", "🏴\U000e0067", "\u200d", "1\ufe0f", "é", "/@a.", "@田", "@田の", "`\n\n", "~~~`\n", "- ", "a_", "_@",
	} {
		s := strings.Repeat(unit, size/len(unit))
		begun := time.Now()
		Parse(s, alice)
		if took := time.Since(begun); took > most {
			t.Errorf("%q takes %v", unit, took)
		}
	}
	var b strings.Builder
	for n := 1; b.Len() < size; n++ { // runs of all lengths, none of which ends another
		b.WriteString(strings.Repeat("`", n) + "a")
	}
	begun := time.Now()
	if Parse(b.String(), alice); time.Since(begun) > most {
		t.Errorf("runs of backticks take %v", time.Since(begun))
	}
}

// check fails unless parts are what a window can draw a text by, and all of it.
func check(t *testing.T, s string, parts []Part) {
	t.Helper()
	units := utf16.Encode([]rune(s))
	at := 0
	for _, p := range parts {
		if p.From < at || p.To <= p.From || p.To > len(units) || p.Open < 0 || p.Close < 0 || p.Open+p.Close > p.To-p.From {
			t.Fatalf("%q has %+v behind %d of %d", s, p, at, len(units))
		}
		at = p.To
		if (p.Open > 0 || p.Close > 0) && p.Kind != Code && p.Kind != Fence {
			t.Fatalf("%q does not show all of %+v", s, p)
		}
		if p.Kind == Link && p.URL != "" && !strings.HasPrefix(p.URL, "http") {
			t.Fatalf("%q has the link %+v", s, p)
		}
		hidden := string(utf16.Decode(units[p.From:p.From+p.Open])) + string(utf16.Decode(units[p.To-p.Close:p.To]))
		if p.Kind == Code && strings.Trim(hidden, "` \n") != "" {
			t.Fatalf("%q hides %q", s, hidden)
		}
	}
	var b strings.Builder
	for _, piece := range Cut(s, parts) {
		b.WriteString(piece.Text)
	}
	var want strings.Builder
	done := 0
	for _, p := range parts {
		want.WriteString(string(utf16.Decode(units[done:p.From])))
		want.WriteString(string(utf16.Decode(units[p.From+p.Open : p.To-p.Close])))
		done = p.To
	}
	want.WriteString(string(utf16.Decode(units[done:])))
	if utf8.ValidString(s) && b.String() != want.String() {
		t.Fatalf("%q is cut into %q, want %q", s, b.String(), want.String())
	}
}

func FuzzParse(f *testing.F) {
	for _, cases := range corpus(f) {
		for _, c := range cases {
			f.Add(c[0])
		}
	}
	f.Add("```\n~~~\n```` a\n```x```\n\xff@\xe2\x80")
	f.Fuzz(func(t *testing.T, s string) {
		parts := Parse(s, alice)
		check(t, s, parts)
		if again := Parse(s, alice); !slices.Equal(parts, again) {
			t.Errorf("%q is first %+v and then %+v", s, parts, again)
		}
	})
}

func TestPartsThatAreNotATextsOwnAreLeftOut(t *testing.T) {
	for _, parts := range [][]Part{
		{{Kind: Code, From: 3, To: 2}}, {{Kind: Code, From: -1, To: 2}}, {{Kind: Code, From: 1, To: 3, Open: 2, Close: 2}},
		{{Kind: Code, From: 0, To: 2}, {Kind: Code, From: 1, To: 3}}, {{Kind: Code, From: 2, To: 9}},
	} {
		var b strings.Builder
		for _, p := range Cut("a👍b", parts) {
			b.WriteString(p.Text)
		}
		if b.String() != "a👍b" {
			t.Errorf("with %+v it is %q", parts, b.String())
		}
	}
}

func BenchmarkParse(b *testing.B) {
	for name, s := range map[string]string{
		"plain":   "the printer in lab 3 is out of paper again",
		"german":  "Könnte jemand Papier für den Drucker mitbringen, bitte?",
		"chinese": "打印机又没纸了，谁去拿一下？",
		"mention": "@nikolaos pull first, it was mended this morning",
		"link":    "and the new stack is at http://intranet.local/supplies?room=lab3",
		"fence":   "```\n--- FAIL: TestResume (0.00s)\n    seq is 41, want 42\n```",
		"64KiB":   strings.Repeat("@a see http://a.example/b and `c` 👍 ", 1800),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Parse(s, alice)
			}
		})
	}
}
