package scripted

import (
	"slices"
	"sync"
	"time"

	"confab/backend/session"
)

// A Window remembers what an App tells it. The zero value is ready.
type Window struct {
	Slow time.Duration // how long it takes for an event; set before there are any

	mu     sync.Mutex
	events []session.Event // guarded by mu
	copied []string        // guarded by mu
	quit   bool            // guarded by mu
}

// Emit takes an event.
func (w *Window) Emit(e session.Event) {
	<-time.After(w.Slow)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.events = append(w.events, e)
}

// Copy takes what is to be on the clipboard.
func (w *Window) Copy(text string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.copied = append(w.copied, text)
	return nil
}

// Quit takes it that the window is to be closed.
func (w *Window) Quit() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.quit = true
}

// Events returns the events so far.
func (w *Window) Events() []session.Event {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.events)
}

// Copied returns what has been put on the clipboard, the last one last.
func (w *Window) Copied() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.copied)
}

// HasQuit reports whether it is to be closed.
func (w *Window) HasQuit() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.quit
}
