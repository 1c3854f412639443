package main

import (
	"bytes"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"confab/server/wire"
)

// TestMain lets the test program be the floor, as the bench itself is.
func TestMain(m *testing.M) {
	if plan := os.Getenv(floorEnv); plan != "" {
		exit(floorMain(plan))
	}
	os.Exit(m.Run())
}

// forms are one of each kind, as they are heard.
var forms = map[string]lineForm{
	"CHAT/1.0": {speaks: wire.V1, text: 20},
	"CHAT/2.0": {speaks: wire.V2, text: 20, ready: true},
	"rooms":    {speaks: wire.V2, text: 20, ready: true, rooms: 100},
}

func anyNumber(int) error { return nil }

// Whatever the pieces in which bytes arrive, the lines and their numbers are
// the same.
func TestTallyDoesNotCareHowBytesAreCut(t *testing.T) {
	for name, form := range forms {
		t.Run(name, func(t *testing.T) {
			var sent []byte
			for n := range 50 {
				line := form.line("s00001")
				form.set(line, n*7919)
				sent = append(sent, line...)
			}
			var whole tally
			if err := whole.take(sent, form, anyNumber); err != nil {
				t.Fatal(err)
			}
			for piece := 1; piece < 3*form.heard(); piece++ {
				var cut tally
				next := 0
				for rest := sent; len(rest) > 0; {
					n := min(piece, len(rest))
					err := cut.take(rest[:n], form, func(number int) error {
						if number != next*7919 {
							t.Errorf("pieces of %d: line %d has number %d", piece, next, number)
						}
						next++
						return nil
					})
					if err != nil {
						t.Fatalf("pieces of %d: %v", piece, err)
					}
					rest = rest[n:]
				}
				if cut.lines != 50 || cut.sum != whole.sum || len(cut.rest) != 0 {
					t.Errorf("pieces of %d: %d lines, sum %x, %d bytes left; want 50, %x, 0", piece, cut.lines, cut.sum, len(cut.rest), whole.sum)
				}
			}
		})
	}
}

func TestTallyRefusesLinesNobodySent(t *testing.T) {
	for name, form := range forms {
		good := form.line("s00001")
		form.set(good, 1)
		text := string(good)
		bad := []string{
			"400 Invalid text\n", "\n", text[:20] + "\n", text[1:], text + "x",
			strings.Replace(text, "xx", "xxx", 1), strings.Replace(text, "xx", "xy", 1), strings.Replace(text, "xx", "x", 1),
			strings.Replace(text, "00000001", "0000000a", 1), strings.Repeat("x", wire.MaxSent+1),
			`{"type":"error","code":"not-stored","reason":"…","id":"k"}` + "\n", `{"type":"bye"}` + "\n",
		}
		if form.speaks == wire.V2 {
			bad = append(bad, strings.Replace(text, "00000001", "00000002", 1), strings.Replace(text, "message", "edit", 1))
		}
		if form.rooms > 0 {
			bad = append(bad, strings.Replace(text, "room-0001", "room-0002", 1))
		}
		for _, bad := range bad {
			var got tally
			if err := got.take([]byte(bad+text), form, anyNumber); err == nil {
				t.Errorf("%s: %.200q passed", name, bad)
			}
		}
	}
}

// What a sender says is what a server takes, and what comes of it is what the
// floor's senders say.
func TestARequestBecomesTheEventThatIsExpected(t *testing.T) {
	for _, rooms := range []int{0, 100} {
		form := lineForm{speaks: wire.V2, text: 20, rooms: rooms}
		line := form.line("s00001")
		form.set(line, 142)
		request, bad := wire.ParseRequest(bytes.TrimSuffix(line, []byte("\n")))
		say, ok := request.(*wire.Say)
		if bad != nil || !ok {
			t.Fatalf("%s is %v, %v", line, request, bad)
		}
		event := &wire.Event{Type: wire.MessageType, Room: say.Room, From: "s00001", ID: say.ID, Body: wire.ByGuest(wire.SaidBody([]byte(say.Text)))}
		if want := form.event("s00001", 142); !reflect.DeepEqual(event, want) {
			t.Errorf("%s becomes\n%+v, want\n%+v", line, event, want)
		}
		event.Seq, event.Prev = 100_001, 100_000
		if got := wire.AppendEvent(nil, event); len(got) != form.heard() {
			t.Errorf("%s is %d bytes, want %d", got, len(got), form.heard())
		} else if n, ok := form.number(got); !ok || n != 142 {
			t.Errorf("%s has number %d, %v", got, n, ok)
		}
	}
}

func TestAPageIsCheckedEventByEvent(t *testing.T) {
	form := lineForm{speaks: wire.V2, text: 20}
	page := func(numbers ...int) []byte {
		p := wire.Page{Room: wire.Lobby}
		for _, n := range numbers {
			e := form.event("s00001", n)
			e.Seq, e.Prev = int64(n), int64(n-1)
			line := wire.AppendEvent(nil, e)
			p.Events = append(p.Events, line[:len(line)-1])
		}
		return wire.AppendAnswer(nil, p)
	}
	if n, err := checkPage(page(7, 8, 9), form, 10); n != 3 || err != nil {
		t.Errorf("a good page has %d events, %v", n, err)
	}
	for name, bad := range map[string][]byte{
		"empty": page(), "one missing": page(6, 8, 9), "the last missing": page(7, 8), "one doubled": page(7, 8, 8, 9),
		"swapped": page(8, 7, 9), "no page": []byte("[]\n"), "another text": bytes.Replace(page(7, 8, 9), []byte("xx"), []byte("xy"), 1),
		"another prev": bytes.Replace(page(7, 8, 9), []byte(`"prev":7`), []byte(`"prev":6`), 1),
	} {
		if _, err := checkPage(bad, form, 10); err == nil {
			t.Errorf("a page that is %s passed", name)
		}
	}
}

func TestTheDiskOfAFolderIsFound(t *testing.T) {
	const mounts = "22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw\n" +
		"30 22 0:25 / /tmp rw - tmpfs tmpfs rw\n" +
		"31 22 0:26 / /mnt/my\\040disk rw - btrfs /dev/vdb rw\n" +
		"a line of another form\n"
	for folder, want := range map[string]string{
		"/": "ext4", "/var/nothing/here": "ext4", "/tmp/nothing/here": "tmpfs", "/tmpdir": "ext4", "/mnt/my disk/x": "btrfs",
	} {
		if got := fileSystem(mounts, folder); got != want {
			t.Errorf("%s is on %q, want %q", folder, got, want)
		}
	}
}

func TestAFloorKnowsThePlan(t *testing.T) {
	p := plan{form: lineForm{speaks: wire.V2, text: 48, rooms: 10}, receivers: 9, senders: 1}
	if got, err := floorPlan(p.floorText()); err != nil || got != p.atFloor() {
		t.Errorf("it knows %+v, %v; want %+v", got, err, p.atFloor())
	}
	if _, err := floorPlan("10,1"); err == nil {
		t.Error("half a plan passed")
	}
}

func TestPercentileIsRightToTheWidthOfABucket(t *testing.T) {
	var h histogram
	if got := h.percentile(50); got != 0 {
		t.Errorf("without points p50 = %v", got)
	}
	for i := 1; i <= 1000; i++ {
		h.add(time.Duration(i) * time.Microsecond)
	}
	for p, want := range map[float64]time.Duration{1: 10e3, 50: 500e3, 99: 990e3, 100: 1000e3} {
		got := h.percentile(p)
		if got > want || float64(got) < 0.96*float64(want) {
			t.Errorf("p%v = %v, want %v or up to 4 %% less", p, got, want)
		}
	}
	for v := uint64(1); v < 1<<62; v += v/7 + 1 {
		if b := bucket(v); uint64(floorOf(b)) > v || uint64(floorOf(b+1)) <= v {
			t.Fatalf("%d is in the bucket from %d to %d", v, floorOf(b), floorOf(b+1))
		}
	}
}

func TestStatIsReadBehindAnyProgramName(t *testing.T) {
	text := []byte("7869 (a ) (b) R 1 2 3 0 -1 4194304 60 0 0 0 29 31 5 7 20 0 1 0 96150 2654208 332\n")
	user, kernel, err := parseStat(text)
	if err != nil || user != 290*time.Millisecond || kernel != 310*time.Millisecond {
		t.Errorf("user %v, kernel %v, %v", user, kernel, err)
	}
	for _, bad := range []string{"", "1 (x) R 1 2", "no bracket"} {
		if _, _, err := parseStat([]byte(bad)); err == nil {
			t.Errorf("%q passed", bad)
		}
	}
}

func TestRollupGivesBothSizes(t *testing.T) {
	m, err := parseRollup([]byte("55d0-7ffd ---p 00000000 00:00 0    [rollup]\nRss:      1680 kB\nPss:       428 kB\nPss_Anon:  112 kB\n"))
	if err != nil || m != (memory{rss: 1680 << 10, pss: 428 << 10}) {
		t.Errorf("%+v, %v", m, err)
	}
	if _, err := parseRollup([]byte("Rss: 1 kB\n")); err == nil {
		t.Error("a rollup without Pss passed")
	}
}

func TestMarkdownGoesBetweenItsMarks(t *testing.T) {
	text := "before\n" + beginMark + "\nold\n" + endMark + "\nafter\n"
	got, err := between(text, "new\n")
	if want := "before\n" + beginMark + "\n\nnew\n\n" + endMark + "\nafter\n"; err != nil || got != want {
		t.Errorf("%q, %v", got, err)
	}
	again, err := between(got, "new\n")
	if err != nil || again != got {
		t.Errorf("the second time: %q, %v", again, err)
	}
	if _, err := between("no marks", "new"); err == nil {
		t.Error("a file without marks passed")
	}
}

func TestFiguresAreWrittenForReading(t *testing.T) {
	for got, want := range map[string]string{
		thousands(999): "999", thousands(1811659): "1,811,659", thousands(45676): "45,676",
		micros(0.1894): "0.189", micros(13.87): "13.9",
		short(193e3): "193 µs", short(5.62e6): "5.6 ms", short(1.2e9): "1200 ms",
		ratioText([]float64{1, 1.2, 1.1, 9, 1.3}): "1.20 ±0.10",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestOptionsAreChecked(t *testing.T) {
	o, err := parseOptions([]string{"-receivers", "10, 20", "-inflight", "3", "-dialect", "2", "-journal", "full,none", "-scenarios", "crowd,acks", "-seconds", "0.25", "--", "-send-queue=1"})
	if err != nil || len(o.receivers) != 2 || o.inflight[0] != 3 || o.stretch != 250*time.Millisecond || o.serverArgs[0] != "-send-queue=1" ||
		o.dialects[0] != wire.V2 || !slices.Equal(o.journals, []journalKind{full, unknown}) || len(o.crowds()) != 2 || len(o.houses()) != 0 {
		t.Errorf("%+v, %v", o, err)
	}
	for _, bad := range [][]string{
		{"-receivers", "10,x"}, {"-inflight", "0"}, {"-senders", "0"}, {"-rounds", "0"}, {"-seconds", "0"}, {"-seconds", "60"}, {"-text", "3"}, {"-text", "1191"},
		{"-inflight", "5000"}, {"-inflight", "1,500", "-dialect", "1,2"}, {"-acks-inflight", "64"}, {"-acks-senders", "0"}, {"-acks-receivers", "-1"},
		{"-dialect", "3"}, {"-journal", "disk"}, {"-scenarios", "all"}, {"-rooms", "10000"}, {"-members", "1"}, {"-events", "0"}, {"-pages", "0"},
	} {
		if _, err := parseOptions(bad); err == nil {
			t.Errorf("%v passed", bad)
		}
	}
}
