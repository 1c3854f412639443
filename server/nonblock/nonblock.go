// Package nonblock reads from sockets and writes to them what goes at once: the
// server waits for nobody. Only unix has sockets that can be tried like that;
// elsewhere there are none, and what is written stays with the caller.
package nonblock

import "syscall"

// A Writer writes to a socket. Its zero value writes nothing. One goroutine at
// a time may use it; it must not be copied once it is bound.
type Writer struct {
	raw syscall.RawConn

	// The function that raw calls is made once: a new one for every Write
	// would be garbage. What follows is its argument and its results.
	try    func(fd uintptr) bool
	text   []byte
	record bool // nothing shares the last segment of text
	wait   bool // until something of it can be written
	n      int
	err    error
}

// Bind has w write to raw, or to nothing if raw is nil.
func (w *Writer) Bind(raw syscall.RawConn) { w.raw, w.try = raw, w.tryFD }

// Write writes as much of p as the socket takes without waiting, and returns
// how much that is. An error is the socket's end.
func (w *Writer) Write(p []byte) (n int, err error) {
	if w.raw == nil {
		return 0, nil
	}
	w.text, w.n, w.err = p, 0, nil
	err = w.raw.Write(w.try)
	w.text = nil
	if err == nil {
		err = w.err
	}
	return w.n, err
}

// WriteRecord is Write, and what is written next does not come in the segment in
// which p ends, where the system can be told so. What fits into one segment
// arrives as a whole then, and is written whole or not at all. With wait it is
// written, though perhaps in part, unless the write deadline comes first.
func (w *Writer) WriteRecord(p []byte, wait bool) (n int, err error) {
	w.record, w.wait = true, wait
	n, err = w.Write(p)
	w.record, w.wait = false, false
	return n, err
}
