package hub

import (
	"log/slog"
	"time"
)

// logEvery is how often the number of lines said is logged at the most. A
// log line for each would cost more than handing it to a few readers.
const logEvery = time.Second

// A logCounter logs how much is said, at once when it has been quiet and then
// collected. Hub.Run owns it.
type logCounter struct {
	log     *slog.Logger
	lines   int       // not logged yet
	all     int       // ever
	written time.Time // when it was last logged
	timer   *time.Timer
}

// add counts lines that were said at now.
func (t *logCounter) add(lines int, now time.Time) {
	t.lines += lines
	t.all += lines
	switch wait := t.written.Add(logEvery).Sub(now); {
	case wait <= 0:
		t.write(now)
	case t.timer == nil:
		t.timer = time.NewTimer(wait)
	}
}

// due delivers when it is time for write; it is nil while there is nothing to write.
func (t *logCounter) due() <-chan time.Time {
	if t.timer == nil {
		return nil
	}
	return t.timer.C
}

// write logs what has not been logged.
func (t *logCounter) write(now time.Time) {
	if t.timer != nil {
		t.timer.Stop()
		t.timer = nil
	}
	t.written = now
	if t.lines > 0 {
		t.log.Info("messages", "count", t.lines, "total", t.all)
		t.lines = 0
	}
}
