package archive

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"confab/backend/session"
	"confab/server/wire"
)

// Two windows of one person store the same, and somebody reads meanwhile: all is
// there once, and nobody is told to try again.
func TestTwoWindowsStoreTheSame(t *testing.T) {
	dir := t.TempDir()
	all := (&diary{t: t, last: map[string]int64{}}).talk("lobby", 60)
	var windows sync.WaitGroup
	for range 2 {
		windows.Go(func() {
			a, err := Open(dir)
			if err != nil {
				t.Error(err)
				return
			}
			p, err := a.Person("key", "alice")
			if err != nil {
				t.Error(err)
				return
			}
			for i := range all {
				if _, err := p.Store(all[i : i+1]); err != nil {
					t.Error(err)
				}
				if page, err := p.Page(Ask{Room: "lobby", Limit: 10}); err != nil || len(page.Rows) == 0 {
					t.Errorf("there is %+v, %v", page, err)
				}
				if _, err := p.Search("1", "", 0, 10); err != nil {
					t.Error(err)
				}
			}
			if err := a.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	windows.Wait()
	d := diaryIn(t, open(t, dir))
	if page := d.page(Ask{}); len(page.Rows) != 40 {
		t.Errorf("%d rows are there", len(page.Rows))
	}
	d.wantGaps()
}

// Two windows share an archive: what one has kept the other one is told of, too,
// though there is nothing for it to keep.
func TestWhatAnotherWindowHasKeptIsToldOf(t *testing.T) {
	d := newDiary(t)
	said := d.say("lobby", "bob", "hello")
	liked := d.change("lobby", "bob", wire.ReactType, "m1", "👍")
	d.store(said, liked)
	if got := d.store(said); !slices.Equal(lines(got.Rows), []string{"1 bob: hello 👍[bob]"}) || len(got.Fresh) != 0 {
		t.Errorf("of the message it was told %q, and %d were new", lines(got.Rows), len(got.Fresh))
	}
	if got := d.store(liked); len(got.Rows) != 1 {
		t.Errorf("of the reaction it was told %q", lines(got.Rows))
	}
}

// To a page no rows are an empty list, not null.
func TestNothingIsAnEmptyList(t *testing.T) {
	d := newDiary(t)
	if page := d.page(Ask{}); page.Rows == nil {
		t.Error("the rows of a room in which nothing was said are nil")
	}
}

// What a moderator has removed is on the disk no more: not in the rows, not in
// the index, not in what SQLite writes first.
func TestWhatIsRemovedIsGoneFromTheDisk(t *testing.T) {
	for name, secret := range map[string]string{"short": "Rumpelstiltskin", "long": strings.Repeat("Rumpelstiltskin ", 2000)} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			a, err := Open(dir)
			if err != nil {
				t.Fatal(err)
			}
			d := diaryIn(t, a)
			d.store(d.say("lobby", "bob", secret), d.say("lobby", "bob", "x"))
			d.store(d.change("lobby", "bob", wire.EditType, "m2", secret))
			d.store(d.say("lobby", "bob", secret)) // m4 is written otherwise, twice
			d.store(d.change("lobby", "bob", wire.EditType, "m4", "again "+secret))
			d.store(d.change("lobby", "bob", wire.EditType, "m4", "something else"))
			d.store(d.talk("lobby", 20)...)
			d.store(d.change("lobby", "ann", wire.RemoveType, "m1", ""), d.change("lobby", "bob", wire.RetractType, "m2", ""), d.change("lobby", "bob", wire.EditType, "m2", secret))
			for _, name := range []string{fileName, fileName + "-wal"} {
				content, err := os.ReadFile(filepath.Join(dir, name))
				if err != nil {
					t.Fatal(err)
				}
				for _, left := range []string{"Rumpelstiltskin", "rumpelstiltskin", "rumpe"} {
					if n := bytes.Count(content, []byte(left)); n > 0 {
						t.Errorf("%s has %s %d times", name, left, n)
					}
				}
			}
			if err := a.Close(); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// Of a message that was written otherwise the server keeps the newest text, in
// the message itself and in its newest edit. The edits before have none, and
// take nothing away.
func TestAnEditWithoutATextChangesNothing(t *testing.T) {
	d := newDiary(t)
	said, first, newest := d.say("lobby", "bob", "the newest"), d.change("lobby", "bob", wire.EditType, "m1", ""), d.change("lobby", "bob", wire.EditType, "m1", "the newest")
	for _, c := range []struct {
		comes session.Event
		want  string
	}{{said, "1 bob: the newest"}, {first, "1 bob: the newest"}, {newest, "1 bob: the newest (edited)"}} {
		d.store(c.comes)
		if got := lines(d.page(Ask{}).Rows); !slices.Contains(got, c.want) {
			t.Errorf("the rows are %q, want %q", got, c.want)
		}
	}
}

func TestWhatIsNothingToAnArchiveIsLeft(t *testing.T) {
	d := newDiary(t)
	waiting := d.say("lobby", "alice", "on its way")
	waiting.RoomEvent.Seq = 0
	far := d.say("lobby", "bob", "too far")
	far.RoomEvent.Seq = maxPlace + 1
	c := d.store(waiting, far, session.Event{Forget: true}, session.Event{People: &session.People{}}, session.Event{Room: &session.Room{}})
	if len(c.Rows) != 0 || len(d.page(Ask{}).Rows) != 0 {
		t.Errorf("it was taken: %+v", c)
	}
	if rooms, err := d.p.Rooms(); err != nil || len(rooms) != 0 {
		t.Errorf("there are rooms: %+v, %v", rooms, err)
	}
	first := d.say("lobby", "bob", "first")
	other := *first.RoomEvent // which no server can mean
	other.ID, other.Text = "other", "another at the same place"
	d.store(first, session.Event{RoomEvent: &other})
	if got := lines(d.page(Ask{}).Rows); !slices.Equal(got, []string{"gap before 3", "3 bob: first"}) {
		t.Errorf("the page is %q", got)
	}
}

func TestAnArchiveInMemory(t *testing.T) {
	a, err := Memory()
	if err != nil {
		t.Fatal(err)
	}
	add(t, a, pending("k1", "K1", "alice"))
	wantKeys(t, a, "k1")
	for range 2 {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, err := a.Pending("K1", "j1", "alice"); err == nil {
		t.Error("it is read after Close")
	}
}
