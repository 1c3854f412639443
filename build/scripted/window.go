package scripted

import (
	"slices"
	"sync"
	"time"

	"confab/backend/client"
	"confab/backend/desktop"
)

// A Window remembers what an App tells it. The zero value is ready.
type Window struct {
	Slow time.Duration // how long it takes for an event; set before there are any

	mu     sync.Mutex
	events []client.Event  // guarded by mu
	copied []string        // guarded by mu
	quit   bool            // guarded by mu
	notes  []string        // guarded by mu
	click  func(id string) // guarded by mu
	unread int             // guarded by mu
	tray   bool            // guarded by mu
	files  []string        // guarded by mu
	Saves  string          // where a file goes that the person is asked about; empty is nowhere
	Opens  []string        // what dialogs for files answer
}

// Emit takes an event.
func (w *Window) Emit(e client.Event) {
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
func (w *Window) Events() []client.Event {
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

// Notify takes a notification.
func (w *Window) Notify(id, title, body string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.notes = append(w.notes, title+": "+body)
	return nil
}

// OnNotification takes what is to be done when one is clicked.
func (w *Window) OnNotification(clicked func(id string)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.click = clicked
}

// Click clicks a notification.
func (w *Window) Click(id string) {
	w.mu.Lock()
	clicked := w.click
	w.mu.Unlock()
	clicked(id)
}

// HasNotifications says that there are some.
func (w *Window) HasNotifications() bool { return true }

// Unread takes how much is to be read.
func (w *Window) Unread(n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.unread = n
}

// Tray takes whether there is to be an icon.
func (w *Window) Tray(on bool, _ desktop.Labels) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tray = on
	return nil
}

// HasTray says that there is a place for it.
func (w *Window) HasTray() bool { return true }

// InTray reports whether there is an icon.
func (w *Window) InTray() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.tray
}

// OpenDialog answers with Opens.
func (w *Window) OpenDialog(string) (paths []string, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.Opens, nil
}

// FolderDialog answers with the first of Opens.
func (w *Window) FolderDialog(string) (path string, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append(w.Opens, "")[0], nil
}

// SaveDialog answers with Saves.
func (w *Window) SaveDialog(_, fileName, _, _ string) (path string, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.files = append(w.files, fileName)
	return w.Saves, nil
}

// Files returns the names of files that the person was asked about.
func (w *Window) Files() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.files)
}
