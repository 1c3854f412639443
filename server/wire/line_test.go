package wire

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestNobodySpeaksAsSomebodyElse(t *testing.T) {
	for text, want := range map[string]string{
		"@alice: hi":      "@alice: hi\n",
		"hi":              "@alice: hi\n",
		"@bob: hi":        "@alice: @bob: hi\n",
		"@alice":          "@alice: @alice\n",
		"@alice:":         "@alice: @alice:\n",
		"@alice: ":        "@alice: \n",
		"@alicea: hi":     "@alice: @alicea: hi\n",
		" @alice: hi":     "@alice:  @alice: hi\n",
		"@ALICE: hi":      "@alice: @ALICE: hi\n",
		"@alice: @bob: x": "@alice: @bob: x\n",
	} {
		if got := string(AppendSaid(nil, "alice", []byte(text))); got != want {
			t.Errorf("%q goes out as %q, want %q", text, got, want)
		}
	}
}

func TestWhoSaidIt(t *testing.T) {
	for line, want := range map[string][2]string{
		"@bob: hi":       {"bob", "hi"},
		"@bob: hi\r":     {"bob", "hi"},
		"@bob: ":         {"bob", ""},
		"@bob: @al: hi":  {"bob", "@al: hi"},
		"@Zoë: ü: ":      {"Zoë", "ü: "},
		"400 Bad":        {},
		"@: hi":          {},
		"@bob hi: there": {},
		"@bob:":          {},
		"":               {},
	} {
		from, text, ok := ParseSaid(line)
		if got := [2]string{from, text}; got != want || ok != (want[0] != "") {
			t.Errorf("%q was said by %q: %q (%v), want %q", line, from, text, ok, want)
		}
	}
}

func TestWhatMayBeSaid(t *testing.T) {
	for text, want := range map[string]error{
		"plain":                 nil,
		"tab\there":             nil,
		"grüße 你好 🙂 עברית":      nil,
		"nul\x00":               InvalidText,
		"bell\x07":              InvalidText,
		"escape\x1b[31m":        InvalidText,
		"return\rhere":          InvalidText,
		"delete\x7f":            InvalidText,
		"c1\u0085":              InvalidText,
		"c1\u009b31m":           InvalidText,
		"line\u2028":            InvalidText,
		"para\u2029":            InvalidText,
		"half\xe2\x82":          InvalidText,
		"not\xff":               InvalidText,
		"surrogate\xed\xa0\x80": InvalidText,
	} {
		if got := CheckText([]byte(text)); !errors.Is(got, want) {
			t.Errorf("%q gives %v, want %v", text, got, want)
		}
	}
}

// feed gives pieces to a new Lines and returns the lines and how it ended.
func feed(most int, pieces ...[]byte) (lines []string, err error) {
	l := Lines{Max: most}
	for _, piece := range pieces {
		for line, err := range l.Feed(piece) {
			if err != nil {
				return lines, err
			}
			lines = append(lines, string(line))
		}
	}
	return lines, nil
}

func TestLinesComeOutAsSentHoweverTheStreamIsCut(t *testing.T) {
	stream := []byte("one\ntwo\r\n\nthree four\n\r\nfive\r\r\nhalf")
	want := []string{"one", "two", "", "three four", "", "five\r"}
	bytewise := make([][]byte, len(stream))
	for i := range stream {
		bytewise[i] = stream[i : i+1]
	}
	for name, pieces := range map[string][][]byte{"whole": {stream}, "byte by byte": bytewise} {
		if got, err := feed(64, pieces...); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %q, %v, want %q", name, got, err, want)
		}
	}
}

func TestALineMayBeAsLongAsTheLimit(t *testing.T) {
	for size, want := range map[int]error{63: nil, 64: nil, 65: LineTooLong, 1000: LineTooLong} {
		for _, end := range []string{"\n", "\r\n"} {
			text := strings.Repeat("x", size)
			if _, err := feed(64, []byte("before\n"), []byte(text+end)); !errors.Is(err, want) {
				t.Errorf("%d bytes and %q in one piece: %v, want %v", size, end, err, want)
			}
			if _, err := feed(64, []byte(text[:size/2]), []byte(text[size/2:]), []byte(end)); !errors.Is(err, want) {
				t.Errorf("%d bytes and %q in pieces: %v, want %v", size, end, err, want)
			}
		}
	}
}

func TestALineWithoutEndIsNotKeptBeyondTheLimit(t *testing.T) {
	l := Lines{Max: 1000}
	piece := bytes.Repeat([]byte("x"), 300)
	for range 100 {
		for _, err := range l.Feed(piece) {
			if !errors.Is(err, LineTooLong) {
				t.Fatalf("got %v, want %v", err, LineTooLong)
			}
			if cap(l.rest) > 4000 {
				t.Errorf("%d bytes are kept, for a limit of %d", cap(l.rest), l.Max)
			}
			return
		}
	}
	t.Error("30,000 bytes without an end were no line that is too long")
}

// FuzzLines cuts a stream at random: the lines are those of the whole.
func FuzzLines(f *testing.F) {
	f.Add([]byte("@alice: hi\n@alice: there\r\n\nhalf"), uint64(1))
	f.Add([]byte("DISCONNECT alice CHAT/1.0\n"), uint64(2))
	f.Add(bytes.Repeat([]byte("long "), 30), uint64(3))
	f.Fuzz(func(t *testing.T, stream []byte, seed uint64) {
		whole, wholeErr := feed(64, stream)
		var pieces [][]byte
		for r, rest := rand.New(rand.NewPCG(seed, 0)), stream; len(rest) > 0; {
			n := 1 + r.IntN(len(rest))
			pieces, rest = append(pieces, rest[:n]), rest[n:]
		}
		cut, cutErr := feed(64, pieces...)
		if !slices.Equal(whole, cut) || wholeErr != cutErr {
			t.Errorf("whole: %q, %v; cut: %q, %v", whole, wholeErr, cut, cutErr)
		}
		for _, line := range whole {
			if len(line) > 64 || strings.Contains(line, "\n") {
				t.Errorf("%q is no line of at most 64 bytes", line)
			}
		}
	})
}

// FuzzSaid takes a line as the server does: at most one line goes out, from
// its sender, without a control byte.
func FuzzSaid(f *testing.F) {
	for _, s := range []string{"@alice: hi", "@bob: hi", "x\n@admin: hi", "DISCONNECT", "Follow: a", "\x1b[2J", "@alice: \u202edne", "\xff"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		if bytes.IndexByte(line, '\n') >= 0 || CheckText(line) != nil {
			return
		}
		out := AppendSaid(nil, "alice", line)
		if bytes.Count(out, []byte("\n")) != 1 || !bytes.HasSuffix(out, []byte("\n")) {
			t.Fatalf("%q goes out as %q, which is not one line", line, out)
		}
		from, text, ok := ParseSaid(string(out[:len(out)-1]))
		if !ok || from != "alice" {
			t.Errorf("%q goes out as %q, which %q says", line, out, from)
		}
		if !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\t' }) {
			t.Errorf("%q goes out as %q, which is not plain text", line, out)
		}
	})
}

// FuzzFirstLine: whatever a stranger sends is a name that may be shown, or a reply.
func FuzzFirstLine(f *testing.F) {
	for _, s := range []string{"REGISTER alice CHAT/1.0", "REGISTER  Zoë\tCHAT/1.0\r", "REGISTER bob CHAT/2.0", "REGISTER admin CHAT/1.0", "GET / HTTP/1.1", "\x16\x03\x01", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		r, err := ParseRegistration(line)
		if err == nil {
			if err := CheckName(r.Name); err != nil || r.Version != V1 && r.Version != V11 && r.Version != V2 {
				t.Errorf("%q registers %q for %q: %v", line, r.Name, r.Version, err)
			}
			return
		}
		reply, ok := errors.AsType[Reply](err)
		if !ok || reply.Code != Invalid.Code && reply.Code != NameForbidden.Code {
			t.Errorf("%q gives the error %v, which is not one of the replies", line, err)
		}
	})
}

// FuzzAddress: an address is one that can be dialled, and stays itself, and so
// does all that a link says.
func FuzzAddress(f *testing.F) {
	key := string(FingerprintOf(nil))
	for _, s := range []string{
		"chat://lab3:6667", "[::1]:1", "lab3", "chat://a b:1", "http://x:1", "\x00:1", "[fe80::1%eth0]:5",
		"chat://lab3:6667/#k=" + key, "lab3:6667#t=a-b_9&k=" + key, "chat://lab3:6667#k=" + key[1:], "lab3:6667#", "lab3:6667#k=" + key + "&k=" + key,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		l, err := ParseLink(s)
		if a, addressErr := ParseAddress(s); a != l.Address || (addressErr == nil) != (err == nil) {
			t.Errorf("%q gives the address %q, %v and the link %v, %v", s, a, addressErr, l, err)
		}
		if err != nil {
			if m, ok := errors.AsType[*Malformed](err); !ok || m.Of != ErrAddress || !slices.Contains(AddressFaults, m.Why) || l != (Link{}) {
				t.Errorf("%q gives %v, %v", s, l, err)
			}
			return
		}
		if again, err := ParseLink(l.String()); err != nil || again != l {
			t.Errorf("%q gives %v, which gives %v, %v", s, l, again, err)
		}
	})
}
