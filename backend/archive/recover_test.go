package archive

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"confab/backend/session"
)

// pageSize is SQLite's usual one.
const pageSize = 4096

// A life is what an archive of some time has in it.
type life struct {
	file    []byte
	pending []session.Pending
	said    []session.Event
	lines   map[string][]string // of each room
	roots   map[int]bool        // the pages that all of a table hangs on, by their index in the file
}

var lived *life

// aLife makes an archive as one comes to be: rooms, changes, drafts, and requests
// that wait, some of which are long.
func aLife(t *testing.T) *life {
	t.Helper()
	if lived != nil {
		return lived
	}
	dir := t.TempDir()
	a, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	l := &life{lines: map[string][]string{}, roots: map[int]bool{}}
	for n := range 40 {
		p := pending(fmt.Sprint("w", n), "K1", "alice")
		if n%7 == 0 {
			p.Line = fmt.Appendf(nil, `{"type":"say","room":"lobby","id":"w%d","text":"%s"}`+"\n", n, strings.Repeat("long ", 3000))
		}
		l.pending = append(l.pending, p)
	}
	add(t, a, l.pending...)
	d := diaryIn(t, a)
	random := rand.New(rand.NewPCG(1, 2))
	for range 3 {
		l.said = append(l.said, scribble(d, random, 100)...)
		l.said = append(l.said, d.talk("tea", 60)...)
	}
	for events := range slices.Chunk(l.said, 50) {
		d.store(events...)
	}
	for _, room := range []string{"lobby", "tea"} {
		if err := d.p.SetDraft(room, "a draft for "+room); err != nil {
			t.Fatal(err)
		}
		l.lines[room] = everything(d, room)
	}
	if err := d.p.Met(session.Connection{State: session.Online, Address: "lab:1", You: "alice", Journal: "j1", ServerKey: "key"}); err != nil {
		t.Fatal(err)
	}
	if err := a.read(func(t *tx) {
		for _, page := range t.numbers("SELECT rootpage FROM sqlite_schema WHERE type = 'table'") {
			l.roots[int(page)-1] = true
		}
	}); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if l.file, err = os.ReadFile(filepath.Join(dir, fileName)); err != nil {
		t.Fatal(err)
	}
	lived = l
	return l
}

// everything is all of a room in short.
func everything(d *diary, room string) (all []string) {
	d.t.Helper()
	if err := d.p.Each(room, func(r Row) error { all = append(all, line(r)); return nil }); err != nil {
		d.t.Fatal(err)
	}
	return all
}

// use reads all of an archive, and writes, as a program does that runs on.
func use(a *Archive) error {
	p, err := a.Person("key", "alice")
	if err != nil {
		return err
	}
	rooms, err := p.Rooms()
	for _, room := range rooms {
		err = errors.Join(err, p.Each(room.Name, func(Row) error { return nil }))
		_, gaps := p.Gaps(room.Name, 1000)
		err = errors.Join(err, gaps)
	}
	_, searched := p.Search("long from:bob", "", 0, 50)
	_, waits := a.Pending("K1", "j1", "alice")
	_, recalled := a.Recall("lab:1", "alice")
	return errors.Join(err, searched, waits, recalled, a.write(func(t *tx) {
		for _, q := range []string{"SELECT count(*) FROM events WHERE status >= 0", "SELECT count(*) FROM events NOT INDEXED WHERE status + at >= 0",
			"SELECT count(*) FROM reactions WHERE off >= 0", "SELECT count(*) FROM days", "SELECT count(*) FROM names WHERE fold >= ''",
			"SELECT count(*) FROM outbox WHERE key >= ''", "SELECT sum(length(line)) FROM outbox"} {
			t.get(q, nil, new(any))
		}
		t.do(fmt.Sprintf("INSERT INTO %[1]s (%[1]s) VALUES ('integrity-check')", foldings[1].table))
	}))
}

// lastOpened opens the archive in dir as often as a person starts a program that
// says that its archive is damaged, until it does not. found reports whether it
// ever was.
func lastOpened(t *testing.T, dir string) (a *Archive, found bool) {
	t.Helper()
	for range 4 {
		a, err := Open(dir)
		if err != nil {
			t.Fatalf("Open returned %v", err)
		}
		found = found || a.Recovered() != nil
		err = use(a)
		if err == nil {
			return a, found
		}
		if !errors.Is(err, ErrDamaged) {
			t.Fatalf("using it came to %v, want %v", err, ErrDamaged)
		}
		if err := a.Close(); err != nil && !errors.Is(classify(err), ErrDamaged) {
			t.Fatal(err)
		}
	}
	t.Fatal("it is damaged each time")
	return nil, true
}

// fetch asks the server for what an archive does not have, as a session and a
// window do: what came behind the last event that is known, and what is missing.
func (l *life) fetch(d *diary) error {
	of := map[string][]session.Event{}
	for _, e := range l.said {
		room, _ := where(e)
		of[room] = append(of[room], e)
	}
	for room, said := range of {
		var last int64
		if err := d.p.a.read(func(t *tx) { last = t.room(d.p, room).last }); err != nil {
			return err
		}
		behind := slices.IndexFunc(said, func(e session.Event) bool { _, seq := where(e); return seq > last })
		if behind >= 0 {
			if _, err := d.p.Store(said[max(behind, len(said)-50):]); err != nil {
				return err
			}
		}
		for {
			gaps, err := d.p.Gaps(room, 1)
			if err != nil {
				return err
			}
			if len(gaps) == 0 {
				break
			}
			to := slices.IndexFunc(said, func(e session.Event) bool { _, seq := where(e); return seq == gaps[0] })
			if _, err := d.p.StorePage(room, gaps[0], said[max(to-50, 0):to], to > 50); err != nil {
				return err
			}
		}
	}
	return nil
}

// where returns the room and the place of an event.
func where(e session.Event) (room string, seq int64) {
	return e.RoomEvent.Room, e.RoomEvent.Seq
}

// spoil writes l's archive, with a page that is nothing, to a new folder.
func (l *life) spoil(t *testing.T, page int) (dir string) {
	t.Helper()
	dir = t.TempDir()
	file := slices.Clone(l.file)
	for i := range pageSize {
		file[page*pageSize+i] = 0xa5
	}
	if err := os.WriteFile(filepath.Join(dir, fileName), file, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// Whichever page is lost, the others are kept, and what was on it comes back from
// the server: as what is missing anywhere.
func TestWhateverPageIsLostTheOthersAreKept(t *testing.T) {
	l := aLife(t)
	pages := len(l.file) / pageSize
	if pages < 40 {
		t.Fatalf("there are %d pages", pages)
	}
	noticed, rows, lost, survived := 0, 0, 0, 0
	for page := range pages {
		switch {
		case page <= 8 && page%2 == 0: // roots
		case l.file[page*pageSize] == 13: // rows of a table
			if rows++; rows%5 > 0 {
				continue
			}
		case page%29 > 0: // of an index
			continue
		}
		dir := l.spoil(t, page)
		a, found := lastOpened(t, dir)
		if found {
			noticed++
			if aside, err := filepath.Glob(filepath.Join(dir, fileName+".broken-*")); err != nil || len(aside) == 0 {
				t.Errorf("page %d: nothing is set aside, %v", page, err)
			}
		}
		waiting, err := a.Pending("K1", "j1", "alice")
		if err != nil {
			t.Fatal(err)
		}
		schema := bytes.Contains(l.file[page*pageSize:(page+1)*pageSize], []byte("CREATE ")) // without which SQLite reads nothing
		if page > 8 && !l.roots[page] && !schema && len(waiting) < len(l.pending)/3 {
			t.Errorf("page %d: %d of %d requests wait", page, len(waiting), len(l.pending))
		}
		for _, p := range waiting {
			if !slices.ContainsFunc(l.pending, func(was session.Pending) bool { return reflect.DeepEqual(p, was) }) {
				t.Errorf("page %d: %q waits, which nobody has written", page, p.ID)
			}
		}
		d := diaryIn(t, a)
		// What waits, what is being written and who one is stand on pages of their own.
		if p, err := a.Recall("lab:1", "alice"); found && len(waiting) == len(l.pending) && d.room("tea").Draft == "a draft for tea" && err == nil && p != nil {
			survived++
		}
		kept := 0
		for _, room := range []string{"lobby", "tea"} {
			kept += len(everything(d, room))
		}
		all := len(l.lines["lobby"]) + len(l.lines["tea"])
		if page > 8 && !l.roots[page] && !schema && kept < all*3/4 { // a page holds up to a fifth of these
			t.Errorf("page %d: %d of %d rows are kept", page, kept, all)
		}
		if kept < all {
			lost++
		}
		if err := l.fetch(d); errors.Is(err, ErrDamaged) { // an index that nothing has read before
			if err := a.Close(); err != nil && !errors.Is(classify(err), ErrDamaged) {
				t.Fatal(err)
			}
			a, _ = lastOpened(t, dir)
			d = diaryIn(t, a)
			err = l.fetch(d)
			if err != nil {
				t.Fatal(err)
			}
		} else if err != nil {
			t.Fatal(err)
		}
		for _, room := range []string{"lobby", "tea"} {
			if got := everything(d, room); !slices.Equal(got, l.lines[room]) {
				t.Fatalf("page %d: in %s there is\n%q, want\n%q", page, room, got, l.lines[room])
			}
		}
		d.wantGaps()
		if err := use(a); err != nil {
			t.Errorf("page %d: %v", page, err)
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}
	if noticed < 8 || lost < 4 || survived < 2 {
		t.Errorf("%d pages were missed, %d times something was lost, and %d times nothing that is only here", noticed, lost, survived)
	}
}

// Single wrong bits are noticed or not, and never bring a program down.
func TestWrongBitsBringNobodyDown(t *testing.T) {
	l := aLife(t)
	for seed := range uint64(5) {
		random := rand.New(rand.NewPCG(seed, 5))
		dir := t.TempDir()
		file := slices.Clone(l.file)
		for range 40 {
			file[100+random.IntN(len(file)-100)] ^= 1 << random.IntN(8)
		}
		if err := os.WriteFile(filepath.Join(dir, fileName), file, 0o600); err != nil {
			t.Fatal(err)
		}
		a, err := Open(dir)
		for n := 0; err == nil && n < 4; n++ {
			damage := use(a)
			_ = a.Close()
			if damage == nil {
				break
			}
			a, err = Open(dir)
		}
		if err != nil && !errors.Is(err, ErrForeign) && !errors.Is(err, ErrNewer) {
			t.Errorf("seed %d: %v", seed, err)
		}
		if err == nil {
			_ = a.Close()
		}
	}
}

func TestWhatIsNoDatabaseIsSetAsideAndANewOneBegins(t *testing.T) {
	rubbish := bytes.Repeat([]byte("not a database "), 500)
	dir := t.TempDir()
	path := filepath.Join(dir, fileName)
	if err := os.WriteFile(path, rubbish, 0o600); err != nil {
		t.Fatal(err)
	}
	a := open(t, dir)
	r := a.Recovered()
	if r == nil || r.Waiting != 0 || r.Events != 0 || !strings.HasPrefix(r.Aside, path+".broken-") {
		t.Fatalf("what became of it is %+v", r)
	}
	if kept, err := os.ReadFile(r.Aside); err != nil || !bytes.Equal(kept, rubbish) {
		t.Errorf("set aside is %.20q, %v", kept, err)
	}
	add(t, a, pending("k1", "K1", "alice"))
	again := open(t, dir)
	wantKeys(t, again, "k1")
	if again.Recovered() != nil {
		t.Error("the new one is damaged, too")
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the new one: %v, %v", info, err)
	}
}

// What is only in the write-ahead log belongs to the archive.
func TestTheLogIsReadAndSetAsideToo(t *testing.T) {
	l := aLife(t)
	dir := l.spoil(t, len(l.file)/pageSize-1)
	path := filepath.Join(dir, fileName)
	a, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	add(t, a, pending("in the log", "K1", "alice"))
	a.mark()
	copied := t.TempDir() // as the power fails
	for _, ending := range []string{"", "-wal", markEnding} {
		content, err := os.ReadFile(path + ending)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(copied, fileName+ending), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	_ = a.Close()
	a = open(t, copied)
	if !slices.Contains(keys(t, a), "in the log") || a.Recovered() == nil {
		t.Errorf("kept are %q of %+v", keys(t, a), a.Recovered())
	}
	if _, err := os.Stat(a.Recovered().Aside + "-wal"); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(copied, fileName+markEnding)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the mark is still there: %v", err)
	}
}

// A process may end at any moment while it puts a new archive in the old one's place.
func TestAReplacementThatWasCutOff(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string // by ending: what is there
		keys  []string
	}{
		"while the new one was made":         {map[string]string{"": "old", newEnding: "half"}, []string{"old"}},
		"when the old one was set aside":     {map[string]string{newEnding: "new", "-wal": "stale", "-shm": "stale"}, []string{"new"}},
		"before the mark was taken away":     {map[string]string{"": "new", markEnding: ""}, []string{"new"}},
		"when nothing was there but the new": {map[string]string{newEnding: "new", markEnding: ""}, []string{"new"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for ending, what := range c.files {
				to := filepath.Join(dir, fileName+ending)
				content := []byte(what)
				if what == "old" || what == "new" {
					made := t.TempDir()
					a, err := Open(made)
					if err != nil {
						t.Fatal(err)
					}
					add(t, a, pending(what, "K1", "alice"))
					if err := a.Close(); err != nil {
						t.Fatal(err)
					}
					if content, err = os.ReadFile(filepath.Join(made, fileName)); err != nil {
						t.Fatal(err)
					}
				}
				if err := os.WriteFile(to, content, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			a := open(t, dir)
			wantKeys(t, a, c.keys...)
			if _, err := os.Stat(filepath.Join(dir, fileName+markEnding)); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("the mark is still there: %v", err)
			}
			if err := use(a); err != nil {
				t.Error(err)
			}
		})
	}
}

// What is noticed while a program runs is said at once, and mended at its next start.
func TestDamageIsNoticedWhileItRuns(t *testing.T) {
	l := aLife(t)
	page := len(l.file)/pageSize - 1
	for l.file[page*pageSize] != 13 { // rows of a table, and the last ones are of events
		page--
	}
	dir := l.spoil(t, page)
	a, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	var told []error
	a.Watch(func(trouble error) { told = append(told, trouble) })
	if a.Recovered() != nil {
		t.Fatal("it was noticed already")
	}
	for range 2 {
		_ = use(a)
	}
	if !slices.Equal(told, []error{ErrDamaged}) {
		t.Errorf("it was told %v, want once that it is damaged", told)
	}
	a.Watch(func(trouble error) { told = append(told, trouble) })
	if len(told) != 2 {
		t.Error("who comes later is not told")
	}
	if err := a.Close(); err != nil && !errors.Is(classify(err), ErrDamaged) {
		t.Fatal(err)
	}
	if a = open(t, dir); a.Recovered() == nil || a.Recovered().Waiting != len(l.pending) {
		t.Errorf("at the next start it is %+v", a.Recovered())
	}
}
