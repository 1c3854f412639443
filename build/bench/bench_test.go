package main

import (
	"bytes"
	"os"
	"testing"
	"time"
)

// TestMain lets the test program be the floor, as the bench itself is.
func TestMain(m *testing.M) {
	if members := os.Getenv(floorEnv); members != "" {
		exit(floorMain(members))
	}
	os.Exit(m.Run())
}

// Whatever the pieces in which bytes arrive, the lines and their numbers are
// the same.
func TestTallyDoesNotCareHowBytesAreCut(t *testing.T) {
	form := lineForm{text: 20}
	var sent []byte
	for n := range 50 {
		line := form.line("s00001")
		setNumber(line, n*7919)
		sent = append(sent, line...)
	}
	var whole tally
	count := func(int) error { return nil }
	if err := whole.take(sent, form, count); err != nil {
		t.Fatal(err)
	}
	for piece := 1; piece < 3*form.width(); piece++ {
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
}

func TestTallyRefusesLinesNobodySent(t *testing.T) {
	form := lineForm{text: 20}
	good := form.line("s00001")
	setNumber(good, 1)
	long := append(bytes.TrimSuffix(bytes.Clone(good), []byte("\n")), "y\n"...)
	for _, bad := range []string{"400 Invalid text\n", "\n", string(good[:20]) + "\n", string(long), string(good[1:]) + "x"} {
		var got tally
		count := func(int) error { return nil }
		if err := got.take([]byte(bad+string(good)), form, count); err == nil {
			t.Errorf("%q passed", bad)
		}
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
	o, err := parseOptions([]string{"-receivers", "10, 20", "-inflight", "3", "-seconds", "0.25", "--", "-journal=off"})
	if err != nil || len(o.receivers) != 2 || o.inflight[0] != 3 || o.stretch != 250*time.Millisecond || o.serverArgs[0] != "-journal=off" {
		t.Errorf("%+v, %v", o, err)
	}
	for _, bad := range [][]string{{"-receivers", "10,x"}, {"-inflight", "0"}, {"-senders", "0"}, {"-rounds", "0"}, {"-seconds", "0"}, {"-text", "3"}, {"-inflight", "5000"}} {
		if _, err := parseOptions(bad); err == nil {
			t.Errorf("%v passed", bad)
		}
	}
}
