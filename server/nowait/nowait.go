// Package nowait reads from sockets and writes to them what goes at once: the
// server waits for nobody. Only unix has sockets that can be tried like that;
// elsewhere there are none, and what is written stays with the caller.
package nowait

import "syscall"

// A Writer writes to a socket. Its zero value writes nothing. One goroutine at
// a time may use it; it must not be copied once it is bound.
type Writer struct {
	raw syscall.RawConn

	// The function that raw calls is made once: a new one for every Write
	// would be garbage. What follows is its argument and its results.
	try  func(fd uintptr) bool
	text []byte
	n    int
	err  error
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
