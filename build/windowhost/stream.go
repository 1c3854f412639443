package windowhost

import (
	"fmt"
	"net/http"
	"sync"
)

// A stream is what goes to one page. Whoever has something to say pushes it;
// the page's own request takes it out. Nobody waits for a page.
type stream struct {
	more chan struct{} // has an element when lines may be there

	mu    sync.Mutex
	lines [][]byte // guarded by mu
}

func newStream() *stream {
	return &stream{more: make(chan struct{}, 1)}
}

func (s *stream) push(line []byte) {
	s.mu.Lock()
	s.lines = append(s.lines, line)
	s.mu.Unlock()
	select {
	case s.more <- struct{}{}:
	default:
	}
}

func (s *stream) take() [][]byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	lines := s.lines
	s.lines = nil
	return lines
}

// serveStream is a page's stream for as long as the page is there.
func (h *Host) serveStream(w http.ResponseWriter, r *http.Request) {
	id, page := r.FormValue("page"), newStream()
	h.mu.Lock()
	h.pages[id] = page
	h.mu.Unlock()
	defer func() {
		h.mu.Lock()
		delete(h.pages, id)
		h.mu.Unlock()
	}()

	w.Header().Set("Content-Type", "text/event-stream")
	flush := http.NewResponseController(w).Flush
	w.WriteHeader(http.StatusOK)
	if flush() != nil {
		return
	}
	for {
		select {
		case <-r.Context().Done():
			return
		case <-page.more:
			for _, line := range page.take() {
				if _, err := fmt.Fprintf(w, "data: %s\n\n", line); err != nil {
					return
				}
			}
			if flush() != nil {
				return
			}
		}
	}
}
