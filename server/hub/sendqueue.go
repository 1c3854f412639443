package hub

import (
	"errors"
	"os"
	"sync"
	"time"
)

var (
	errFull        = errors.New("too much waits for the client")
	errInterrupted = errors.New("the connection has ended")
	errExpired     = errors.New("a text has waited for too long")
)

// A sendQueue writes to one connection. push never blocks: what the system does
// not take at once waits for a writer, a goroutine that runs only while
// something waits. Texts are written in order and whole. The queue does not
// know what they mean.
//
// What may wait has a limit in bytes and one in time: with too many bytes push
// returns errFull, and when the oldest text has waited for too long the queue
// calls expired, once and without its lock. In both cases the owner disconnects
// the client.
type sendQueue struct {
	expired func()

	mu          sync.Mutex
	backlog     backlog   // guarded by mu
	interrupted bool      // send no longer waits; guarded by mu
	progress    sync.Cond // on mu: less waits than before, or interrupted is set
	writers     sync.WaitGroup
}

// init makes an empty queue in front of out.
func (q *sendQueue) init(out *socket, limits *queueLimits, expired func()) {
	q.expired = expired
	q.backlog.out, q.backlog.limits = out, limits
	q.progress.L = &q.mu
}

// unlock ends a change of the backlog, and starts a writer if it needs one.
func (q *sendQueue) unlock() {
	if !q.backlog.writing && len(q.backlog.texts) > 0 {
		q.backlog.writing = true
		q.writers.Go(q.write)
	}
	q.mu.Unlock()
}

// push sends text, one or more whole lines, and never blocks: a room must not
// wait for its slowest member. text is shared and must not change; now is the
// time. It returns errFull, and sends nothing, if too much waits.
func (q *sendQueue) push(text []byte, now time.Time) error {
	q.mu.Lock()
	defer q.unlock()
	return q.backlog.push(text, now)
}

// send sends text, which the client has requested: a request must not fill the
// queue, so send waits until most of what waits has been written. It goes before
// what is held back. The error is errInterrupted, errExpired or the connection's.
func (q *sendQueue) send(text []byte) error {
	q.mu.Lock()
	defer q.unlock()
	b := &q.backlog
	for !b.hasRoom(len(text)) && !q.interrupted && b.failed == nil {
		q.progress.Wait()
	}
	switch {
	case q.interrupted:
		return errInterrupted
	case b.failed != nil:
		return b.failed
	}
	return b.add(text, time.Now())
}

// hold keeps back what is pushed until release.
func (q *sendQueue) hold() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.backlog.holding = true
}

// release sends what has been held back, in its order, and what is pushed
// meanwhile behind it. It waits as send does.
func (q *sendQueue) release() {
	for {
		text, more := q.nextHeld()
		if !more || q.send(text) != nil {
			break
		}
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.backlog.holding, q.backlog.held, q.backlog.heldSize = false, nil, 0
}

// nextHeld takes the first text that is held back. Without one it ends the holding.
func (q *sendQueue) nextHeld() (text []byte, more bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	b := &q.backlog
	if len(b.held) == 0 {
		b.holding = false
		return nil, false
	}
	text = b.held[0]
	b.held, b.heldSize = b.held[1:], b.heldSize-len(text)
	return text, true
}

// end sends text as the last one: nothing follows it.
func (q *sendQueue) end(text []byte, now time.Time) {
	q.mu.Lock()
	defer q.unlock()
	q.backlog.end(text, now)
}

// cut drops what waits and sends text as the last one. A text whose beginning
// has been written is still written to its end.
func (q *sendQueue) cut(text []byte, now time.Time) {
	q.mu.Lock()
	defer q.unlock()
	q.backlog.cut()
	q.backlog.end(text, now)
}

// interrupt makes send return. What waits is still written.
func (q *sendQueue) interrupt() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.interrupted = true
	q.progress.Broadcast()
}

// fail notes that nothing can be written any more because of err.
func (q *sendQueue) fail(err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.backlog.fail(err)
	q.progress.Broadcast()
}

// failure returns since when nothing can be written any more and why; nil while
// it can.
func (q *sendQueue) failure() (since time.Time, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.backlog.failedAt, q.backlog.failed
}

// size returns how many bytes wait. What can never be written does not wait.
func (q *sendQueue) size() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.backlog.failed != nil {
		return 0
	}
	return q.backlog.waiting + q.backlog.heldSize
}

// drain waits until what waits has been written, until a time at the most. The
// caller pushes nothing more.
func (q *sendQueue) drain(until time.Time) {
	q.mu.Lock()
	q.backlog.until = until
	q.backlog.out.setWriteDeadline(until) // for a writer that is at work
	q.mu.Unlock()
	q.writers.Wait()
}

// write is the writer: it writes until nothing waits. What has gathered while
// the system took the last of it goes out with one system call.
func (q *sendQueue) write() {
	for {
		q.mu.Lock()
		texts, bytes := q.backlog.next()
		q.mu.Unlock()
		if texts == nil {
			return
		}
		if q.written(bytes, q.backlog.out.write(texts)) {
			q.expired()
		}
	}
}

// written notes that the writer has written so many bytes, or why it has not.
// It reports whether that is because they have waited for too long.
func (q *sendQueue) written(bytes int, err error) (expired bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.backlog.waiting -= bytes
	if expired = errors.Is(err, os.ErrDeadlineExceeded); expired {
		err = errExpired // that of the read loop's deadline means that the client is silent
	}
	if err != nil {
		q.backlog.fail(err)
	}
	q.progress.Broadcast()
	return expired
}
