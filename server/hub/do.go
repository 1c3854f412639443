package hub

// do runs f on the goroutine that owns the hub's state, and returns before f has
// run. f may use what Run owns; it must not block, and must not call do or
// doAndWait. do reports false, and drops f, if the hub has closed.
func (h *Hub) do(f func()) bool {
	select {
	case h.commands <- f:
		return true
	case <-h.done:
		return false
	}
}

// doAndWait is do, and returns when f has run.
func (h *Hub) doAndWait(f func()) bool {
	ran := make(chan struct{})
	ok := h.do(func() {
		defer close(ran)
		f()
	})
	if ok {
		<-ran
	}
	return ok
}
