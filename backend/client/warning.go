package client

import (
	"slices"

	"confab/backend/session"
)

// Warn has the window say something that a person has to know although they have
// asked for nothing. A window that comes later says it too. It holds until the
// person has read it. It may be called before Start.
func (c *Chat) Warn(p *session.Problem) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.warn(p)
}

// warn is Warn for what may have an end before that, see over. What has been
// said is not said again. The caller holds mu.
func (c *Chat) warn(p *session.Problem) {
	if slices.ContainsFunc(c.warnings, func(w *session.Problem) bool { return w.Code == p.Code }) {
		return
	}
	c.warnings = append(c.warnings, p)
	c.emit(Event{Warning: p})
}

// over takes the warning with a code back, if it was given: what it says has
// passed. If that comes again, it is said again. The caller holds mu.
func (c *Chat) over(code session.Code) {
	if i := slices.IndexFunc(c.warnings, func(w *session.Problem) bool { return w.Code == code }); i >= 0 {
		c.warnings = slices.Delete(c.warnings, i, i+1)
		c.emit(Event{Over: code})
	}
}
