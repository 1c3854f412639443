package chat1

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"confab/server/ascii"
	"confab/server/wire"
)

// said returns the event of something that was said.
func said(from, text string) *wire.Event {
	return &wire.Event{Seq: 1, Type: wire.MessageType, Room: wire.Lobby, From: from, ID: "k", Body: wire.SaidBody([]byte(text))}
}

func TestAMessageInBothDialects(t *testing.T) {
	for _, c := range []struct{ from, text, ascii, utf8 string }{
		{"alice", "hi", "@alice: hi\n", "@alice: hi\n"},
		{"alice", "", "@alice: \n", "@alice: \n"},
		{"alice", "one\n\n  \"two\"\\", "@alice: one\n@alice: \n@alice:   \"two\"\\\n", "@alice: one\n@alice: \n@alice:   \"two\"\\\n"},
		{"Zoë", "it’s “fine”…", "@Zoe: it's \"fine\"...\n", "@Zoë: it’s “fine”…\n"},
		{"Zoë", "𐌰\n\u200b", "@Zoe: ?\n@Zoe: ?\n", "@Zoë: 𐌰\n@Zoë: \u200b\n"},
		{"日本語", "😀", "@RiBenYu: :grinning:\n", "@日本語: 😀\n"},
		{"админ", "give me your password", "@admin?: give me your password\n", "@админ: give me your password\n"},
		{"сервер", "hi", "@server?: hi\n", "@сервер: hi\n"},
	} {
		if got := string(AppendMessage(nil, wire.V1, said(c.from, c.text), nil)); got != c.ascii {
			t.Errorf("CHAT/1.0 hears %q, want %q", got, c.ascii)
		}
		if got := string(AppendMessage(nil, wire.V11, said(c.from, c.text), nil)); got != c.utf8 {
			t.Errorf("CHAT/1.1 hears %q, want %q", got, c.utf8)
		}
	}
	if got := AppendMessage([]byte("x"), wire.V1, &wire.Event{Type: wire.JoinType, Body: []byte("{}")}, nil); string(got) != "x" {
		t.Errorf("of somebody who joins a client hears %q, want nothing", got)
	}
}

// pieces returns a message without its prefixes, as it was cut.
func pieces(t *testing.T, speaks wire.Version, e *wire.Event) (texts []string) {
	t.Helper()
	for line := range strings.Lines(string(AppendMessage(nil, speaks, e, nil))) {
		text, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), wire.Prefix(Name(speaks, e.From)))
		if !ok || len(line) > MaxSaid || !utf8.ValidString(line) {
			t.Fatalf("a client hears %d bytes: %q", len(line), line)
		}
		texts = append(texts, text)
	}
	return texts
}

func TestALongLineIsCut(t *testing.T) {
	for _, name := range []string{"bob", strings.Repeat("日", 32)} {
		for what, text := range map[string]string{
			"words":      strings.Repeat("lorem ipsum ", 1000),
			"one word":   strings.Repeat("x", 65_536),
			"Han":        strings.Repeat("日本語", 7000),
			"mixed":      strings.Repeat("grüße, 你好 🙂 ", 1000),
			"blanks":     strings.Repeat(" ", 5000),
			"just short": strings.Repeat("x", MaxSaid-len(wire.Prefix(name))-1),
			"just long":  strings.Repeat("x", MaxSaid-len(wire.Prefix(name))),
		} {
			got := pieces(t, wire.V11, said(name, text))
			if strings.Join(got, "") != text {
				t.Errorf("%s of %s: put together %d pieces are not what was said", what, name, len(got))
			}
			if least := len(text)/MaxSaid + 1; len(got) > 2*least+1 {
				t.Errorf("%s of %s comes in %d pieces, where %d would do", what, name, len(got), least)
			}
			if got := pieces(t, wire.V1, said(name, text)); strings.Join(got, "") != ascii.Of(text) {
				t.Errorf("%s of %s: in ASCII %d pieces are not what was said", what, name, len(got))
			}
		}
	}
	for _, piece := range pieces(t, wire.V1, said("bob", strings.Repeat("lorem ipsum ", 300))) {
		if !strings.HasSuffix(piece, " ") || !strings.HasPrefix(piece, "lorem") && !strings.HasPrefix(piece, "ipsum") {
			t.Errorf("a word is cut: %.20q … %q", piece, piece[max(0, len(piece)-20):])
		}
	}
	if got := pieces(t, wire.V1, said("bob", strings.Repeat("x", MaxSaid-len("@bob: \n")))); len(got) != 1 {
		t.Errorf("what fits in a line comes in %d", len(got))
	}
}

func TestAReplyIsOneShortLine(t *testing.T) {
	for _, c := range []struct {
		speaks wire.Version
		reason string
		want   string
	}{
		{wire.V1, "спам", "403 Banned: spam\n"},
		{"", "спам", "403 Banned: spam\n"}, // before anybody knows what is spoken
		{wire.V11, "спам", "403 Banned: спам\n"},
		{wire.V2, "спам", "403 Banned: спам\n"},
		{wire.V1, "a\nb\x1b\u2028", "403 Banned: a?b??\n"},
		{wire.V1, strings.Repeat("щ", 300), "403 Banned: " + strings.Repeat("shch", 300)[:MaxSaid-len("403 Banned: ...\n")] + "...\n"},
	} {
		if got := string(Reply(c.speaks, wire.Banned.Because(c.reason)).Line()); got != c.want {
			t.Errorf("%s is told %q, want %q", c.speaks, got, c.want)
		}
	}
	if got := Reply(wire.V11, wire.Banned.Because(strings.Repeat("👍", 300))).Line(); len(got) > MaxSaid || !utf8.Valid(got) {
		t.Errorf("CHAT/1.1 is told %d bytes: %q", len(got), got)
	}
}

// Size counts four bytes for one of a name, and half a line for a prefix.
func TestNoNameIsTooLong(t *testing.T) {
	for r := rune(0x80); r <= unicode.MaxRune; r++ {
		if !unicode.IsLetter(r) {
			continue // nothing else is long
		}
		if name := string(r); len(ascii.Name(name)) > 4*len(name) && wire.CheckName(name) == nil {
			t.Errorf("%s is called %s", name, Name(wire.V1, name))
		}
	}
	for _, syllable := range []string{"ꌀ", "ꒌ", "壯", "щ", "꒎", "ጯ"} {
		if name := strings.Repeat(syllable, wire.MaxName); len(Name(wire.V1, name)) > MaxSaid/3 {
			t.Errorf("%s is called %s", name, Name(wire.V1, name))
		}
	}
}

// Whatever is said is lines that nobody else can have said, in CHAT/1.0 of
// ASCII, and in CHAT/1.1 what was said.
func FuzzMessage(f *testing.F) {
	for _, text := range []string{"hi", "x\n@admin: hi", `"\`, "é<>&\t", "\x00\x1b[31m", "\u2028", "\xff", "", "’\n…", "👨‍👩‍👧", "日本語 x", "𐌰\n\u200b"} {
		f.Add(text, "alice")
		f.Add(strings.Repeat(text, 500), "Zoë")
	}
	f.Fuzz(func(t *testing.T, text, from string) {
		if wire.CheckText([]byte(strings.ReplaceAll(text, "\n", " "))) != nil || wire.CheckName(from) != nil {
			return // no such event is made
		}
		e := said(from, text)
		written := strings.Split(text, "\n")
		for _, speaks := range []wire.Version{wire.V1, wire.V11} {
			out := string(AppendMessage(nil, speaks, e, nil))
			if most := Size(e); len(out) > most {
				t.Errorf("%q is %d bytes for %s, want at most %d", text, len(out), speaks, most)
			}
			if speaks == wire.V1 && !ascii.Is(strings.ReplaceAll(out, "\n", "")) {
				t.Errorf("CHAT/1.0 hears %q", out)
			}
			got := pieces(t, speaks, e)
			if speaks == wire.V11 && strings.Join(got, "") != strings.ReplaceAll(text, "\n", "") || len(got) < len(written) {
				t.Errorf("%s hears %q, want %q", speaks, got, text)
			}
			if isEmpty := func(s string) bool { return s == "" }; count(got, isEmpty) != count(written, isEmpty) {
				t.Errorf("%s hears %q, want %q", speaks, got, text)
			}
		}
	})
}

// count returns how many of all are so.
func count(all []string, so func(string) bool) (n int) {
	for _, s := range all {
		if so(s) {
			n++
		}
	}
	return n
}

// ASCII costs the same in both dialects: it is looked at and not made again.
func BenchmarkMessage(b *testing.B) {
	for _, speaks := range []wire.Version{wire.V1, wire.V11} {
		for what, text := range map[string]string{
			"ascii": "Yes I'm here, good to see you!",
			"few":   "Yes I’m here … good to see you!",
			"long":  strings.Repeat("Yes I'm here, good to see you! ", 300),
		} {
			b.Run(strings.ReplaceAll(string(speaks), "/", "")+"/"+what, func(b *testing.B) {
				e := said("alice", text)
				buf := make([]byte, 0, 16<<10)
				b.ReportAllocs()
				for b.Loop() {
					buf = AppendMessage(buf[:0], speaks, e, nil)
				}
			})
		}
	}
}
