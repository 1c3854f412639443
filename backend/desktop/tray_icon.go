//go:build linux || windows

package desktop

import (
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"fyne.io/systray"
)

// trayTimeout is how long the system may take to show the icon.
const trayTimeout = 5 * time.Second

// A Tray is the program's icon among those of the system. It stands on
// fyne.io/systray, which does so beside another toolkit's window and without C:
// Wails 2 has no tray. That package is one icon for one process and once, and so
// is this. Its methods may be called from any goroutine.
type Tray struct {
	name            string
	plain, dotted   []byte
	showing, ending *systray.MenuItem
	end             func()
	closing         chan struct{}
	heard           sync.WaitGroup

	mu     sync.Mutex
	unread int  // guarded by mu
	closed bool // guarded by mu
}

// trayed says that this process has had its icon.
var trayed atomic.Bool

// OpenTray shows an icon, which is a PNG file, with a name and a menu. It
// appears as soon as there is a place for it: see TrayAvailable. After a Close
// the error is ErrTrayAgain.
func OpenTray(icon []byte, name string, items Labels, on TrayEvents) (*Tray, error) {
	plain, err := trayIcon(icon, false)
	dotted, bad := trayIcon(icon, true)
	if err := errors.Join(err, bad); err != nil {
		return nil, err
	}
	if err := trayCan(); err != nil {
		return nil, err
	}
	if trayed.Swap(true) {
		return nil, ErrTrayAgain
	}
	t := &Tray{name: name, plain: plain, dotted: dotted, closing: make(chan struct{})}
	clicks := make(chan struct{}, 1)
	systray.SetOnTapped(func() {
		select {
		case clicks <- struct{}{}:
		default: // one that has not been answered is enough
		}
	})
	ready := make(chan struct{})
	t.end = trayLoop(t.dress, func() {
		t.showing, t.ending = systray.AddMenuItem(items.Show, ""), systray.AddMenuItem(items.Quit, "")
		close(ready)
	})
	select {
	case <-ready:
	case <-time.After(trayTimeout):
		return nil, ErrNoTray
	}
	t.heard.Go(func() { t.hear(clicks, on) })
	return t, nil
}

// dress gives the icon its look; mu is held, or nobody else knows t yet.
func (t *Tray) dress() {
	title := Title(t.name, t.unread)
	systray.SetTitle(title)
	systray.SetTooltip(title)
	if t.unread > 0 {
		systray.SetIcon(t.dotted)
	} else {
		systray.SetIcon(t.plain)
	}
}

// hear answers clicks until the icon goes.
func (t *Tray) hear(clicks <-chan struct{}, on TrayEvents) {
	for {
		select {
		case <-clicks:
			on.Show()
		case <-t.showing.ClickedCh:
			on.Show()
		case <-t.ending.ClickedCh:
			on.Quit()
		case <-t.closing:
			return
		}
	}
}

// SetUnread puts a dot on the icon if there are messages that are not read, and
// their number into its name.
func (t *Tray) SetUnread(n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed || n == t.unread {
		return
	}
	t.unread = n
	t.dress()
}

// SetLabels changes what the menu says.
func (t *Tray) SetLabels(items Labels) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.closed {
		t.showing.SetTitle(items.Show)
		t.ending.SetTitle(items.Quit)
	}
}

// Close takes the icon away, for the rest of this process. It waits for a click
// that is being answered, so it is not called from that answer; a second one
// does nothing.
func (t *Tray) Close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return
	}
	t.closed = true
	close(t.closing)
	t.mu.Unlock() // the answer may want it
	t.heard.Wait()
	t.mu.Lock()
	t.end()
}
