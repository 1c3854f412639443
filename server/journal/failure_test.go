package journal

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/model"
	"confab/server/wire"
)

// A smallDisk has room for so many pages. It is full as SQLite is when the file
// cannot grow; the crash tests have a disk that is full indeed.
type smallDisk struct {
	*disk
	pages atomic.Int64
}

func (d *smallDisk) write(batch []*request, read map[reading]int64, rules model.Rules) ([]*wire.Event, error) {
	if err := d.c.Exec(fmt.Sprint("PRAGMA max_page_count = ", d.pages.Load())); err != nil {
		return nil, err
	}
	return d.disk.write(batch, read, rules)
}

func TestAFullDiskStoresNothingReadsOnAndGoesOnWhenThereIsRoom(t *testing.T) {
	dir := newDir(t)
	disk, err := openDisk(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	small := &smallDisk{disk: disk}
	small.pages.Store(40)
	j := newJournal(Config{}, small, disk.seq)
	heard := follow(t, j, 0)

	var stored []*wire.Event
	for err == nil {
		e := line("lobby", "alice", strings.Repeat("x", 5000))
		if err = j.Append(t.Context(), []*wire.Event{e}); err == nil {
			stored = append(stored, <-heard)
		}
	}
	if !errors.Is(err, ErrFull) || len(stored) == 0 {
		t.Fatalf("after %d events Append returned %v, want %v", len(stored), err, ErrFull)
	}
	// New rooms and what was read have to wait too.
	batch := []*wire.Event{line("new room", "alice", "small"), line("lobby", "alice", strings.Repeat("x", 100_000))}
	read(t, j, "alice", "lobby", 3)
	if err := j.Append(t.Context(), batch); !errors.Is(err, ErrFull) || batch[0].Seq != 0 || batch[1].Seq != 0 {
		t.Errorf("Append returned %v, seq %d and %d, want %v and none", err, batch[0].Seq, batch[1].Seq, ErrFull)
	}
	wantReads(t, j, "alice", map[string]int64{"lobby": 3})
	wantSame(t, all(t, j), stored)
	if j.Err() != nil {
		t.Errorf("the journal is over: %v", j.Err())
	}

	small.pages.Store(1 << 20)
	if err := j.Append(t.Context(), batch); err != nil {
		t.Fatalf("there is room again and Append returned %v", err)
	}
	if n := int64(len(stored)); batch[0].Seq != n+1 || batch[0].Prev != 0 || batch[1].Seq != n+2 || batch[1].Prev != n {
		t.Errorf("the next events are %d after %d and %d after %d", batch[0].Seq, batch[0].Prev, batch[1].Seq, batch[1].Prev)
	}
	wantSame(t, hear(heard, 2), batch)
	if err := j.Close(); err != nil {
		t.Error(err)
	}
	j = open(t, Config{Dir: dir})
	wantSame(t, all(t, j), append(stored, batch...))
	wantReads(t, j, "alice", map[string]int64{"lobby": 3})
}

// A badDisk fails at the second write.
type badDisk struct {
	*disk
	writes int
	begin  chan struct{} // the first write waits for it, if it is set
}

func (d *badDisk) write(batch []*request, read map[reading]int64, rules model.Rules) ([]*wire.Event, error) {
	if d.begin != nil {
		<-d.begin
	}
	if d.writes++; d.writes == 2 {
		return nil, d.failure(errors.New("fsync: input/output error"))
	}
	return d.disk.write(batch, read, rules)
}

func TestADiskThatFailedIsNotAskedAgain(t *testing.T) {
	disk, err := openDisk(newDir(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	bad := &badDisk{disk: disk}
	j := newJournal(Config{}, bad, disk.seq)
	good := say(t, j, "lobby", "good")
	select {
	case <-j.Failed():
		t.Error("the journal has failed before the disk has")
	default:
	}
	for range 3 {
		e := line("lobby", "alice", "bad")
		if err := j.Append(t.Context(), []*wire.Event{e}); !errors.Is(err, ErrFailed) || e.Seq != 0 {
			t.Errorf("Append returned %v and seq %d, want %v and 0", err, e.Seq, ErrFailed)
		}
	}
	<-j.Failed()
	if !errors.Is(j.Err(), ErrFailed) || !strings.Contains(j.Err().Error(), "input/output error") {
		t.Errorf("the journal has failed with %v", j.Err())
	}
	var heard []*wire.Event
	if err := j.Follow(t.Context(), 0, func(events []*wire.Event) { heard = append(heard, events...) }); !errors.Is(err, ErrFailed) {
		t.Errorf("Follow returned %v, want %v", err, ErrFailed)
	}
	wantSame(t, heard, good)
	if err := j.Close(); err != nil {
		t.Error(err)
	}
	if bad.writes != 2 {
		t.Errorf("the disk was written to %d times, want 2", bad.writes)
	}
	if info, err := os.Stat(disk.file + "-wal"); err != nil || info.Size() == 0 {
		t.Errorf("Close has moved what is in the WAL on a disk that has failed: %v", err)
	}
	if err := disk.c.Close(); err != nil { // which Close does not, for the process ends
		t.Error(err)
	}
}

// More waits than one transaction takes, and the disk fails in between.
func TestWhatWaitsBehindAFailureIsNotWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		disk, err := openDisk(newDir(t), nil)
		if err != nil {
			t.Fatal(err)
		}
		bad := &badDisk{disk: disk, begin: make(chan struct{})}
		j := newJournal(Config{}, bad, disk.seq)
		errs := make(chan error, 4)
		for range cap(errs) {
			batch := make([]*wire.Event, maxEvents)
			for i := range batch {
				batch[i] = line("lobby", "alice", "hi")
			}
			go func() { errs <- j.Append(t.Context(), batch) }()
			synctest.Wait()
		}
		close(bad.begin)
		good := 0
		for range cap(errs) {
			if err := <-errs; err == nil {
				good++
			} else if !errors.Is(err, ErrFailed) {
				t.Errorf("Append returned %v, want %v", err, ErrFailed)
			}
		}
		if good != 1 || bad.writes != 2 {
			t.Errorf("%d Appends were stored and the disk was written to %d times, want 1 and 2", good, bad.writes)
		}
		if err := errors.Join(j.Close(), disk.c.Close()); err != nil {
			t.Error(err)
		}
	})
}

// Whoever has been told that an event is stored must not hear otherwise when its
// key comes again, whatever has become of the disk meanwhile.
func TestWhatIsStoredIsNeverSaidNotToBe(t *testing.T) {
	for name, expired := range map[string]bool{"on a disk that is full": false, "of what has expired": true} {
		t.Run(name, func(t *testing.T) {
			disk, err := openDisk(newDir(t), nil)
			if err != nil {
				t.Fatal(err)
			}
			stored := line("lobby", "alice", "good")
			if _, err := disk.write([]*request{{events: []*wire.Event{stored}}}, nil, noRules{}); err != nil {
				t.Fatal(err)
			}
			if expired {
				if _, _, err := disk.expire(time.Now().Add(time.Hour), time.Now().Add(time.Hour)); err != nil {
					t.Fatal(err)
				}
			}
			small := &smallDisk{disk: disk}
			small.pages.Store(60)
			j := newJournal(Config{}, small, disk.seq)
			wantRecalled(t, j, stored, line("lobby", "alice", strings.Repeat("x", 1<<20)), ErrFull)
			if err := j.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	t.Run("on a disk that failed", func(t *testing.T) {
		disk, err := openDisk(newDir(t), nil)
		if err != nil {
			t.Fatal(err)
		}
		j := newJournal(Config{}, &badDisk{disk: disk}, disk.seq)
		stored := say(t, j, "lobby", "good")
		for range 2 { // when it fails, and after it has failed
			wantRecalled(t, j, stored[0], line("lobby", "alice", "bad"), ErrFailed)
		}
		if err := errors.Join(j.Close(), disk.c.Close()); err != nil {
			t.Error(err)
		}
	})
}

// wantRecalled appends stored again together with fresh, which the journal
// cannot store for the reason want, and with another event under its key.
func wantRecalled(t *testing.T, j *Journal, stored, fresh *wire.Event, want error) {
	t.Helper()
	same, other := again(stored), again(stored)
	other.Body = body("something else")
	if err := j.Append(t.Context(), []*wire.Event{same, fresh, other}); !errors.Is(err, want) {
		t.Errorf("Append returned %v, want %v", err, want)
	}
	if same.Seq != stored.Seq || same.Prev != stored.Prev || !same.At.Equal(stored.At) {
		t.Errorf("the event was %d after %d at %v and is now %d after %d at %v", stored.Seq, stored.Prev, stored.At, same.Seq, same.Prev, same.At)
	}
	if fresh.Seq != 0 || other.Seq != 0 {
		t.Errorf("what was not stored is %d and %d, want 0", fresh.Seq, other.Seq)
	}
}

func TestTheWALDoesNotGrowForEver(t *testing.T) {
	j := open(t, Config{Dir: newDir(t)})
	for n := range 15 { // 5 times what gathers in the WAL
		batch := make([]*wire.Event, 50)
		for i := range batch {
			batch[i] = line("lobby", "alice", strings.Repeat("x", 50_000))
		}
		if err := j.Append(t.Context(), batch); err != nil {
			t.Fatal(err)
		}
		if n%4 == 0 { // now and then a reader, which may put the move off until the next time
			if _, err := j.Page(t.Context(), Query{Room: "lobby", Limit: 10}); err != nil {
				t.Fatal(err)
			}
		}
	}
	info, err := os.Stat(j.store.(*disk).file + "-wal")
	if most := int64(3 * pagesInWAL * 4096); err != nil || info.Size() > most {
		t.Errorf("the WAL has %d bytes, want at most %d: %v", info.Size(), most, err)
	}
}

// Whatever the writer does on the disk, a failure of the disk is the end: what is
// forgotten or rewritten as much as what is said.
func TestADiskThatFailsToForgetOrToRewriteHasFailed(t *testing.T) {
	for what, c := range map[string]struct {
		on string
		do func(*Journal) error
	}{
		"forget": {"DELETE ON reads", func(j *Journal) error { return j.ForgetReads(t.Context(), "alice") }},
		"rewrite": {"UPDATE ON events", func(j *Journal) error {
			_, err := j.Rewrite(t.Context(), Rewriting{
				Event: func(e *wire.Event) bool { e.From = "bob"; return true },
				User:  func(user string) string { return user },
			})
			return err
		}},
	} {
		t.Run(what, func(t *testing.T) {
			j := open(t, Config{Dir: newDir(t)})
			say(t, j, "lobby", "hi")
			read(t, j, "alice", "lobby", 1)
			say(t, j, "lobby", "which takes it along")
			if err := j.store.(*disk).c.Exec(`CREATE TEMP TRIGGER no BEFORE ` + c.on + ` BEGIN SELECT RAISE(FAIL, 'no'); END`); err != nil {
				t.Fatal(err)
			}
			if err := c.do(j); !errors.Is(err, ErrFailed) {
				t.Errorf("it comes to %v, want %v", err, ErrFailed)
			}
			if err := j.Append(t.Context(), []*wire.Event{line("lobby", "alice", "more")}); !errors.Is(err, ErrFailed) {
				t.Errorf("what is said then comes to %v, want %v", err, ErrFailed)
			}
		})
	}
}
