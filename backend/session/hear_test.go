package session

import (
	"bufio"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"unicode"
	"unicode/utf8"

	"confab/server/wire"
)

func TestWhatOthersSayArrivesInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		go func() {
			for i := range 500 {
				p.write(fmt.Sprintf("@bob: line %d\n", i))
			}
		}()
		seq, keys := int64(0), map[string]bool{}
		for i := range 500 {
			m := sc.wantMessage("bob", fmt.Sprintf("line %d", i), Sent)
			if m.Seq <= seq || keys[m.Key] || m.Own || m.Room != "lobby" {
				t.Fatalf("after seq %d comes %+v", seq, m)
			}
			seq, keys[m.Key] = m.Seq, true
		}
	})
}

func TestHowALineIsShown(t *testing.T) {
	for line, want := range map[string][2]string{
		"@bob: hi":                        {"bob", "hi"},
		"@bob: hi\r":                      {"bob", "hi"},
		"@bob: ":                          {"bob", ""},
		"@bob:   blanks \t stay  ":        {"bob", "  blanks \t stay  "},
		"@bob: @alice: quoted":            {"bob", "@alice: quoted"},
		"@bob: DISCONNECT":                {"bob", "DISCONNECT"},
		"@Zoë: \u202eback":                {"Zoë", "\u202eback"},
		"400 Invalid text":                {"server", "400 Invalid text"},
		"DISCONNECTED is not a goodbye":   {"server", "DISCONNECTED is not a goodbye"},
		"no prefix: at all":               {"server", "no prefix: at all"},
		"@bob: \x1b[2J\x07\x00\x7f\u009b": {"bob", "\ufffd[2J\ufffd\ufffd\ufffd\ufffd"},
		"@bob: half\xe2\x82, not\xff":     {"bob", "half\ufffd, not\ufffd"},
		"@bob: a\rb\u2028c\u2029d":        {"bob", "a\ufffdb\ufffdc\ufffdd"},
		"@b\x1b[31mob: hi":                {"b\ufffd[31mob", "hi"},
		"400 \x1b]0;title\x07":            {"server", "400 \ufffd]0;title\ufffd"},
	} {
		synctest.Test(t, func(t *testing.T) {
			sc := open(t)
			p := sc.enter(lab)
			p.write("\n\r\n" + line + "\n") // an empty line is nothing
			sc.wantMessage(want[0], want[1], Sent)
		})
	}
}

func TestTheLongestLineOfAServerIsHeard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		from := strings.Repeat("\U00010400", wire.MaxName)
		text := strings.Repeat("x", wire.MaxLine)
		p.write("@" + from + ": " + text + "\r\n")
		sc.wantMessage(from, text, Sent)

		p.write("@bob: before\n")
		sc.wantMessage("bob", "before", Sent)
		go func() { _, _ = p.nc.Write([]byte("@" + from + ": x" + text + "\r\n")) }()
		if at := sc.wantState(Offline); at.Reason == "" {
			t.Error("there is no reason")
		}
	})
}

// A line that the connection broke off is not what somebody said.
func TestALineCutOffIsNotHeard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		p.write("@bob: I owe you 10\n@bob: or was it 1")
		p.drop()
		sc.wantMessage("bob", "I owe you 10", Sent)
		p = sc.accept()
		p.admit("alice")
		p.write("@bob: or was it 1000\n")
		sc.wantMessage("bob", "or was it 1000", Sent)
	})
}

// FuzzHeard takes what a hostile server sends after registration: every line is
// at most one message, and nothing in it is more than text.
func FuzzHeard(f *testing.F) {
	for _, s := range []string{
		"@bob: are you there?\n@bob: yes\r\n", "400 Invalid text\n", "DISCONNECT CHAT/1.0\n", "@alice: not alice\n",
		"@bob: \x1b]8;;http://x\x07link\x1b]8;;\x07\n", "@b\u009bob: hi\n", "@: \n", "@bob:\n", "\r\r\n", "\xff\xfe\n", "@bob: \u2028\n", "@bob: cut",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, stream string) {
		in := bufio.NewScanner(strings.NewReader(stream))
		in.Split(cutLine)
		s := New(Config{})
		lines := 0
		for lines < cap(s.events) && in.Scan() {
			s.heard(in.Text())
			lines++
		}
		if len(s.events) > lines || lines > strings.Count(stream, "\n")+1 {
			t.Fatalf("%q is %d lines and %d messages", stream, lines, len(s.events))
		}
		for range len(s.events) {
			m := (<-s.events).Message
			if m.From == "" || m.Own || m.State != Sent || m.Key == "" {
				t.Errorf("%q is heard as %+v", stream, m)
			}
			for _, text := range []string{m.From, m.Text} {
				if !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\t' }) || wire.CheckText([]byte(text)) != nil {
					t.Errorf("%q is heard as %q, which is not plain text", stream, text)
				}
			}
		}
	})
}
