package chat

import "slices"

// notKept is said as long as the archive takes nothing.
const notKept = "What is said can't be kept on this computer: is its disk full, or gone? The server has it, and it is fetched again when there is room."

// Warn has the window say something that a person has to know although they have
// asked for nothing: a sentence with a next step. A window that comes later says
// it too. It may be called before Start.
func (c *Chat) Warn(sentence string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.warn(sentence)
}

// warn is Warn. The caller holds mu.
func (c *Chat) warn(sentence string) {
	if slices.Contains(c.warnings, sentence) {
		return
	}
	c.warnings = append(c.warnings, sentence)
	c.emit(Event{Warning: sentence})
}

// over says that what a sentence warns of has passed: if it comes again, it is
// said again. The caller holds mu.
func (c *Chat) over(sentence string) {
	c.warnings = slices.DeleteFunc(c.warnings, func(s string) bool { return s == sentence })
}
