package client

import "context"

// A health watches whether the archive works, from a goroutine of its own: the
// archive finds trouble while its caller may be inside core.do.
type health struct {
	core    *core
	changed chan struct{} // holds a value when the archive has begun or ceased to work
}

func newHealth(c *core) *health { return &health{core: c, changed: make(chan struct{}, 1)} }

// run warns of what is wrong with the archive, and takes back what is not any
// more, until ctx ends.
func (h *health) run(ctx context.Context) {
	h.core.archive.Watch(func(error) {
		select {
		case h.changed <- struct{}{}:
		default: // it is about to look
		}
	})
	for {
		select {
		case <-h.changed:
			h.look(h.core.archive.Trouble())
		case <-ctx.Done():
			return
		}
	}
}

// look takes what is wrong with the archive now.
func (h *health) look(trouble error) {
	h.core.do(func(s *state) {
		s.screen.archiveTrouble(trouble)
		if trouble == nil && len(s.unkept) > 0 {
			s.backfill()
		}
	})
}
