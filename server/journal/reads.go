package journal

import (
	"context"
	"time"
)

// A reading is who has read how far where, but for the number.
type reading struct {
	user, room string
}

// readWritten is how long a reading may wait for events to be written with. If
// the power goes meanwhile, some lines are unread again, which harms nobody.
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
