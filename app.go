package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"confab/backend/archive"
	"confab/backend/desktop"
	"confab/backend/identity"
	"confab/backend/invite"
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
	device   *identity.Opener
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
	Device   Device            `json:"device"`
	Events   []session.Event   `json:"events"` // what has happened so far, to be taken like live ones
}

// A Device is this device as servers know it.
type Device struct {
	ID   wire.Fingerprint `json:"id"`   // empty while it is not known, and if it cannot be had
	Kept identity.Place   `json:"kept"` // where its key is
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
	device := identity.Open(args.Data, keyringFor(args.Data), log)
	if dial == nil {
		dial = (&identity.Dialer{Device: device.Device, Servers: servers, TCP: session.DialTCP, Log: log}).ForSession()
	}
	hostname, _ := os.Hostname() // a device without a name is named by its owner
	cfg := session.Config{Client: "confab/" + version, Device: hostname, Dial: dial, Log: log}
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
		device:   device,
		archive:  kept,
		open:     desktop.Open,
		launch:   Launch{args.Address, args.Name},
		log:      log,
		pumped:   make(chan struct{}),
	}
}

// keyringFor returns the keyring that keeps the key of those who use a folder:
// the system's for the usual one. A folder that somebody has named with -data is
// copied, moved and deleted as one thing, so the key is in it, and tests leave
// nothing behind.
func keyringFor(data string) identity.Keyring {
	if usual, err := desktop.ParseArgs(nil); err == nil && data == usual.Data {
		return identity.SystemKeyring()
	}
	return nil
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
	a.device.Close()
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
	snapshot = Snapshot{version, a.settings.Get(), a.launch, Device{}, a.session.Backlog()}
	if d := a.device.Known(); d != nil {
		snapshot.Device = Device{d.Fingerprint, d.Kept}
	}
	return snapshot, nil
}

// Connect registers name at the server at address, host:port or its join link,
// and returns when the server has answered.
func (a *App) Connect(address, name string) (err error) {
	defer a.guard(&err)
	if link, err := wire.ParseLink(address); err == nil { // or else Connect says why not
		defer a.servers.Expect(link)() // who comes back by itself goes by what is known then
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

// Devices asks for the devices that the person's name belongs to, which come as
// an event.
func (a *App) Devices() (err error) {
	defer a.guard(&err)
	return a.session.Devices(context.Background())
}

// Pair returns an invitation for another device of the person's.
func (a *App) Pair() (i invite.Invitation, err error) {
	defer a.guard(&err)
	return drawn(a.session.Pair(context.Background()))
}

// Invite returns an invitation for somebody else: "member", "moderator" or
// "administrator".
func (a *App) Invite(role string) (i invite.Invitation, err error) {
	defer a.guard(&err)
	return drawn(a.session.Invite(context.Background(), role))
}

// drawn returns an invitation with its picture.
func drawn(i session.Invitation, err error) (invite.Invitation, error) {
	if err != nil {
		return invite.Invitation{}, err
	}
	return invite.New(i)
}

// Confirm says whether the device with a fingerprint, which asks, is the person's.
func (a *App) Confirm(device string, yes bool) (err error) {
	defer a.guard(&err)
	return a.session.Confirm(context.Background(), device, yes)
}

// RenameDevice gives one of the person's devices another name.
func (a *App) RenameDevice(device, name string) (err error) {
	defer a.guard(&err)
	return a.session.RenameDevice(context.Background(), device, name)
}

// Revoke makes one of the person's devices nobody's.
func (a *App) Revoke(device string) (err error) {
	defer a.guard(&err)
	return a.session.Revoke(context.Background(), device)
}

// Remove takes somebody's message away, whose key is target.
func (a *App) Remove(room, target, reason string) (err error) {
	defer a.guard(&err)
	return a.session.Remove(context.Background(), room, target, reason)
}

// Moderate does an act on somebody: mute, ban, kick, pardon, role or release,
// or on the server: close or open.
func (a *App) Moderate(act string, on session.Subject) (err error) {
	defer a.guard(&err)
	return a.session.Moderate(context.Background(), act, on)
}

// Audit returns what has been done on the server before an entry; 0 is the newest.
func (a *App) Audit(before int64) (page session.Audit, err error) {
	defer a.guard(&err)
	return a.session.Audit(context.Background(), before)
}

// Sanctions returns the mutes and bans that hold, before one of them; 0 is the newest.
func (a *App) Sanctions(before int64) (page session.Sanctions, err error) {
	defer a.guard(&err)
	return a.session.Sanctions(context.Background(), before)
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
