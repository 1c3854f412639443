package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"

	"confab/backend/archive"
	"confab/backend/desktop"
	"confab/backend/identity"
	"confab/backend/session"
	"confab/backend/settings"
	"confab/server/wire"
)

// App is what the window may ask of the program: every exported method is bound
// and can be called by any script in the page, in a goroutine of its own. Each
// checks its arguments, returns a session.Problem as error, and does no more
// than hand on.
type App struct {
	session  *session.Session
	settings *settings.File
	servers  *identity.Servers
	archive  *archive.Archive // nil if it cannot be used
	window   window
	open     func(link string) error
	launch   Launch
	log      *slog.Logger
	pumped   chan struct{} // closed when pump has ended
}

// A window is what App asks of the window, which Wails makes in the program
// and tests make themselves.
type window interface {
	Emit(e session.Event)
	Copy(text string) error
	Quit()
}

// Launch is what the program was started with on the command line.
type Launch struct {
	Address string `json:"address"`
	Name    string `json:"name"`
}

// A Snapshot is all that a page needs after it has loaded.
type Snapshot struct {
	Version  string            `json:"version"`
	Settings settings.Settings `json:"settings"`
	Launch   Launch            `json:"launch"`
	Events   []session.Event   `json:"events"` // what has happened so far, to be taken like live ones
}

// maxCopy is how much may be put on the clipboard, in bytes.
const maxCopy = 1 << 20

// openApp returns the App for a program started with args, with what it keeps
// in their folder. dial is the session's, nil for TLS over TCP. start has to be
// called once there is a window.
func openApp(args desktop.Args, dial session.Dialer, log *slog.Logger) *App {
	remembered, err := settings.Open(args.Data)
	if err != nil {
		log.Warn("the settings begin anew", "error", err)
	}
	servers, err := identity.OpenServers(args.Data)
	if err != nil {
		log.Warn("the servers' keys begin anew", "error", err)
	}
	if dial == nil {
		dial = (&identity.Dialer{Servers: servers, TCP: session.DialTCP, Log: log}).ForSession()
	}
	cfg := session.Config{Client: "confab/" + version, Dial: dial, Log: log}
	kept, err := archive.Open(args.Data)
	if err != nil { // to talk without it is better than not at all
		log.Error("what waits for a server is kept only as long as the window is open", "error", err)
	} else {
		cfg.Outbox = kept
	}
	return &App{
		session:  session.New(cfg),
		settings: remembered,
		servers:  servers,
		archive:  kept,
		open:     desktop.Open,
		launch:   Launch{args.Address, args.Name},
		log:      log,
		pumped:   make(chan struct{}),
	}
}

// start gives the App its window. With an address and a name on the command
// line it connects; if that fails, the page shows why when it asks.
func (a *App) start(w window) {
	a.window = w
	go a.pump()
	if a.launch.Address != "" && a.launch.Name != "" {
		go func() { _ = a.Connect(a.launch.Address, a.launch.Name) }()
	}
}

// stop tells the server that the person leaves, and waits for the last event.
func (a *App) stop() {
	a.session.Close()
	if a.window != nil {
		<-a.pumped
	}
	if a.archive != nil {
		if err := a.archive.Close(); err != nil {
			a.log.Error("closing the archive failed", "error", err)
		}
	}
}

// pump hands the session's events to the window, one goroutine for all of
// them, so they leave in the order they came. It ends when the session closes
// Events.
func (a *App) pump() {
	defer close(a.pumped)
	for e := range a.session.Events() {
		a.window.Emit(e)
	}
}

// Ready returns what a page needs that has loaded, for the first time or again.
func (a *App) Ready() (snapshot Snapshot, err error) {
	defer a.guard(&err)
	return Snapshot{version, a.settings.Get(), a.launch, a.session.Backlog()}, nil
}

// Connect registers name at the server at address, host:port or its join link,
// and returns when the server has answered.
func (a *App) Connect(address, name string) (err error) {
	defer a.guard(&err)
	if link, err := wire.ParseLink(address); err == nil { // or else Connect says why not
		a.servers.Expect(link)
	}
	if err := a.session.Connect(context.Background(), address, name); err != nil {
		return err
	}
	if err := a.settings.Used(address, name); err != nil {
		a.log.Warn("the server and the name are not remembered", "error", err)
	}
	return nil
}

// Send says text in room. It returns when the message is kept, on disk, not
// when others have it: its State says how far it is.
func (a *App) Send(room, key, text string) (err error) {
	defer a.guard(&err)
	return a.session.Send(room, key, text)
}

// Reconnect tries at once to come back to the server.
func (a *App) Reconnect() (err error) {
	defer a.guard(&err)
	a.session.Reconnect()
	return nil
}

// Leave tells the server, and goes back to where a server is picked. It also
// ends a Connect that is under way.
func (a *App) Leave() (err error) {
	defer a.guard(&err)
	a.session.Leave()
	return nil
}

// Quit closes the window; the server is told on the way out.
func (a *App) Quit() (err error) {
	defer a.guard(&err)
	a.window.Quit()
	return nil
}

// SetTheme changes how the window looks, and remembers it.
func (a *App) SetTheme(theme string) (err error) {
	defer a.guard(&err)
	return a.settings.SetTheme(settings.Theme(theme))
}

// OpenLink opens an http or https link in the system's browser.
func (a *App) OpenLink(link string) (err error) {
	defer a.guard(&err)
	return a.open(link)
}

// Copy puts text on the clipboard.
func (a *App) Copy(text string) (err error) {
	defer a.guard(&err)
	if len(text) > maxCopy {
		return &session.Problem{Code: session.InvalidText, Sentence: "This is too much for the clipboard."}
	}
	return a.window.Copy(text)
}

// guard turns a panic into an error: Wails would leave the page waiting for
// ever and log all arguments, which are what people say.
func (a *App) guard(err *error) {
	if r := recover(); r != nil {
		a.log.Error("a bound method panicked", "panic", fmt.Sprintf("%T", r))
		*err = &session.Problem{Code: session.Internal, Sentence: "Something went wrong inside Confab. Try again; if it stays, close the window and open it anew."}
	}
}

// formatError makes an error what the page reads: a Problem as JSON text,
// because Wails passes nothing but a string on.
func formatError(err error) any {
	p, ok := errors.AsType[*session.Problem](err)
	if !ok {
		p = &session.Problem{Code: session.Internal, Sentence: sentence(err)}
	}
	b, err := json.Marshal(p)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// sentence returns an error as one.
func sentence(err error) string { return "That did not work: " + err.Error() + "." }
