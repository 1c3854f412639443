package client

import "slices"

// Warn has the window say something that a person has to know although they have
// asked for nothing: a sentence with a next step. A window that comes later says
// it too. It holds until the person has read it. It may be called before Start.
func (c *Chat) Warn(sentence string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.warn(sentence)
}

// warn is Warn for what may have an end before that, see over. The caller holds mu.
func (c *Chat) warn(sentence string) {
	if slices.Contains(c.warnings, sentence) {
		return
	}
	c.warnings = append(c.warnings, sentence)
	c.emit(Event{Warning: sentence})
}

// over takes a warning back, if it was given: what it says has passed. If that
// comes again, it is said again. The caller holds mu.
func (c *Chat) over(sentence string) {
	if i := slices.Index(c.warnings, sentence); i >= 0 {
		c.warnings = slices.Delete(c.warnings, i, i+1)
		c.emit(Event{Over: sentence})
	}
}
