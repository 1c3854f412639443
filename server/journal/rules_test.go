package journal

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"confab/server/model"
	"confab/server/wire"
)

var errTwice = errors.New("it is said already")

// once are rules that allow each text once in a room.
type once struct {
	said    []string
	applied []string // since the last Commit
}

func (o *once) Check(e *wire.Event) error {
	if slices.Contains(o.said, string(e.Body)) {
		return errTwice
	}
	return nil
}

func (o *once) Apply(e *wire.Event) (end bool) {
	o.said = append(o.said, string(e.Body))
	o.applied = append(o.applied, string(e.Body))
	return false
}

func (o *once) Commit() { o.applied = nil }

func (o *once) Undo() {
	o.said = o.said[:len(o.said)-len(o.applied)]
	o.applied = nil
}

// Rules see the events in the order of the log, those of one Append too, and
// what is stored already is not theirs to refuse.
func TestRulesAreAskedInTheOrderOfTheLog(t *testing.T) {
	onEach(t, func(t *testing.T, open func() *Journal) {
		j := open()
		j.Obey(&once{})
		first, twice, other := line("lobby", "alice", "hi"), line("lobby", "bob", "hi"), line("lobby", "carol", "ho")
		err := j.Append(t.Context(), []*wire.Event{first, twice, other})
		refusals, ok := errors.AsType[model.Refusals](err)
		if !ok || len(refusals) != 1 || !errors.Is(refusals[twice], errTwice) || first.Seq != 1 || twice.Seq != 0 || other.Seq != 2 {
			t.Errorf("they come to %v and the numbers %d, %d, %d, want the second refused", err, first.Seq, twice.Seq, other.Seq)
		}
		same := again(first)
		if err := j.Append(t.Context(), []*wire.Event{same}); err != nil || same.Seq != 1 {
			t.Errorf("what is stored comes to %v, seq %d, want 1 again", err, same.Seq)
		}
	})
}

// What is not stored, because the disk is full, can be said when there is room.
func TestRulesForgetWhatIsNotStored(t *testing.T) {
	disk, err := openDisk(newDir(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	small := &smallDisk{disk: disk}
	small.pages.Store(40)
	j := newJournal(Config{}, small, disk.seq)
	defer j.Close()
	j.Obey(&once{})
	n := 0
	for ; err == nil; n++ {
		err = j.Append(t.Context(), []*wire.Event{line("lobby", "alice", fmt.Sprintf("%05000d", n))})
	}
	small.pages.Store(1000)
	if !errors.Is(err, ErrFull) {
		t.Fatalf("after %d events Append returned %v, want %v", n, err, ErrFull)
	}
	if err := j.Append(t.Context(), []*wire.Event{line("lobby", "alice", fmt.Sprintf("%05000d", n-1))}); err != nil {
		t.Errorf("what was not stored comes to %v when there is room", err)
	}
}
