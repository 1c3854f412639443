package desktop

import (
	"log/slog"
	"os"
	"os/signal"
	"sync"
	"syscall"

	"confab/backend/settings"
)

// A Window is what a Frame needs of the window that the toolkit shows. Nothing
// of it is called with a lock held, and nothing of it calls a Frame back before
// it returns, apart from Quit.
type Window interface {
	Show() // also one that is hidden or minimised, in front of others
	Hide()
	Quit() // asks Closing first
	SetTitle(title string)
	Place() settings.Window // as it is now
	Resize(width, height int)
	Move(x, y int)
	Screen() Screen // the one that the window is on; zero if it is not known
}

// A Frame is what goes on around the window, beside what is in it: where it
// stands, what closing it does, its title and its icon in the tray,
// notifications, and the system's wish that the program ends. Its methods may
// be called from any goroutine.
type Frame struct {
	window Window
	with   FrameOptions

	signals chan os.Signal
	closed  chan struct{}
	watched sync.WaitGroup

	// Replaced by tests.
	available func() bool
	openTray  func(icon []byte, name string, items Labels, on TrayEvents) (tray, error)

	trays sync.Mutex // held while the icon comes or goes
	notes sync.Mutex // held while notifier is made

	mu       sync.Mutex
	place    settings.Window   // where it was last, not maximised; guarded by mu
	hidden   bool              // guarded by mu
	quitting bool              // guarded by mu
	unread   int               // guarded by mu
	tray     tray              // nil if there is none; guarded by mu
	clicked  func(note string) // may be nil; guarded by mu
	notifier Notifier          // nil if there is none; guarded by notes
}

// FrameOptions are what a Frame is made with.
type FrameOptions struct {
	Name     string                                            // of the program, for the title
	Icon     []byte                                            // a PNG file
	Place    settings.Window                                   // where the window was
	Hidden   bool                                              // whether it is made hidden
	Remember func(settings.Window) error                       // keeps where it is
	Notifier func(clicked func(note string)) (Notifier, error) // called when one is needed, again if it failed
	Log      *slog.Logger
}

// NewFrame returns the frame of a window.
func NewFrame(w Window, o FrameOptions) *Frame {
	return &Frame{
		window: w, with: o, place: o.Place, hidden: o.Hidden,
		signals:   make(chan os.Signal, 1),
		closed:    make(chan struct{}),
		available: TrayAvailable,
		openTray: func(icon []byte, name string, items Labels, on TrayEvents) (tray, error) {
			t, err := OpenTray(icon, name, items, on)
			if err != nil {
				return nil, err // and not an interface with a nil in it
			}
			return t, nil
		},
	}
}

// Start puts the window where it was. The system's wish to end is from now on
// one to quit: what the toolkit makes of it would only hide a window that goes
// on in the tray. Close has to be called at the end.
func (f *Frame) Start() {
	signal.Reset(os.Interrupt, syscall.SIGTERM)
	signal.Notify(f.signals, os.Interrupt, syscall.SIGTERM)
	f.watched.Go(func() {
		select {
		case <-f.signals:
			signal.Stop(f.signals) // the next one ends the program at once
			f.Quit()
		case <-f.closed:
		}
	})
	f.restore()
}

// restore puts the window where it was, if that is still on a screen.
func (f *Frame) restore() {
	f.mu.Lock()
	was := f.place
	f.mu.Unlock()
	if was.Maximised {
		return
	}
	fitted, move := Fit(was, f.window.Screen())
	if sized := Sized(was); fitted.Width != sized.Width || fitted.Height != sized.Height {
		f.window.Resize(fitted.Width, fitted.Height)
	}
	if move {
		f.window.Move(fitted.X, fitted.Y)
	}
}

// Remember remembers where the window is now.
func (f *Frame) Remember() {
	f.mu.Lock()
	hidden := f.hidden
	f.mu.Unlock()
	if hidden {
		return // and nowhere
	}
	now := f.window.Place()
	f.mu.Lock()
	if now.Maximised { // where it goes afterwards is where it was
		now.X, now.Y, now.Width, now.Height = f.place.X, f.place.Y, f.place.Width, f.place.Height
	}
	f.place = now
	f.mu.Unlock()
	if err := f.with.Remember(now); err != nil {
		f.with.Log.Warn("the window's place is not remembered", "error", err)
	}
}

// Closing says whether a window that is to be closed stays, hidden: if it has
// an icon in the tray by which it comes back, and nobody has said Quit.
func (f *Frame) Closing() (stays bool) {
	f.Remember()
	f.mu.Lock()
	stays = f.tray != nil && !f.quitting
	f.mu.Unlock()
	if !stays || !f.available() {
		return false
	}
	f.mu.Lock()
	f.hidden = true
	f.mu.Unlock()
	f.window.Hide()
	return true
}

// Quit ends the program, tray or not.
func (f *Frame) Quit() {
	f.mu.Lock()
	f.quitting = true
	f.mu.Unlock()
	f.window.Quit()
}

// Show brings the window to the front, where it was.
func (f *Frame) Show() {
	f.mu.Lock()
	was := f.hidden
	f.hidden = false
	f.mu.Unlock()
	f.window.Show()
	if was { // systems put it somewhere
		f.restore()
	}
}

// Again is what a second start of the program comes to: the window is this one,
// unless the system starts it by itself.
func (f *Frame) Again(args Args) {
	if !args.Minimized {
		f.Show()
	}
}

// Close ends what the frame has going, when the window is gone. It is not
// called from one of its callbacks.
func (f *Frame) Close() {
	signal.Stop(f.signals)
	close(f.closed)
	f.watched.Wait()
	_ = f.setTray(false, Labels{}) // which has no error
	f.notes.Lock()
	defer f.notes.Unlock()
	if f.notifier != nil {
		if err := f.notifier.Close(); err != nil {
			f.with.Log.Warn("closing the notifications failed", "error", err)
		}
		f.notifier = nil
	}
}
