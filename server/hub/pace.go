package hub

import (
	"bytes"
	"sync"
	"time"

	"confab/server/wire"
)

// pacing is how much may be said.
type pacing struct {
	rate  float64 // lines a second; 0 is no limit
	burst int
}

// A pacer keeps all of a person's connections together to a pace.
type pacer struct {
	mu   sync.Mutex
	pace wire.Pace // guarded by mu
}

func newPacer(p pacing) *pacer { return &pacer{pace: wire.Pace{Rate: p.rate, Burst: p.burst}} }

// charge counts what the server has answered.
func (p *pacer) charge(now time.Time, bytes int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pace.Charge(now, bytes)
}

// next returns how long to wait before a line of so many bytes.
func (p *pacer) next(now time.Time, bytes int) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.pace.Next(now, bytes)
}

// keepPace waits if the client says more than it may; its next line has so many
// bytes. First comes the person's pace, and then the one of the address.
func (r *reader) keepPace(bytes int, urgent bool) error {
	if wait := r.conn.user.pacer.next(time.Now(), bytes); wait > 0 {
		if err := r.conn.batch.flush(); err != nil {
			return err
		}
		if err := r.rest(wait); err != nil {
			return err
		}
	}
	t := r.conn.share.begin(time.Now(), bytes, urgent)
	if t == nil {
		return nil
	}
	if err := r.conn.batch.flush(); err != nil {
		t.end()
		return err
	}
	return r.restFor(t)
}

// isUrgent reports whether a line of CHAT/2.0 begins, ends or keeps up a
// connection: whose client waits a moment for the answer and then gives up.
func isUrgent(line []byte) bool {
	for _, begins := range urgent {
		if bytes.HasPrefix(line, begins) {
			return true
		}
	}
	return false
}

// urgent is how the lines of such requests begin.
var urgent = func() (begins [][]byte) {
	for _, kind := range wire.Requests() {
		if kind.Class == wire.Control {
			begins = append(begins, []byte(`{"type":"`+kind.Type+`"`))
		}
	}
	return begins
}()

// freeAnswer is how many bytes of answers to one line count for nothing, and
// answerTurn how many of the others count as much as one byte said: to read from
// the journal costs less than to store and to hand out.
const (
	freeAnswer = 4 << 10
	answerTurn = 4
)

// payFor counts the answers to the client's requests, so that short requests
// with long answers do not take more of the server than messages do. What the
// client says next waits for it.
func (r *reader) payFor(answered int) {
	if answered <= freeAnswer {
		return
	}
	now, bytes := time.Now(), (answered-freeAnswer)/answerTurn
	r.conn.user.pacer.charge(now, bytes)
	r.conn.share.charge(now, bytes)
}

// rest waits for d. It fails when the connection ends meanwhile; it checks that
// itself, because nothing is read from a client that has to wait. If nothing can
// be written to the client any more, its lines are processed for MaxAge: what it
// said before it left counts, but it must not keep its name for ever.
func (r *reader) rest(d time.Duration) error {
	for ; d > 0; d -= time.Second {
		if err := r.restOnce(min(d, time.Second), nil); err != nil {
			return err
		}
	}
	return nil
}

// restFor is rest until it is a line's turn.
func (r *reader) restFor(t *turn) error {
	for {
		wait, goes := t.due(time.Now())
		if goes {
			return nil
		}
		if err := r.restOnce(min(wait, time.Second), t.first); err != nil {
			t.end()
			return err
		}
	}
}

// restOnce waits for a second at the most, or until something comes from early,
// and then looks whether the client is still there.
func (r *reader) restOnce(d time.Duration, early <-chan struct{}) error {
	select {
	case <-time.After(d):
	case <-early:
		return nil
	case <-r.conn.ended:
		return errShutdown // or another reason, which end knows
	}
	if err := r.conn.socket.failure(); err != nil {
		r.conn.queue.fail(err)
	}
	if since, err := r.conn.queue.failure(); err != nil && time.Since(since) >= r.conn.hub.cfg.MaxAge {
		return err
	}
	return nil
}
