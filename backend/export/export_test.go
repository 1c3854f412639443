package export

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"confab/backend/archive"
	"confab/backend/millis"
	"confab/backend/text"
	"confab/server/wire"
)

var about = About{Server: "Lab 3", Name: "alice", At: time.Date(2026, 3, 9, 8, 0, 0, 0, time.FixedZone("", 3600))}

// room returns one with rows, which have their parts as the archive's do.
func room(name string, rows ...archive.Row) Room {
	return Room{Name: name, Rows: func(f func(archive.Row) error) error {
		for _, row := range rows {
			row.Parts = text.Parse(row.Text, text.Names{})
			if err := f(row); err != nil {
				return err
			}
		}
		return nil
	}}
}

// at is a time that a row has; of what is no time there is none.
func at(s string) millis.Time {
	t, _ := time.Parse(time.RFC3339, s)
	return millis.Time{Time: t}
}

// talk is a room in which everything has happened once.
func talk() Room {
	r := room("lab",
		archive.Row{Kind: "open", Seq: 1, Room: "lab", At: at("2026-03-01T10:00:00.000+01:00"), From: "alice", Content: wire.Content{Topic: "all things"}},
		archive.Row{Kind: "join", Seq: 2, Room: "lab", At: at("2026-03-01T10:01:00.000+01:00"), From: "bob"},
		archive.Row{Kind: "message", ID: "k1", Seq: 3, Room: "lab", At: at("2026-03-01T23:59:00.000+01:00"), From: "bob", State: archive.Sent, Status: "edited", Reactions: []archive.Reaction{{Emoji: "👍", Names: []string{"alice", "carol"}}}, Content: wire.Content{Guest: true, Text: "see https://example.org/a?b=c.\n  second line"}},
		archive.Row{Kind: "gap", ID: "gap-9", Seq: 9, Room: "lab"},
		archive.Row{Kind: "message", ID: "k2", Seq: 9, Room: "lab", At: at("2026-03-02T00:01:00.000+01:00"), From: "alice", Own: true, State: archive.Sent, Quote: &archive.Quote{ID: "k1", From: "bob", Text: "see https"}, Content: wire.Content{Text: "שלום", ReplyTo: "k1"}},
		archive.Row{Kind: "message", ID: "k3", Seq: 10, Room: "lab", At: at("2026-03-02T00:02:00.000+01:00"), From: "carol", State: archive.Sent, Status: "retracted"},
		archive.Row{Kind: "message", ID: "k4", Seq: 11, Room: "lab", At: at("2026-03-02T00:03:00.000+01:00"), From: "mallory", State: archive.Sent, Status: "removed", By: "alice", Content: wire.Content{Reason: "spam"}},
		archive.Row{Kind: "message", ID: "k5", Seq: 12, Room: "lab", At: at("2026-03-02T00:04:00.000+01:00"), From: "bob", State: archive.Sent, Quote: &archive.Quote{ID: "k4", From: "mallory", Status: "removed"}, Content: wire.Content{Text: "what?", ReplyTo: "k4"}},
		archive.Row{Kind: "invite", Seq: 13, Room: "lab", At: at("2026-03-02T00:05:00.000+01:00"), From: "alice", Content: wire.Content{Name: "dave"}},
		archive.Row{Kind: "topic", Seq: 14, Room: "lab", At: at("2026-03-02T00:06:00.000+01:00"), From: "alice"},
		archive.Row{Kind: "topic", Seq: 15, Room: "lab", At: at("2026-03-02T00:07:00.000+01:00"), From: "alice", Content: wire.Content{Topic: "some things"}},
		archive.Row{Kind: "leave", Seq: 16, Room: "lab", At: at("2026-03-02T00:08:00.000+01:00"), From: "bob"},
		archive.Row{Kind: "message", ID: "k6", Room: "lab", At: at("2026-03-02T00:09:00.000+01:00"), From: "alice", Own: true, State: archive.Waiting, Content: wire.Content{Text: "later"}},
	)
	r.Topic = "some things"
	return r
}

func write(t *testing.T, format Format, a About, rooms ...Room) string {
	t.Helper()
	var b strings.Builder
	if err := Write(&b, format, a, rooms); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestATalkAsText(t *testing.T) {
	const want = `Messages that alice has from Lab 3, saved on 9 March 2026

=== lab ===
some things

--- 1 March 2026 ---
10:00 * alice created the room
10:01 * bob joined
23:59 <bob (guest)> (edited) see https://example.org/a?b=c.
        second line
      [👍: alice, carol]
      * Some messages are missing here.

--- 2 March 2026 ---
00:01 <alice>
      > <bob> see https
      שלום
00:02 <carol> (deleted)
00:03 <mallory> (removed by alice: spam)
00:04 <bob>
      > <mallory> removed
      what?
00:05 * alice invited dave
00:06 * alice removed the topic
00:07 * alice changed the topic to “some things”
00:08 * bob left
00:09 <alice> (not sent yet) later

=== bob, alice ===
`
	if got := write(t, Text, about, talk(), Room{Name: "dm-1", With: []string{"bob", "alice"}, Rows: room("").Rows}); got != want {
		t.Errorf("it is\n%s\nwant\n%s", got, want)
	}
}

func TestATalkAsLinesOfJSON(t *testing.T) {
	got := write(t, JSON, about, talk(), room("other", archive.Row{Kind: "message", Content: wire.Content{Text: "<b>\n\u2028"}}))
	var rows, want []archive.Row
	for lines := bufio.NewScanner(strings.NewReader(got)); lines.Scan(); {
		var line struct {
			archive.Row
			At string `json:"at"`
		}
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			t.Fatalf("%q: %v", lines.Text(), err)
		}
		line.Row.At = at(line.At)
		rows = append(rows, line.Row)
	}
	for _, r := range []Room{talk(), room("other", archive.Row{Kind: "message", Content: wire.Content{Text: "<b>\n\u2028"}})} {
		if err := r.Rows(func(row archive.Row) error { row.Parts = nil; want = append(want, row); return nil }); err != nil {
			t.Fatal(err)
		}
	}
	if !reflect.DeepEqual(rows, want) {
		t.Errorf("the lines are %+v, want %+v", rows, want)
	}
}

func TestEmptyLinesStay(t *testing.T) {
	for text, want := range map[string]string{
		"first paragraph\n\nsecond paragraph":  "      first paragraph\n\n      second paragraph\n",
		"first\r\n\r\nsecond\v\u2028\n\nthird": "      first\n\n      second\n\n\n\n      third\n",
	} {
		got := write(t, Text, about, room("lab", archive.Row{Kind: "message", From: "bob", Quote: &archive.Quote{}, Content: wire.Content{Text: text}}))
		if !strings.HasSuffix(got, "\n"+want) {
			t.Errorf("%q is\n%s\nwant\n%s", text, got, want)
		}
	}
}

// A message with line breaks of whatever kind does not look like two.
func TestNoMessageLooksLikeAnotherOneInText(t *testing.T) {
	for _, end := range []string{"\n", "\r\n", "\r", "\v", "\f", "\u0085", "\u2028", "\u2029", "\x1b[1A\n"} {
		fake := "hi" + end + "10:01 <alice> I owe bob 100" + end + "=== lab ==="
		for _, row := range []archive.Row{
			{Kind: "message", Content: wire.Content{Text: fake}},
			{Kind: "message", From: fake},
			{Kind: "message", Quote: &archive.Quote{From: fake, Text: fake}},
			{Kind: "message", Reactions: []archive.Reaction{{Emoji: fake, Names: []string{fake}}}},
			{Kind: "message", Status: "removed", By: fake, Content: wire.Content{Reason: fake}},
			{Kind: "topic", From: fake, Content: wire.Content{Topic: fake}},
			{Kind: fake, From: fake},
		} {
			r := room(fake, row)
			r.Topic = fake
			got := write(t, Text, About{Name: fake, Server: fake}, r)
			for line := range strings.Lines(got) {
				if strings.HasPrefix(line, "10:01") || strings.HasPrefix(line, "=== lab ===") {
					t.Errorf("with %q in %+v there is the line %q", end, row, line)
				}
			}
			if strings.ContainsAny(got, "\r\v\f\u0085\u2028\u2029\x1b") {
				t.Errorf("%q is in the text", end)
			}
		}
	}
	if got := write(t, Text, about, room("lab", archive.Row{Kind: "message", Content: wire.Content{Text: "\u202egnp.exe\x07\xff"}})); !strings.HasSuffix(got, " gnp.exe\ufffd\n") {
		t.Errorf("it ends with %q", got[len(got)-20:])
	}
}

func TestOtherFormatsAreNone(t *testing.T) {
	if err := Write(io.Discard, "pdf", about, nil); err == nil || !strings.Contains(err.Error(), "html, json or text") {
		t.Errorf("it came to %v", err)
	}
}

func TestAFileHasANameThatEverySystemTakes(t *testing.T) {
	for in, want := range map[string]string{
		"lab":                     "Confab lab 2026-03-09.html",
		"Lab 3: \"a/b\\c\" <*?|>": "Confab Lab 3- -a-b-c 2026-03-09.html",
		"../../etc/passwd":        "Confab etc-passwd 2026-03-09.html",
		"a\x00\n\u202eb\xff":      "Confab a---b 2026-03-09.html",
		"":                        "Confab 2026-03-09.html",
		"...":                     "Confab 2026-03-09.html",
		"日本語 שלום":                "Confab 日本語 שלום 2026-03-09.html",
		strings.Repeat("𝒳", 300):  "Confab " + strings.Repeat("𝒳", 50) + " 2026-03-09.html",
		"50%":                     "Confab 50 2026-03-09.html",
	} {
		if got := FileName(HTML, in, about.At); got != want || len(got) > 255 {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
	if FileName(JSON, "lab", about.At) != "Confab lab 2026-03-09.jsonl" || FileName(Text, "lab", about.At) != "Confab lab 2026-03-09.txt" {
		t.Error("the endings are others")
	}
}

func TestAFileIsReplacedAsAWholeAndIsItsOwnersAlone(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "lab.txt")
	if err := os.WriteFile(path, []byte("older"), 0o644); err != nil {
		t.Fatal(err)
	}
	half := room("lab")
	half.Rows = func(f func(archive.Row) error) error {
		for range 10000 { // more than is held before it is written
			if err := f(archive.Row{Kind: "message", Content: wire.Content{Text: "hello"}}); err != nil {
				return err
			}
		}
		return errors.New("the archive is gone")
	}
	for _, format := range []Format{HTML, JSON, Text} {
		if err := File(path, format, about, []Room{talk(), half}); err == nil || !strings.Contains(err.Error(), "the archive is gone") || !strings.Contains(err.Error(), path) {
			t.Errorf("a row that cannot be had came to %v", err)
		}
		onlyFile(t, path, "older")
	}
	if err := File(path, Text, about, []Room{talk()}); err != nil {
		t.Fatal(err)
	}
	onlyFile(t, path, write(t, Text, about, talk()))
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 && runtime.GOOS != "windows" {
		t.Errorf("its mode is %v, %v", info.Mode(), err)
	}
	if err := File(filepath.Join(dir, "missing", "x"), Text, about, nil); err == nil {
		t.Error("it is written into a folder that there is not")
	}
	inTheWay := filepath.Join(dir, "in the way")
	if err := os.MkdirAll(filepath.Join(inTheWay, "x"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := File(inTheWay, Text, about, nil); err == nil {
		t.Error("a folder is replaced")
	}
	if left, _ := os.ReadDir(dir); len(left) != 2 {
		t.Errorf("behind it stays %v", left)
	}
}

// onlyFile wants a file with a text, and nothing beside it.
func onlyFile(t *testing.T, path, want string) {
	t.Helper()
	got, err := os.ReadFile(path)
	left, bad := os.ReadDir(filepath.Dir(path))
	if err != nil || bad != nil || string(got) != want || len(left) != 1 {
		t.Errorf("the file has %.80q, %v, and beside it is %v, %v", got, err, left, bad)
	}
}

// broken takes so many bytes and then no more.
type broken struct{ left int }

var errBroken = errors.New("the disk is broken")

func (b *broken) Write(p []byte) (int, error) {
	if len(p) > b.left {
		return b.left, errBroken
	}
	b.left -= len(p)
	return len(p), nil
}

func TestWhatCannotBeWrittenEndsIt(t *testing.T) {
	for _, format := range []Format{HTML, JSON, Text} {
		if err := Write(&broken{0}, format, about, []Room{talk()}); !errors.Is(err, errBroken) {
			t.Errorf("%s of a few rows came to %v", format, err)
		}
		for _, takes := range []int{0, 1 << 17} {
			rows := 0
			endless := room("lab")
			endless.Rows = func(f func(archive.Row) error) error {
				for rows = 0; rows < 1<<20; rows++ {
					if err := f(archive.Row{Kind: "message", Content: wire.Content{Text: "hello"}}); err != nil {
						return err
					}
				}
				return nil
			}
			if err := Write(&broken{takes}, format, about, []Room{endless}); !errors.Is(err, errBroken) || rows > 1<<14 {
				t.Errorf("%s came to %v after %d rows", format, err, rows)
			}
		}
	}
}

// However long a talk is, one row of it is held.
func TestAHundredThousandRowsAreNotHeld(t *testing.T) {
	const bound = 4 << 20
	text := "as short as most of what is said"
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	for format, rows := range map[Format]int{JSON: 100_000, Text: 100_000, HTML: 20_000} { // a page takes ten times as long
		var most uint64
		before := heap()
		many := room("lab")
		many.Rows = func(f func(archive.Row) error) error {
			for i := range rows {
				if i%10_000 == 0 {
					most = max(most, heap())
				}
				if err := f(archive.Row{Kind: "message", Seq: int64(i), At: at("2026-03-01T10:00:00.000+01:00"), From: "bob", Content: wire.Content{Text: text}}); err != nil {
					return err
				}
			}
			most = max(most, heap())
			return nil
		}
		var written counter
		if err := Write(&written, format, about, []Room{many}); err != nil {
			t.Fatal(err)
		}
		if written < counter(rows*len(text)) {
			t.Errorf("%s has %d bytes", format, written)
		}
		if most > before+bound {
			t.Errorf("%s held %d bytes of %d, want at most %d", format, most-before, written, bound)
		}
	}
}

type counter int

func (c *counter) Write(p []byte) (int, error) { *c += counter(len(p)); return len(p), nil }

func TestGerman(t *testing.T) {
	a := about
	a.Language = "de"
	got := write(t, Text, a, talk())
	for _, want := range []string{"Nachrichten, die alice von Lab 3 hat, gespeichert am 9. März 2026", "--- 1. März 2026 ---", "(Gast)", "(bearbeitet)", "(entfernt von alice: spam)", "alice hat das Thema in „some things“ geändert", "Hier fehlen Nachrichten."} {
		if !strings.Contains(got, want) {
			t.Errorf("it does not say %q:\n%s", want, got)
		}
	}
	if !bytes.Contains([]byte(write(t, HTML, a, talk())), []byte(`<html lang="de">`)) {
		t.Error("the page does not say that it is German")
	}
}

func TestARoomThatHasEndedIsCalledSo(t *testing.T) {
	ended := room("tea~24", archive.Row{Kind: "message", Content: wire.Content{Text: "old"}})
	for language, want := range map[string]string{"en": "tea (ended)", "de": "tea (beendet)"} {
		about := About{Server: "lab", Name: "alice", Language: language}
		for _, format := range []Format{Text, HTML} {
			if got := write(t, format, about, ended); !strings.Contains(got, want) || strings.Contains(got, "tea~24") {
				t.Errorf("%s in %s has %q, want %q", format, language, got, want)
			}
		}
	}
}
