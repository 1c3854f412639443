package session

import (
	"context"
	"sync"
)

// runs lets one run, which is everything that goes on for one server, follow
// another. The caller that came last wins: it interrupts the run so far and all
// callers that wait before it.
type runs struct {
	turn chan struct{} // holds something while a caller is in begin or again

	mu    sync.Mutex
	begun int           // how many callers have called begin; guarded by mu
	stop  func()        // ends the current run; guarded by mu
	ended chan struct{} // closed when its goroutine has ended; nil if it has none; guarded by mu
}

func newRuns() *runs { return &runs{turn: make(chan struct{}, 1), stop: func() {}} }

// begin ends the current run, with its goodbye to the server, and calls do with
// the context of the next one. If another caller has called begin since, that
// context has ended already.
func (r *runs) begin(do func(running context.Context)) {
	mine := r.interrupt()
	r.turn <- struct{}{}
	defer func() { <-r.turn }()
	running := r.next()
	if !r.isLast(mine) {
		r.cancel()
	}
	do(running)
}

// again is begin for a caller that interrupts nobody: it waits for its turn, and
// begins the next run if it is still needed then.
func (r *runs) again(needed func() bool, do func(running context.Context)) {
	r.turn <- struct{}{}
	defer func() { <-r.turn }()
	if needed() {
		do(r.next())
	}
}

// start runs f in the goroutine of the current run. The caller is in begin or again.
func (r *runs) start(f func()) {
	ended := make(chan struct{})
	r.mu.Lock()
	r.ended = ended
	r.mu.Unlock()
	go func() {
		defer close(ended)
		f()
	}()
}

// interrupt ends the current run, also one that is being begun, and returns the
// number of this call.
func (r *runs) interrupt() (mine int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.begun++
	r.stop()
	return r.begun
}

// isLast reports whether a call of begin is the last one so far.
func (r *runs) isLast(mine int) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.begun == mine
}

// cancel ends the current run.
func (r *runs) cancel() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.stop()
}

// next ends the current run, waits for its goroutine, and returns the context of
// the next one.
func (r *runs) next() (running context.Context) {
	if ended := r.ending(); ended != nil {
		<-ended
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	running, r.stop = context.WithCancel(context.Background())
	return running
}

// ending ends the current run, and returns what is closed when its goroutine has
// ended; nil if it has none.
func (r *runs) ending() (ended chan struct{}) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.stop()
	ended, r.ended = r.ended, nil
	return ended
}
