package journal

import (
	"errors"
	"runtime"
	"time"

	"confab/server/wire"
)

// expireEvery is how often the writer looks for events that are too old.
const expireEvery = time.Hour

// run is the writer. It ends when the journal takes nothing more and nothing
// waits.
func (j *Journal) run() {
	defer close(j.done)
	var old <-chan time.Time
	expiring := false
	if j.cfg.Retention > 0 {
		ticker := time.NewTicker(expireEvery)
		defer ticker.Stop()
		old, expiring = ticker.C, true
		j.signal()
	}
	var batch []*request
	for {
		select {
		case <-j.wake:
		case <-j.again:
			j.checkpoint()
		case <-old:
			expiring = true
		case r := <-j.rewrites:
			err := j.store.rewrite(r)
			j.endIfFailed(err)
			j.checkpoint()
			r.done <- err
		case f := <-j.unreads:
			err := j.forget(f)
			j.endIfFailed(err)
			f.done <- err
		}
		if len(batch) > 1 {
			// Those who have just been told often have more to say; without
			// this every transaction takes but half of them.
			runtime.Gosched()
		}
		var read map[reading]int64
		batch, read = j.take(batch[:0])
		if len(batch) > 0 || len(read) > 0 {
			j.write(batch, read)
		}
		if j.idleAndOver() {
			return
		}
		if j.eraseEnded() {
			j.signal() // a little at a time, so that no append waits for it
		}
		if expiring {
			expiring = j.expire()
			j.checkpoint()
			if expiring {
				j.signal() // a little at a time, so that no append waits for it
			}
		}
	}
}

// idleAndOver reports whether the writer can end. Nothing is added to what
// waits once the journal is over.
func (j *Journal) idleAndOver() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.over != nil && len(j.queue) == 0 && len(j.read) == 0
}

// write stores what was taken, hands it to the followers, and then tells those
// who wait for it.
func (j *Journal) write(batch []*request, read map[reading]int64) {
	var fresh []*wire.Event
	err := j.Err()
	if !errors.Is(err, ErrFailed) {
		began, rules := time.Now(), j.obeyed()
		if fresh, err = j.store.write(batch, read, rules); err == nil {
			rules.Commit()
		} else {
			rules.Undo()
		}
		if err == nil && j.cfg.Committed != nil {
			j.cfg.Committed(len(fresh), time.Since(began))
		}
	}
	j.wrote(fresh, read, err)
	finish(batch, err)
	if err == nil {
		j.checkpoint()
	}
}

// checkpoint has the store checkpoint, now and as long as it has to.
func (j *Journal) checkpoint() {
	again, err := j.store.checkpoint()
	if err != nil {
		j.end(err)
	}
	j.again = nil
	if again > 0 {
		j.again = time.After(again)
	}
}

// endIfFailed takes nothing more if err is that the disk has failed.
func (j *Journal) endIfFailed(err error) {
	if errors.Is(err, ErrFailed) {
		j.end(err)
	}
}

// wrote keeps what has come of a write.
func (j *Journal) wrote(fresh []*wire.Event, read map[reading]int64, err error) {
	j.endIfFailed(err)
	j.mu.Lock()
	defer j.mu.Unlock()
	j.writing = nil
	if err != nil {
		if j.over == nil {
			j.readAgain(read)
		}
		return
	}
	if len(fresh) > 0 {
		j.publish(fresh)
	}
}

// expire forgets some of what is too old and reports whether there is more.
func (j *Journal) expire() bool {
	more, err := j.retention.apply(time.Now())
	if errors.Is(err, ErrFailed) {
		j.end(err)
	} else if err != nil {
		j.cfg.Log.Warn("old events stay until the next attempt", "in", expireEvery, "err", err)
	}
	return more && err == nil
}
