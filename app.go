package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"
	_ "time/tzdata" // Windows has no time zones by these names

	"confab/backend/archive"
	"confab/backend/catalog"
	"confab/backend/client"
	"confab/backend/desktop"
	"confab/backend/discovery"
	"confab/backend/doctor"
	"confab/backend/export"
	"confab/backend/invite"
	"confab/backend/keys"
	"confab/backend/losses"
	"confab/backend/page"
	"confab/backend/roaming"
	"confab/backend/session"
	"confab/backend/settings"
	"confab/backend/transfer"
	"confab/server/version"
	"confab/server/wire"
)

// App is what the window may ask of the program: every exported method is bound
// and can be called by any script in the page, in a goroutine of its own. Each
// checks its arguments, returns a session.Problem as error, and does no more
// than hand on. It has a method for each call of the page, more than other types
// have, because Wails binds a struct under its name, and the page calls one name.
type App struct {
	chat     *client.Chat
	settings *settings.File
	servers  *keys.Servers
	device   *keys.Opener
	browser  *discovery.Browser
	attached *transfer.Attachments
	network  func() discovery.Network
	look     func(ctx context.Context, hostport string) (wire.Fingerprint, error)
	examine  func(ctx context.Context, cfg doctor.Config, address string) []doctor.Finding
	needs    func(ctx context.Context, address string, key wire.Fingerprint) (needed, known bool)
	user     string // the system's, as a name to register
	starts   autostart
	window   window        // set before started is closed
	started  chan struct{} // closed when start has ended
	open     func(link string) error
	show     func(folder string) error
	folder   string // that everything is kept in
	launch   Launch
	roaming  sync.WaitGroup // the roaming.Watcher
	stay     func()         // ends it
	log      *slog.Logger
}

// A window is what App asks of the window and of what goes on around it, which
// Wails and a desktop.Frame do in the program and tests do themselves.
type window interface {
	client.Window
	OnNotification(clicked func(id string))
	HasNotifications() bool
	Tray(on bool, items desktop.Labels) error
	HasTray() bool
	SaveDialog(title, fileName, kind, pattern string) (path string, err error) // no path if the person wants no file
	OpenDialog(title string) (paths []string, err error)                       // none if the person wants none
	FolderDialog(title string) (path string, err error)                        // likewise
	Copy(text string) error
	Quit()
}

// An autostart is a desktop.Autostart, or a test's.
type autostart interface {
	Can() bool
	On() (bool, error)
	Set(on bool) error
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
	System   System            `json:"system"`
	Room     string            `json:"room"`   // the one that was shown last
	Events   []client.Event    `json:"events"` // what has happened so far, to be taken like live ones
}

// A System is what the system has that the program runs on.
type System struct {
	Tray          bool   `json:"tray"`
	Autostart     bool   `json:"autostart"`
	Notifications bool   `json:"notifications"`
	Folder        string `json:"folder"` // that everything is kept in
	User          string `json:"user"`   // the system's name of its user, as a name in the chat; empty if it cannot be one
}

// A Device is this device as servers know it.
type Device struct {
	ID   wire.Fingerprint `json:"id"`   // empty while it is not known, and if it cannot be had
	Kept keys.Place       `json:"kept"` // where its key is
}

// maxCopy is how much may be put on the clipboard, in bytes.
const maxCopy = 1 << 20

// openApp returns the App for a program started with args, with what it keeps
// in their folder. dial is the session's, nil for TLS over TCP. start has to be
// called once there is a window.
func openApp(args desktop.Args, dial session.Dialer, log *slog.Logger) (*App, error) {
	remembered, settingsErr := settings.Open(args.Data)
	servers, serversErr := keys.OpenServers(args.Data)
	device := keys.Open(args.Data, keyringFor(args.Data), log)
	var app *App
	if dial == nil {
		follower := discovery.Follower{Servers: servers, TCP: session.DialTCP, Locate: func(ctx context.Context, key wire.Fingerprint) (string, bool) {
			return discovery.Locate(ctx, discovery.Config{Servers: servers, Look: app.look, Open: app.network, Log: log}, key)
		}}
		dial = (&keys.Dialer{Device: device.Device, Servers: servers, TCP: follower.Dial, Log: log}).ForSession()
	}
	kept, archiveErr := archive.Open(args.Data)
	if archiveErr != nil { // to talk without it is better than not at all
		var err error
		if kept, err = archive.Memory(); err != nil {
			return nil, err
		}
	}
	hostname, _ := os.Hostname() // a device without a name is named by its owner
	app = &App{
		chat: client.New(client.Config{
			Session: session.Config{Client: "confab/" + version.Number(), Device: hostname, Dial: dial, Log: log},
			Archive: kept,
			Online: func(at session.Connection) {
				if err := servers.SetName(at.Address, at.Server); err != nil {
					log.Warn("the server's name is not remembered", "error", err)
				}
			},
			Log: log,
		}),
		settings: remembered,
		servers:  servers,
		device:   device,
		attached: transfer.NewAttachments(filepath.Join(args.Data, "attached")),
		starts:   desktop.NewAutostart(args.Data),
		started:  make(chan struct{}),
		open:     desktop.Open,
		show:     desktop.ShowFolder,
		folder:   absolute(args.Data),
		launch:   Launch{args.Address, args.Name},
		network:  func() discovery.Network { return discovery.Sockets(log) },
		look:     keys.Look,
		examine:  doctor.Examine,
		needs:    discovery.NeedsInvitation,
		user:     desktop.User(),
		stay:     func() {}, // until start
		log:      log,
	}
	app.browser = discovery.NewBrowser(discovery.Config{
		Servers: servers,
		Recent:  func() []string { return remembered.Get().Servers },
		Look:    func(ctx context.Context, hostport string) (wire.Fingerprint, error) { return app.look(ctx, hostport) },
		Changed: app.chat.Found,
		Open:    func() discovery.Network { return app.network() },
		Log:     log,
	})
	for _, loss := range losses.Of(settingsErr, serversErr, archiveErr, kept.Recovered()) {
		log.Error("something of the data folder was lost", "code", loss.Problem.Code, "error", loss.Err)
		app.chat.Warn(loss.Problem)
	}
	return app, nil
}

// absolute returns a folder as a person finds it, wherever the program was
// started.
func absolute(folder string) string {
	if at, err := filepath.Abs(folder); err == nil {
		return at
	}
	return folder
}

// keyringFor returns the keyring that keeps the key of those who use a folder:
// the system's for the usual one. A folder that somebody has named with -data is
// copied, moved and deleted as one thing, so the key is in it, and tests leave
// nothing behind.
func keyringFor(data string) keys.Keyring {
	if usual, err := desktop.ParseArgs(nil); err == nil && data == usual.Data {
		return keys.SystemKeyring()
	}
	return nil
}

// start gives the App its window. With an address and a name on the command
// line it connects; if that fails, the page shows why when it asks. Otherwise
// it goes back to where the person was. It is called once.
func (a *App) start(w window) {
	defer close(a.started)
	a.window = w
	was := a.settings.Get()
	a.chat.Start(w)
	ctx, stop := context.WithCancel(context.Background())
	a.stay = stop
	a.roaming.Go(func() { roaming.New(a.chat).Run(ctx) })
	if err := a.apply(was); err != nil {
		a.log.Warn("there is no icon in the tray", "error", err)
	}
	w.OnNotification(func(id string) { a.chat.Show(client.ParsePlace(id)) })
	switch {
	case a.launch.Address != "" && a.launch.Name != "":
		go func() { _ = a.Connect(a.launch.Address, a.launch.Name) }()
	case a.launch.Address == "" && was.Connected && len(was.Servers) > 0 && a.chat.Known(was.Servers[0], was.Name):
		if err := a.chat.Resume(was.Servers[0], was.Name); err != nil {
			a.log.Warn("where the person was last cannot be gone back to", "error", err)
		}
	case a.launch.Address == "" && was.Connected && len(was.Servers) > 0: // the archive was lost, and the server is not
		go func() { _ = a.Connect(was.Servers[0], was.Name) }()
	}
}

// again takes what a second start of the program was given, whose window is this
// one's: a link to a server. A window that is on a server asks first.
func (a *App) again(args desktop.Args) {
	switch {
	case args.Address == "":
	case args.Name != "" && a.chat.At().State == session.Idle:
		go func() { _ = a.Connect(args.Address, args.Name) }()
	default:
		a.chat.Invited(args.Address)
	}
}

// openURL takes a link that macOS opens with the program: there, links are no
// arguments. It waits for the window.
func (a *App) openURL(link string) {
	if err := desktop.CheckLink(link); err != nil {
		a.log.Warn("a link that was opened is refused") // without the text, in which there may be an invitation
		why := "scheme"
		_, err := wire.ParseLink(link)
		if m, ok := errors.AsType[*wire.Malformed](err); ok {
			why = m.Why
		}
		a.chat.Warn(session.NewProblem(session.InvalidAddress, "why", why))
		return
	}
	<-a.started
	a.again(desktop.Args{Address: link})
}

// stop tells the server that the person leaves, and waits for the last event.
func (a *App) stop() {
	a.stay()
	a.roaming.Wait()
	a.browser.Close()
	a.attached.Clear()
	a.chat.Close()
	a.device.Close()
}

// Ready returns what a page needs that has loaded, for the first time or again.
// The page may be there before start has ended, which it waits for.
func (a *App) Ready() (snapshot Snapshot, err error) {
	defer a.guard(&err)
	<-a.started
	events, room := a.chat.Backlog()
	snapshot = Snapshot{
		Version:  version.Number(),
		Settings: a.settings.Get(),
		Launch:   a.launch,
		System:   System{a.window.HasTray(), a.starts.Can(), a.window.HasNotifications(), a.folder, a.user},
		Room:     room,
		Events:   events,
	}
	if on, err := a.starts.On(); err == nil { // the person may have switched it in the system
		snapshot.Settings.Autostart = on
	}
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
	return a.connect(address, name)
}

// Enter is Connect for a server that is listed, by its ID there. A server with
// another key than the one that was announced is refused.
func (a *App) Enter(id, name string) (err error) {
	defer a.guard(&err)
	address, key, ok := a.browser.Find(id)
	if !ok {
		return session.NewProblem(ServerGone)
	}
	defer a.servers.Announced(address, key)()
	return a.connect(address, name)
}

func (a *App) connect(address, name string) error {
	used := a.settings.Connecting()
	if err := a.chat.Connect(context.Background(), address, name); err != nil {
		return err
	}
	if err := used(address, name); err != nil {
		a.log.Warn("the server and the name are not remembered", "error", err)
	}
	return nil
}

// Discover says whether the list of servers is on the screen. As long as it is,
// the list comes as events.
func (a *App) Discover(on bool) (err error) {
	defer a.guard(&err)
	a.browser.Show(on)
	return nil
}

// LookHarder has every address of this machine's small networks asked for a server.
func (a *App) LookHarder() (err error) {
	defer a.guard(&err)
	a.browser.LookHarder()
	return nil
}

// Diagnose says why the servers of this network, or the one at an address, cannot
// be seen. It takes up to ten seconds.
func (a *App) Diagnose(address string) (found []doctor.Finding, err error) {
	defer a.guard(&err)
	return a.examine(context.Background(), doctor.Config{Servers: a.servers, Version: version.Number()}, address), nil
}

// Share returns the join link of the server, without an invitation, and a picture
// of it. It asks the server whether a new user needs an invitation, which takes up
// to half a second.
func (a *App) Share() (s invite.Shared, err error) {
	defer a.guard(&err)
	at := a.chat.At()
	if at.Address == "" {
		return s, session.NewProblem(session.NoServer)
	}
	key := wire.Fingerprint(at.ServerKey)
	if s, err = invite.Share(wire.Link{Address: discovery.Outside(at.Address), Key: key}); err != nil {
		return s, err
	}
	needed, known := a.needs(context.Background(), at.Address, key)
	s.MayNeedInvitation = needed || !known
	return s, nil
}

// Change makes a change in a room that is about a message: it sends one, or edits,
// retracts, reacts to or removes one, see [session.Session.Change]. It returns
// when the change is stored on this device, not when the server has it: its row
// says how far it is.
func (a *App) Change(room string, change map[string]any) (err error) {
	defer a.guard(&err)
	return a.chat.Change(context.Background(), room, change)
}

// PickFiles asks for files, and attaches those that the user picks.
func (a *App) PickFiles() (attached []transfer.Attachment, err error) {
	defer a.guard(&err)
	paths, err := a.window.OpenDialog("Confab")
	return a.attached.Add(paths), err
}

// PickFolder asks for a folder, and attaches it.
func (a *App) PickFolder() (attached []transfer.Attachment, err error) {
	defer a.guard(&err)
	path, err := a.window.FolderDialog("Confab")
	if err != nil || path == "" {
		return []transfer.Attachment{}, err
	}
	return a.attached.Add([]string{path}), nil
}

// AttachBytes attaches a file that the page has, in Base64.
func (a *App) AttachBytes(name, content string) (attached []transfer.Attachment, err error) {
	defer a.guard(&err)
	b, err := base64.StdEncoding.DecodeString(content)
	if err != nil {
		return nil, err
	}
	return a.attached.AddBytes(name, b)
}

// Detach forgets what will not be sent. Unknown handles are ignored.
func (a *App) Detach(handles []string) (err error) {
	defer a.guard(&err)
	a.attached.Detach(handles)
	return nil
}

// serve serves the page, and the pictures that it has attached.
func (a *App) serve(next http.Handler) http.Handler {
	return page.Guard(page.Attached(a.attached, next))
}

// dropped attaches what was dropped on the window, and tells the page.
func (a *App) dropped(paths []string) {
	<-a.started
	a.chat.Dropped(a.attached.Add(paths))
}

// Parse returns what would be sent of a text, and what it is made of.
func (a *App) Parse(text string) (written client.Written, err error) {
	defer a.guard(&err)
	return a.chat.Parse(text)
}

// Page returns rows of a room, from the archive and what is not there from the server.
func (a *App) Page(ask archive.Ask) (page archive.Page, err error) {
	defer a.guard(&err)
	return a.chat.Page(context.Background(), ask)
}

// Search returns messages that fit a query, in one room or, if that is empty, in
// all; before is 0 or what the answer before said.
func (a *App) Search(query, room string, before int64) (found archive.Found, err error) {
	defer a.guard(&err)
	return a.chat.Search(query, room, before)
}

// Read notes that everything in a room up to a place has been read.
func (a *App) Read(room string, seq int64) (err error) {
	defer a.guard(&err)
	return a.chat.Read(room, seq)
}

// MarkUnread makes what was said from a place on unread again.
func (a *App) MarkUnread(room string, seq int64) (err error) {
	defer a.guard(&err)
	return a.chat.MarkUnread(room, seq)
}

// SetDraft keeps what is being written in a room.
func (a *App) SetDraft(room, text string) (err error) {
	defer a.guard(&err)
	return a.chat.SetDraft(room, text)
}

// SetNotify says what the person wants to be told of a room: "all", "mentions" or "nothing".
func (a *App) SetNotify(room, notify string) (err error) {
	defer a.guard(&err)
	return a.chat.SetNotify(room, notify)
}

// Typing tells the others in a room that the person is writing.
func (a *App) Typing(room string) (err error) {
	defer a.guard(&err)
	a.chat.Typing(room)
	return nil
}

// Look says which room is shown, and whether somebody can see it.
func (a *App) Look(room string, front bool) (err error) {
	defer a.guard(&err)
	return a.chat.Look(room, front)
}

// OpenRoom makes a new room, with the person in it.
func (a *App) OpenRoom(name, topic string, private bool) (err error) {
	defer a.guard(&err)
	return a.chat.OpenRoom(context.Background(), name, topic, private)
}

// ListRooms returns a page of the rooms that every user can join, after a name; with search
// those whose name or topic contains it.
func (a *App) ListRooms(search, after string) (page session.RoomList, err error) {
	defer a.guard(&err)
	return a.chat.ListRooms(context.Background(), search, after)
}

// JoinRoom makes the person a member of a room that is not private, or to which
// they are invited.
func (a *App) JoinRoom(name string) (err error) {
	defer a.guard(&err)
	return a.chat.Join(context.Background(), name)
}

// LeaveRoom ends that.
func (a *App) LeaveRoom(name string) (err error) {
	defer a.guard(&err)
	return a.chat.LeaveRoom(context.Background(), name)
}

// SetTopic gives a room another topic.
func (a *App) SetTopic(room, topic string) (err error) {
	defer a.guard(&err)
	return a.chat.SetTopic(context.Background(), room, topic)
}

// InviteTo invites somebody to a room.
func (a *App) InviteTo(room, name string) (err error) {
	defer a.guard(&err)
	return a.chat.InviteTo(context.Background(), room, name)
}

// Direct returns the name of the room of the person and somebody else, which is
// opened if there is none.
func (a *App) Direct(name string) (room string, err error) {
	defer a.guard(&err)
	return a.chat.Direct(context.Background(), name)
}

// Decline gives an invitation to a room back.
func (a *App) Decline(room string) (err error) {
	defer a.guard(&err)
	return a.chat.Decline(context.Background(), room)
}

// Block hides what somebody says, and refuses their direct messages and invitations.
func (a *App) Block(name string) (err error) {
	defer a.guard(&err)
	return a.chat.Block(context.Background(), name)
}

// Unblock ends that.
func (a *App) Unblock(name string) (err error) {
	defer a.guard(&err)
	return a.chat.Unblock(context.Background(), name)
}

// Members returns the names of those who are in a room.
func (a *App) Members(room string) (names []string, err error) {
	defer a.guard(&err)
	return a.chat.Members(context.Background(), room)
}

// ExportRoom asks where to, and writes what was said in a room there, or
// everything if that is empty, as "html", "json" or "text". It returns the
// file's path, or none if the person does not want to.
func (a *App) ExportRoom(room, format string) (path string, err error) {
	defer a.guard(&err)
	written, err := export.ParseFormat(format)
	if err != nil {
		return "", err
	}
	about := room
	if about == "" {
		about = a.chat.At().Server
	}
	name := export.FileName(written, about, a.chat.Now())
	path, err = a.window.SaveDialog("Confab", name, format, "*"+filepath.Ext(name))
	if err != nil || path == "" {
		return "", err
	}
	return path, a.chat.Export(path, room, written, desktop.Language(string(a.settings.Get().Language)))
}

// SetZone says in which time zone this machine is now, Europe/Berlin for example:
// the page is told so by the system, and the program was at its start alone.
func (a *App) SetZone(name string) (err error) {
	defer a.guard(&err)
	zone, err := time.LoadLocation(name)
	if err != nil || name == "" {
		return fmt.Errorf("this is no time zone: %q", name)
	}
	a.chat.SetZone(zone)
	return nil
}

// OpenFolder shows the folder that everything is kept in.
func (a *App) OpenFolder() (err error) {
	defer a.guard(&err)
	return a.problem(a.show(a.folder), FolderFailed)
}

// KeepGoing lets more of the server be kept on this device than is usual.
func (a *App) KeepGoing() (err error) {
	defer a.guard(&err)
	return a.chat.KeepGoing()
}

// Devices asks for the devices that the person's name belongs to, which come as
// an event.
func (a *App) Devices() (err error) {
	defer a.guard(&err)
	return a.chat.Devices(context.Background())
}

// Pair returns an invitation for another device of the person's.
func (a *App) Pair() (i invite.Invitation, err error) {
	defer a.guard(&err)
	return drawn(a.chat.Pair(context.Background()))
}

// Invite returns an invitation for somebody else: "member", "moderator" or
// "administrator".
func (a *App) Invite(role string) (i invite.Invitation, err error) {
	defer a.guard(&err)
	return drawn(a.chat.Invite(context.Background(), role))
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
	return a.chat.Confirm(context.Background(), device, yes)
}

// RenameDevice gives one of the person's devices another name.
func (a *App) RenameDevice(device, name string) (err error) {
	defer a.guard(&err)
	return a.chat.RenameDevice(context.Background(), device, name)
}

// Revoke makes one of the person's devices nobody's.
func (a *App) Revoke(device string) (err error) {
	defer a.guard(&err)
	return a.chat.Revoke(context.Background(), device)
}

// Moderate does an act on somebody: mute, unmute, ban, unban, kick, role or unregister,
// or on the server: close or open.
func (a *App) Moderate(act string, on session.Subject) (err error) {
	defer a.guard(&err)
	return a.chat.Moderate(context.Background(), act, on)
}

// Audit returns what has been done on the server before an entry; 0 is the newest.
func (a *App) Audit(before int64) (page session.Audit, err error) {
	defer a.guard(&err)
	return a.chat.Audit(context.Background(), before)
}

// Sanctions returns the mutes and bans that hold, before one of them; 0 is the newest.
func (a *App) Sanctions(before int64) (page session.Sanctions, err error) {
	defer a.guard(&err)
	return a.chat.Sanctions(context.Background(), before)
}

// Reconnect tries at once to come back to the server.
func (a *App) Reconnect() (err error) {
	defer a.guard(&err)
	a.chat.Reconnect()
	return nil
}

// Leave tells the server, and goes back to where a server is picked. It also
// ends a Connect that is under way.
func (a *App) Leave() (err error) {
	defer a.guard(&err)
	if err := a.settings.Left(); err != nil { // before a Connect that is about to return can say that it is used
		a.log.Warn("that the person left is not remembered", "error", err)
	}
	a.chat.Leave()
	return nil
}

// Quit closes the window; the server is told on the way out.
func (a *App) Quit() (err error) {
	defer a.guard(&err)
	a.window.Quit()
	return nil
}

// SaveSettings makes what the page may decide of them so, and remembers it.
func (a *App) SaveSettings(s settings.Settings) (err error) {
	defer a.guard(&err)
	if on, err := a.starts.On(); err == nil && a.starts.Can() && s.Autostart != on {
		if err := a.starts.Set(s.Autostart); err != nil {
			return a.problem(err, AutostartFailed)
		}
	}
	if err := a.settings.Save(s); err != nil {
		return a.problem(err, SettingsNotSaved)
	}
	return a.problem(a.apply(a.settings.Get()), NoTray)
}

// apply does what the settings say.
func (a *App) apply(s settings.Settings) error {
	language := desktop.Language(string(s.Language))
	a.chat.SetNotifyPrefs(client.NotifyPrefs{Notify: string(s.Notify), DoNotDisturb: s.DoNotDisturb, Invitation: catalog.In(language).Text("notices.invitation")})
	a.chat.KeepAll(s.KeepAll)
	words := catalog.In(language)
	return a.window.Tray(s.Tray, desktop.Labels{Show: words.Text("tray.show"), Quit: words.Text("tray.quit")})
}

// OpenLink opens an http or https link in the system's browser.
func (a *App) OpenLink(link string) (err error) {
	defer a.guard(&err)
	return a.problem(a.open(link), BrowserFailed)
}

// Copy puts text on the clipboard.
func (a *App) Copy(text string) (err error) {
	defer a.guard(&err)
	if len(text) > maxCopy {
		return session.NewProblem(TooBigToCopy)
	}
	return a.window.Copy(text)
}

// What the window's system does not do, as the code of a Problem.
const (
	AutostartFailed  session.Code = "autostart-failed"
	NoAutostart      session.Code = "no-autostart" // only a program that keeps its things in the usual place starts with the system
	SettingsNotSaved session.Code = "settings-not-saved"
	NoTray           session.Code = "no-tray"    // the system shows no icon
	TrayAgain        session.Code = "tray-again" // the icon is back when the program is started again
	LinkRefused      session.Code = "link-refused"
	BrowserFailed    session.Code = "browser-failed"
	FolderFailed     session.Code = "folder-failed"
	TooBigToCopy     session.Code = "too-big-to-copy"
	ServerGone       session.Code = "server-gone" // it is not listed any more
)

// sentinels are what package desktop's errors are to people.
var sentinels = map[error]session.Code{
	desktop.ErrNoAutostart: NoAutostart,
	desktop.ErrNoTray:      NoTray,
	desktop.ErrTrayAgain:   TrayAgain,
	desktop.ErrLink:        LinkRefused,
}

// problem returns what an error of the system's is to a person, which is code if
// it is none of the sentinels, and logs it; nil stays nil.
func (a *App) problem(err error, code session.Code) error {
	if err == nil {
		return nil
	}
	for sentinel, its := range sentinels {
		if errors.Is(err, sentinel) {
			code = its
		}
	}
	a.log.Warn("the system does not do it", "code", code, "error", err)
	return session.NewProblem(code)
}

// guard turns a panic, and whatever error is no Problem, into one: Wails would
// leave the page waiting for ever and log all arguments, which are what people say.
func (a *App) guard(err *error) {
	if r := recover(); r != nil {
		a.log.Error("a bound method panicked", "panic", fmt.Sprintf("%T", r))
		*err = session.NewProblem(session.Internal)
	} else if _, ok := errors.AsType[*session.Problem](*err); *err != nil && !ok {
		a.log.Error("a bound method failed", "error", fmt.Sprintf("%T", *err)) // whose text may be what people say
		*err = session.NewProblem(session.Internal)
	}
}

// formatError makes an error what the page reads: a Problem as JSON text,
// because Wails passes nothing but a string on.
func formatError(err error) any {
	p, ok := errors.AsType[*session.Problem](err)
	if !ok {
		p = session.NewProblem(session.Internal)
	}
	b, err := json.Marshal(p)
	if err != nil {
		return err.Error()
	}
	return string(b)
}
