package journal

import (
	"context"
	"maps"
	"time"
)

// A reading is who has read how far where, but for the number.
type reading struct {
	user, room string
}

// readWritten is how long a reading may wait for events to be written with. If
// the power goes meanwhile, some lines are unread again, which does no harm.
const readWritten = time.Second

// SetRead says that user has read everything in room up to seq. It never goes
// back. It is seen by Reads at once and on disk soon.
func (j *Journal) SetRead(ctx context.Context, user, room string, seq int64) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.over != nil {
		return j.over
	}
	if len(j.read) == 0 {
		time.AfterFunc(readWritten, j.signal)
	}
	r := reading{user, room}
	j.read[r] = max(j.read[r], seq)
	return nil
}

// ReadIn returns how far user has read a room; 0 is not at all.
func (j *Journal) ReadIn(ctx context.Context, user, room string) (int64, error) {
	r := reading{user, room}
	j.mu.Lock()
	waiting := max(j.read[r], j.writing[r])
	j.mu.Unlock()
	seq, err := j.store.readIn(ctx, r)
	return max(seq, waiting), err
}

// A forgetting says whose reading is to be forgotten.
type forgetting struct {
	gone func(user string) bool
	one  string // is gone, and no other user; empty if gone says who is
	done chan error
}

// ForgetReads forgets how far user has read: the name has no user any more.
func (j *Journal) ForgetReads(ctx context.Context, user string) error {
	return j.unread(ctx, &forgetting{one: user, gone: func(other string) bool { return other == user }, done: make(chan error, 1)})
}

// KeepReads forgets how far people have read but those that keep names.
func (j *Journal) KeepReads(ctx context.Context, keep func(user string) bool) error {
	return j.unread(ctx, &forgetting{gone: func(user string) bool { return !keep(user) }, done: make(chan error, 1)})
}

func (j *Journal) unread(ctx context.Context, f *forgetting) error {
	select {
	case j.unreads <- f:
		return <-f.done
	case <-j.done:
		return j.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// forget is what the writer does for unread.
func (j *Journal) forget(f *forgetting) error {
	j.mu.Lock()
	maps.DeleteFunc(j.read, func(r reading, _ int64) bool { return f.gone(r.user) })
	j.mu.Unlock()
	users := []string{f.one}
	if f.one == "" {
		var err error
		if users, err = j.store.readersOf(); err != nil {
			return err
		}
	}
	for _, user := range users {
		if !f.gone(user) {
			continue
		}
		if err := j.store.forgetReads(user); err != nil {
			return err
		}
	}
	return nil
}

// readAgain puts back what could not be written. j.mu is held.
func (j *Journal) readAgain(read map[reading]int64) {
	if len(j.read) == 0 && len(read) > 0 {
		time.AfterFunc(readWritten, j.signal)
	}
	for r, seq := range read {
		j.read[r] = max(j.read[r], seq)
	}
}

// Reads returns how far user has read, by room.
func (j *Journal) Reads(ctx context.Context, user string) (map[string]int64, error) {
	// First what is not on disk: what is written in between is in both.
	waiting := map[string]int64{}
	j.mu.Lock()
	for _, from := range []map[reading]int64{j.writing, j.read} {
		for r, seq := range from {
			if r.user == user {
				waiting[r.room] = max(waiting[r.room], seq)
			}
		}
	}
	j.mu.Unlock()
	reads, err := j.store.reads(ctx, user)
	if err != nil {
		return nil, err
	}
	for room, seq := range reads {
		waiting[room] = max(waiting[room], seq)
	}
	return waiting, nil
}
