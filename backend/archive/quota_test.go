package archive

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"confab/backend/session"
	"confab/server/wire"
)

// limited begins a diary in an archive with a quota, and returns what moves its clock.
func limited(t *testing.T, q Quota) (d *diary, pass func(time.Duration)) {
	d = newDiary(t)
	now := noon
	d.p.a.now, d.p.a.quota = func() time.Time { return now }, q
	return d, func(by time.Duration) { now = now.Add(by) }
}

func (d *diary) wantFull(want Full) {
	d.t.Helper()
	if full, until, err := d.p.Full(); err != nil || full != want || full == FullDay && until.Before(d.p.a.now()) {
		d.t.Errorf("full is %q until %v, %v, want %q", full, until, err, want)
	}
}

// long is a text that is counted as 12 KB.
var long = strings.Repeat("x", 1000)

// What a server says past a day's quota is refused until the day is over, and then
// a gap that a page of history fills.
func TestADayHasAQuota(t *testing.T) {
	d, pass := limited(t, Quota{Day: 24_000, All: 1 << 30})
	d.wantFull("")
	said := []session.Event{}
	for range 6 {
		said = append(said, d.say("lobby", "eve", long))
	}
	c := d.store(said[:4]...)
	if len(c.Rows) != 2 || len(c.Refused) != 2 || c.Refused[0].RoomEvent.ID != "m3" {
		t.Fatalf("%d rows are kept and %d refused, want 2 and 2", len(c.Rows), len(c.Refused))
	}
	d.wantFull(FullDay)
	if _, err := d.p.StorePage("lobby", 0, said[:4], false); !errors.Is(err, ErrQuota) {
		t.Errorf("a page is kept: %v", err)
	}
	pass(dayLasts - time.Minute)
	if c := d.store(said[4]); len(c.Refused) != 1 {
		t.Error("one is kept before the day is over")
	}
	pass(time.Minute)
	d.wantFull("")
	if c := d.store(said[5]); len(c.Refused) != 0 || !slices.Equal(lines(c.Rows), []string{"gap before 6", "6 eve: " + long}) {
		t.Errorf("on the next day there come %.80q", lines(c.Rows))
	}
	d.p.a.quota.Day = 1 << 20
	if _, err := d.p.StorePage("lobby", 6, said[:5], false); err != nil {
		t.Fatal(err)
	}
	if page := d.page(Ask{}); len(page.Rows) != 6 || page.Rows[0].Kind == Gap {
		t.Errorf("once they are fetched there are %d rows", len(page.Rows))
	}
}

// Whoever lets it go on has as much again, of what is used up; a clock that is set
// back begins a new day.
func TestMoreIsKeptWhenItIsAllowed(t *testing.T) {
	d, pass := limited(t, Quota{Day: 12_000, All: 24_000})
	refused := func() int { return len(d.store(d.say("lobby", "eve", long)).Refused) }
	allow := func() {
		t.Helper()
		if err := d.p.Allow(); err != nil {
			t.Fatal(err)
		}
	}
	allow() // which is nothing while there is room
	if refused() != 0 || refused() != 1 {
		t.Error("there is not room for one")
	}
	d.wantFull(FullDay)
	allow()
	if refused() != 0 || refused() != 1 {
		t.Error("there is not room for one more")
	}
	d.wantFull(FullAll)
	d.p.a.quota.Day = 1 << 30
	pass(2 * dayLasts)
	d.wantFull(FullAll)
	pass(-100 * dayLasts)
	if refused() != 1 {
		t.Error("the end of a day makes room in all")
	}
	allow()
	for _, want := range []int{0, 0, 1} {
		if refused() != want {
			t.Error("in all there is not room for as much again")
		}
	}
}

// What is taken back or removed is erased here whether there is room or not, once.
func TestWhatIsTakenAwayIsAlwaysErased(t *testing.T) {
	d, _ := limited(t, Quota{Day: 1, All: 1 << 30})
	d.store(d.say("lobby", "eve", long))
	d.wantFull(FullDay)
	for i, refused := range []int{0, 1} {
		if c := d.store(d.change("lobby", "eve", wire.RetractType, "m1", "")); len(c.Refused) != refused {
			t.Errorf("retraction %d: %d are refused", i, len(c.Refused))
		}
	}
	if c := d.store(d.change("lobby", "eve", wire.RetractType, "nothing", "")); len(c.Refused) != 1 {
		t.Error("one of nothing is kept")
	}
	if row := d.page(Ask{}).Rows; row[0].Status != Retracted || row[0].Text != "" {
		t.Errorf("it stands there: %+v", row[0])
	}
}

// Another person's, and what is here already, count for nothing.
func TestWhatIsHereCountsOnce(t *testing.T) {
	d, _ := limited(t, Quota{Day: 16_500, All: 16_500})
	said := d.say("lobby", "bob", long)
	for range 5 {
		if c := d.store(said); len(c.Refused) != 0 {
			t.Fatal("what is here is refused")
		}
	}
	d.wantFull("")
	other, err := d.p.a.Person("another key", "alice")
	if err != nil {
		t.Fatal(err)
	}
	if c, err := other.Store([]session.Event{said}); err != nil || len(c.Refused) != 0 {
		t.Errorf("another one's is refused, %v", err)
	}
}

// A server cannot name rooms until the disk is full.
func TestRoomsAreKeptUpToANumber(t *testing.T) {
	d := newDiary(t)
	d.p.a.maxRooms = 3
	var all []session.Event
	for i := range 10 {
		all = append(all, session.Event{Room: &session.Room{Name: fmt.Sprint("r", i)}}, d.say(fmt.Sprint("r", i), "eve", "hi"))
	}
	c := d.store(all...)
	rooms, err := d.p.Rooms()
	if err != nil || len(rooms) != 3 || len(c.Rooms) != 3 || len(c.Rows) != 3 || len(c.Refused) != 7 {
		t.Errorf("%d rooms are kept, and of %d rooms %d rows, %d refused, %v", len(rooms), len(c.Rooms), len(c.Rows), len(c.Refused), err)
	}
	if _, err := d.p.StorePage("r9", 0, all[19:], false); !errors.Is(err, ErrRooms) {
		t.Errorf("a page of one that is not kept: %v", err)
	}
}

// What is counted is at least what the disk loses, whatever a server thinks of.
func TestNoMoreIsOnTheDiskThanIsCounted(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	word := func(n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = "abcdefghijklmnopqrstuvwxyz0123456789"[r.IntN(36)]
		}
		return string(b)
	}
	words := func(bytes, each int) string {
		var b strings.Builder
		for b.Len() < bytes {
			b.WriteString(word(each) + " ")
		}
		return b.String()
	}
	onDisk := func(dir string) int64 {
		f, err := os.Stat(filepath.Join(dir, fileName))
		if err != nil {
			t.Fatal(err)
		}
		return f.Size()
	}
	empty := t.TempDir()
	a := open(t, empty)
	diaryIn(t, a)
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	for name, make := range map[string]func(d *diary, i int) session.Event{
		"short messages of others": func(d *diary, i int) session.Event { return d.say("lobby", word(32), "x") },
		"new words of 5":           func(d *diary, i int) session.Event { return d.say("lobby", "eve", words(30_000, 5)) },
		"one word":                 func(d *diary, i int) session.Event { return d.say("lobby", "eve", word(30_000)) },
		"reactions": func(d *diary, i int) session.Event {
			return d.change("lobby", word(32), wire.ReactType, word(40), word(20))
		},
		"unknown": func(d *diary, i int) session.Event { return d.change("lobby", word(32), word(64), word(40), "") },
	} {
		r = rand.New(rand.NewPCG(1, 2)) // the same words, in whatever order the cases come
		dir := t.TempDir()
		a := open(t, dir)
		d := diaryIn(t, a)
		n := 300
		if m := make(d, 0).RoomEvent; len(m.Text) > 1000 {
			n = 4
		}
		var all []session.Event
		for i := range n {
			all = append(all, make(d, i))
		}
		d.store(all...)
		var u usage
		if err := a.read(func(t *tx) { u = t.used(d.p) }); err != nil {
			t.Fatal(err)
		}
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
		size := onDisk(dir) - onDisk(empty)
		t.Logf("%s: %d KB on the disk, %d counted", name, size>>10, u.total>>10)
		if size > u.total {
			t.Errorf("%s: %d bytes are on the disk, and %d counted", name, size, u.total)
		}
	}
}
