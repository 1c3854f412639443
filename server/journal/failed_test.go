package journal

import (
	"errors"
	"testing"
	"testing/synctest"

	"confab/server/model"
	"confab/server/wire"
)

// A brokenStore fails at its first write, when it is told to.
type brokenStore struct {
	*memory
	broken bool
	fail   chan struct{}
}

func (s *brokenStore) write(batch []*request, read map[reading]int64, rules model.Rules) ([]*wire.Event, error) {
	if !s.broken {
		s.broken = true
		<-s.fail
		return nil, ErrFailed
	}
	return s.memory.write(batch, read, rules)
}

// A journal whose disk fails while it closes stores nothing more.
func TestWhatHasFailedStaysSoWhileItCloses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &brokenStore{memory: newMemory(), fail: make(chan struct{})}
		j := newJournal(Config{}, s, 0)
		first, second, closed := make(chan error, 1), make(chan error, 1), make(chan error, 1)
		go func() { first <- j.Append(t.Context(), []*wire.Event{line("lobby", "alice", "one")}) }()
		synctest.Wait() // it is being written
		go func() { second <- j.Append(t.Context(), []*wire.Event{line("lobby", "alice", "two")}) }()
		synctest.Wait() // it waits behind it
		go func() { closed <- j.Close() }()
		synctest.Wait()
		close(s.fail)
		for _, err := range []error{<-first, <-second, j.Err()} {
			if !errors.Is(err, ErrFailed) {
				t.Errorf("it came to %v, want %v", err, ErrFailed)
			}
		}
		<-j.Failed()
		if err := <-closed; err != nil {
			t.Error(err)
		}
		if j.Seq() != 0 {
			t.Errorf("the last event is %d, want none", j.Seq())
		}
	})
}
