package hub

import "sync"

// An appends counts what is being appended to the journal, so that a hub can
// wait for the end of it when it closes.
type appends struct {
	mu     sync.Mutex
	n      int           // guarded by mu
	closed chan struct{} // closed when n is 0 and stays so; nil until close; guarded by mu
}

// begin reports false if the hub takes nothing more; else the caller calls end.
func (a *appends) begin() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.closed != nil {
		return false
	}
	a.n++
	return true
}

func (a *appends) end() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.n--; a.n == 0 && a.closed != nil {
		close(a.closed)
	}
}

// close takes nothing more, and returns what is closed when all that has begun
// has ended.
func (a *appends) close() <-chan struct{} {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.closed == nil {
		a.closed = make(chan struct{})
		if a.n == 0 {
			close(a.closed)
		}
	}
	return a.closed
}
