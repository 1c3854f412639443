package desktop

import (
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"

	"confab/backend/settings"
)

// A pane is a window that writes down what is done to it.
type pane struct {
	mu    sync.Mutex
	done  []string // guarded by mu
	place settings.Window
	on    Screen
	quit  chan struct{}
}

func (p *pane) did(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done = append(p.done, fmt.Sprintf(format, args...))
}

func (p *pane) Show()                    { p.did("show") }
func (p *pane) Hide()                    { p.did("hide") }
func (p *pane) SetTitle(title string)    { p.did("title %s", title) }
func (p *pane) Place() settings.Window   { return p.place }
func (p *pane) Resize(width, height int) { p.did("resize %d %d", width, height) }
func (p *pane) Move(x, y int)            { p.did("move %d %d", x, y) }
func (p *pane) Screen() Screen           { return p.on }
func (p *pane) Quit()                    { p.did("quit"); p.quit <- struct{}{} }

// since returns what has been done to it since the last time.
func (p *pane) since() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	done := strings.Join(p.done, ", ")
	p.done = nil
	return done
}

func (p *pane) want(t *testing.T, what, want string) {
	t.Helper()
	if got := p.since(); got != want {
		t.Errorf("%s did %q to the window, want %q", what, got, want)
	}
}

// A framed is a Frame with everything around it played.
type framed struct {
	*Frame
	pane  *pane
	kept  []settings.Window
	seen  bool // whether an icon can be seen
	icon  []string
	on    TrayEvents
	taken error // what opening an icon comes to
	ended sync.Once
}

func (f *framed) SetUnread(n int)    { f.icon = append(f.icon, fmt.Sprint("unread ", n)) }
func (f *framed) SetLabels(l Labels) { f.icon = append(f.icon, "labels "+l.Show) }
func (f *framed) Close()             { f.icon = append(f.icon, "close") }

// frame returns one whose window was at a place, on a screen of 1920 to 1080.
func frame(t *testing.T, was settings.Window, hidden bool) *framed {
	f := &framed{pane: &pane{place: was, on: Screen{1920, 1080}, quit: make(chan struct{}, 10)}, seen: true}
	f.Frame = NewFrame(f.pane, FrameOptions{
		Name: "Confab", Place: was, Hidden: hidden, Log: slog.New(slog.DiscardHandler),
		Remember: func(w settings.Window) error { f.kept = append(f.kept, w); return nil },
	})
	f.available = func() bool { return f.seen }
	f.openTray = func(_ []byte, _ string, _ Labels, on TrayEvents) (tray, error) {
		f.on = on
		if f.taken != nil {
			return nil, f.taken
		}
		f.icon = append(f.icon, "open")
		return f, nil
	}
	f.Start()
	t.Cleanup(func() { f.ended.Do(f.Frame.Close) })
	return f
}

var somewhere = settings.Window{X: 100, Y: 50, Width: 800, Height: 600}

func TestTheWindowBeginsWhereItWas(t *testing.T) {
	for want, was := range map[string]settings.Window{
		"move 100 50":                somewhere,
		"":                           {},
		"move 720 280":               {X: 1900, Y: 800, Width: 1200, Height: 800},
		"resize 1920 1080, move 0 0": {X: 10, Y: 10, Width: 4000, Height: 3000},
	} {
		f := frame(t, was, false)
		f.pane.want(t, "starting", want)
		was.Maximised = true // which the toolkit does
		f = frame(t, was, false)
		f.pane.want(t, "starting maximised", "")
	}
}

func TestWhereTheWindowIsIsRememberedWhenItCloses(t *testing.T) {
	f := frame(t, somewhere, false)
	f.pane.place = settings.Window{X: 7, Y: 8, Width: 900, Height: 700}
	f.Remember()
	f.pane.place = settings.Window{X: 0, Y: 0, Width: 1920, Height: 1080, Maximised: true}
	if f.Closing() {
		t.Error("without an icon in the tray it stays")
	}
	want := []settings.Window{{X: 7, Y: 8, Width: 900, Height: 700}, {X: 7, Y: 8, Width: 900, Height: 700, Maximised: true}}
	if !slices.Equal(f.kept, want) {
		t.Errorf("remembered is %+v, want %+v", f.kept, want)
	}
}

func TestAWindowThatIsClosedGoesOnInTheTray(t *testing.T) {
	f := frame(t, somewhere, false)
	f.pane.since()
	if err := f.Tray(true, Labels{"Open", "Quit"}); err != nil {
		t.Fatal(err)
	}
	if !f.Closing() {
		t.Fatal("it is closed")
	}
	f.pane.want(t, "closing", "hide")
	f.pane.place = settings.Window{Width: 1, Height: 1} // what systems say of a hidden one
	f.Remember()
	if len(f.kept) != 1 || f.kept[0] != somewhere {
		t.Errorf("remembered is %+v, want %+v once", f.kept, somewhere)
	}
	f.on.Show()
	f.pane.want(t, "a click on the icon", "show, move 100 50")
	f.pane.place = somewhere
	f.Show()
	f.pane.want(t, "showing it again", "show")

	f.Again(Args{Minimized: true})
	f.pane.want(t, "a start by the system", "")
	f.Again(Args{})
	f.pane.want(t, "a second start", "show")

	f.on.Quit()
	f.pane.want(t, "Quit", "quit")
	if f.Closing() {
		t.Error("after Quit it stays")
	}
}

// A panel that has ended, or never was, brings nothing back.
func TestNothingIsHiddenWhereNobodyCanBringItBack(t *testing.T) {
	f := frame(t, somewhere, false)
	f.pane.since()
	f.seen = false
	if err := f.Tray(true, Labels{}); err != nil || f.HasTray() {
		t.Fatal(err)
	}
	if f.Closing() {
		t.Error("without a place for icons it is hidden")
	}
	f.seen = true
	if !f.HasTray() || !f.Closing() {
		t.Error("with one it is closed")
	}
	f.pane.since()
	if err := f.Tray(false, Labels{}); err != nil {
		t.Fatal(err)
	}
	f.pane.want(t, "taking the icon away", "show, move 100 50")
	if f.Closing() {
		t.Error("without the icon it is hidden")
	}

	for _, c := range []struct {
		seen  bool
		taken error
	}{{false, nil}, {true, ErrNoTray}, {true, ErrTrayAgain}} {
		f = frame(t, somewhere, true) // hidden by the system's start
		f.pane.since()
		f.seen, f.taken = c.seen, c.taken
		if err := f.Tray(true, Labels{}); !errors.Is(err, c.taken) {
			t.Errorf("it came to %v, want %v", err, c.taken)
		}
		f.pane.want(t, "an icon that does not come", "show, move 100 50")
	}
	f = frame(t, somewhere, true)
	f.pane.since()
	if err := f.Tray(true, Labels{}); err != nil {
		t.Error(err)
	}
	f.pane.want(t, "an icon that comes", "")
}

func TestHowManyAreNotReadStandsInTheTitleAndTheTray(t *testing.T) {
	f := frame(t, settings.Window{}, false)
	for _, n := range []int{0, 3, 3} {
		f.Unread(n)
	}
	f.pane.want(t, "three unread", "title (3) Confab")
	for range 2 {
		if err := f.Tray(true, Labels{"Öffnen", "Beenden"}); err != nil {
			t.Fatal(err)
		}
	}
	f.Unread(0)
	f.pane.want(t, "none unread", "title Confab")
	if err := f.Tray(false, Labels{}); err != nil {
		t.Fatal(err)
	}
	f.Unread(5)
	if want := []string{"open", "unread 3", "labels Öffnen", "unread 0", "close"}; !slices.Equal(f.icon, want) {
		t.Errorf("the icon got %q, want %q", f.icon, want)
	}
}

// A bell is a notifier whose notifications the test clicks.
type bell struct {
	rung    []Note
	clicked func(string)
	closed  bool
}

func (b *bell) Notify(n Note) error { b.rung = append(b.rung, n); return nil }
func (b *bell) Close() error        { b.closed = true; return nil }

func TestAClickOnANotificationShowsTheWindow(t *testing.T) {
	f := frame(t, settings.Window{}, false)
	var b bell
	none := errors.New("nothing shows notifications yet")
	f.with.Notifier = func(clicked func(string)) (Notifier, error) {
		b.clicked = clicked
		return &b, none
	}
	if err := f.Notify("x", "y", "z"); !errors.Is(err, none) || f.HasNotifications() {
		t.Errorf("it came to %v", err)
	}
	none = nil
	if !f.HasNotifications() {
		t.Error("there is something to show them, and it is not taken")
	}
	if err := f.Notify("lobby", "bob", "hi"); err != nil || !slices.Equal(b.rung, []Note{{"lobby", "bob", "hi"}}) {
		t.Errorf("shown is %+v, %v", b.rung, err)
	}
	b.clicked("lobby")
	f.pane.want(t, "a click that nobody waits for", "show")
	f.OnNotification(func(id string) { f.pane.did("clicked %s", id) })
	b.clicked("lobby")
	f.pane.want(t, "a click", "show, clicked lobby")
	f.ended.Do(f.Frame.Close)
	if !b.closed {
		t.Error("it stays open")
	}
}
