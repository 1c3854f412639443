package hub

import (
	"net"
	"time"
)

// maxWrite is how many bytes a writer writes at once, unless one text is
// larger. What it is writing still counts as waiting, so that must not be much
// of what may wait.
const maxWrite = 64 << 10

// queueLimits are how much may wait for one connection, and how long. All
// connections of a hub share them.
type queueLimits struct {
	bytes int
	age   time.Duration
}

// A queued text waits for the client since some time.
type queued struct {
	text     []byte // shared with other queues, never changed
	buffered int    // bytes before it that TLS still has to write
	begun    bool   // it is the rest of a text, whose beginning has been written
	since    time.Time
}

// size is how many bytes wait.
func (q queued) size() int { return q.buffered + len(q.text) }

// A backlog is what a send queue has to write, in order. It has no lock and
// starts no writer: the send queue that owns it does both.
type backlog struct {
	out    *socket
	limits *queueLimits

	texts    []queued // what waits, without what the writer is writing
	waiting  int      // bytes that wait, including what the writer is writing
	holding  bool     // pushed texts go to held
	held     [][]byte
	heldSize int       // bytes in held
	writing  bool      // a writer is running
	ended    bool      // the last text has been queued: nothing follows it
	failed   error     // why nothing can be written any more; nil while it can
	failedAt time.Time // when failed was set
	until    time.Time // when writing ends in any case; zero before drain has begun
}

// push writes or queues text, or holds it back. It returns errFull, and takes
// nothing, if too much waits.
func (b *backlog) push(text []byte, now time.Time) error {
	if !b.holding || b.failed != nil || b.ended { // add drops what cannot be written
		return b.add(text, now)
	}
	if b.heldSize+len(text) > b.limits.bytes {
		return errFull
	}
	b.held = append(b.held, text)
	b.heldSize += len(text)
	return nil
}

// add writes as much of text as the system takes at once, unless other texts
// wait, and queues the rest. It ignores what is held back.
func (b *backlog) add(text []byte, now time.Time) error {
	if b.failed != nil || b.ended {
		return nil
	}
	buffered, begun := 0, false
	if !b.writing {
		n, unsent, err := b.out.writeNow(text)
		if err != nil {
			b.fail(err)
			return nil
		}
		if text, buffered, begun = text[n:], unsent, n > 0; len(text)+buffered == 0 {
			return nil
		}
	}
	// A single text may be larger than the limit, which counts only if others wait.
	if b.waiting > 0 && b.waiting+len(text) > b.limits.bytes {
		return errFull
	}
	b.queue(queued{text, buffered, begun, now})
	return nil
}

// queue puts q behind what waits.
func (b *backlog) queue(q queued) {
	b.texts = append(b.texts, q)
	b.waiting += q.size()
}

// end adds text as the last one. It is queued however much waits.
func (b *backlog) end(text []byte, now time.Time) {
	switch {
	case b.failed != nil || b.ended:
		return
	case b.writing:
		b.queue(queued{text: text, since: now})
	default:
		_ = b.add(text, now) // nothing waits without a writer, so it cannot be too much
	}
	b.ended = true
}

// cut drops what waits, except for the rest of a text that has begun: what
// comes next must not stand in the middle of a line.
func (b *backlog) cut() {
	keep := 0
	if len(b.texts) > 0 && b.texts[0].begun {
		keep = 1
	}
	for _, q := range b.texts[keep:] {
		b.waiting -= q.size()
	}
	b.texts = b.texts[:keep]
	b.held, b.heldSize = nil, 0
}

// fail notes that nothing can be written any more because of err, and drops
// what waits. The first error counts.
func (b *backlog) fail(err error) {
	if b.failed == nil {
		b.failed, b.failedAt = err, time.Now()
	}
	b.texts, b.held, b.heldSize = nil, nil, 0
}

// hasRoom reports whether size more bytes fit, which most of what waited has to
// be written for.
func (b *backlog) hasRoom(size int) bool {
	return b.waiting <= b.limits.bytes/4 && (b.waiting == 0 || b.waiting+size <= b.limits.bytes)
}

// next returns what the writer is to write now, and sets the deadline for it;
// nil when nothing waits and the writer ends.
func (b *backlog) next() (texts net.Buffers, bytes int) {
	if len(b.texts) == 0 {
		b.writing, b.texts = false, nil
		b.out.setWriteDeadline(time.Time{}) // writeNow has none
		return nil, 0
	}
	until := b.until
	if until.IsZero() {
		until = b.texts[0].since.Add(b.limits.age)
	}
	b.out.setWriteDeadline(until)
	n := 0
	for n < len(b.texts) && (n == 0 || bytes+b.texts[n].size() <= maxWrite) {
		bytes += b.texts[n].size()
		texts = append(texts, b.texts[n].text)
		n++
	}
	b.texts = b.texts[n:]
	return texts, bytes
}
