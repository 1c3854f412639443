package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"confab/backend/archive"
	"confab/backend/client"
	"confab/backend/desktop"
	"confab/backend/keys"
	"confab/backend/losses"
	"confab/backend/session"
	"confab/backend/settings"
	"confab/build/scripted"
	"confab/build/windowhost"
	"confab/server/tlskey"
	"confab/server/wire"
)

// What the command doctor says is in the system's language, and its exit code says
// whether all is well.
func TestTheDoctorInATerminal(t *testing.T) {
	t.Setenv("LC_ALL", "de_DE.UTF-8")
	t.Setenv("DISPLAY", "")
	var out strings.Builder
	if code := diagnose(desktop.Args{Address: "http://lab", Data: t.TempDir()}, &out); code != 1 || !strings.Contains(out.String(), "Problem     http://lab ist keine Adresse") {
		t.Errorf("it ends with %d, and says %s", code, &out)
	}
}

// TestMain makes two programs of one: with CONFAB_WINDOW_HOST in the
// environment this is the desktop program with a browser in place of its
// window, for the stories in frontend/e2e.
func TestMain(m *testing.M) {
	if os.Getenv("CONFAB_WINDOW_HOST") == "" {
		os.Exit(m.Run())
	}
	if err := runInBrowser(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// runInBrowser is run in main.go with another window.
func runInBrowser(arguments []string) error {
	args, err := desktop.ParseArgs(arguments)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	assets, err := fs.Sub(dist, "frontend/dist")
	if err != nil {
		return err
	}
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()

	app, err := openApp(args, nil, log)
	if err != nil {
		return err
	}
	host := windowhost.New()
	host.FormatError = formatError
	host.Bind(app)
	host.Folder = args.Data
	app.open, app.show, app.network = host.OpenLink, host.ShowFolder, host.Network
	app.user = os.Getenv("CONFAB_WINDOW_USER")
	app.start(browserWindow{host})
	defer app.stop()
	return host.Serve(ctx, os.Stdout, assets, app.serve)
}

// A browserWindow is a window that a browser shows.
type browserWindow struct{ *windowhost.Host }

func (w browserWindow) Emit(e client.Event) { w.Host.Emit("event", e) }

// A stage is an App with a window of the test's own and a server that lives in
// the same bubble of time.
type stage struct {
	*App
	scripted.Server
	t      *testing.T
	data   string
	log    *strings.Builder
	shown  scripted.Window
	sealed *keys.Dialer // speaks TLS; nil is plaintext
	dials  atomic.Int64
	gone   atomic.Bool // nobody answers
}

// newStage returns a stage that keeps its things in data; its App is the test's to open.
func newStage(t *testing.T, data string, log *strings.Builder) *stage {
	return &stage{t: t, data: data, log: log, Server: scripted.Server{Said: make(chan string, 1000), Errorf: t.Errorf}}
}

// open starts an App with args, which stops when the test ends.
func open(t *testing.T, args desktop.Args) *stage {
	t.Helper()
	s := newStage(t, t.TempDir(), &strings.Builder{})
	args.Data = s.data
	log := slog.New(slog.NewTextHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	s.begin(args, log)
	t.Cleanup(s.stop)
	return s
}

// begin opens the App and gives it its window.
func (s *stage) begin(args desktop.Args, log *slog.Logger) {
	s.t.Helper()
	app, err := openApp(args, s.dial, log)
	s.want("opening the App", err)
	s.App = app
	s.network, s.look, s.user = windowhost.New().Network, s.lookAt, "ann"
	s.needs = func(context.Context, string, wire.Fingerprint) (needed, known bool) { return false, false }
	s.start(&s.shown)
}

func (s *stage) dial(ctx context.Context, hostport string) (net.Conn, error) {
	if s.dials.Add(1); s.gone.Load() {
		return nil, errors.New("nobody answers")
	}
	if s.sealed != nil {
		return s.sealed.ForSession()(ctx, hostport)
	}
	server, client := net.Pipe()
	go s.Serve(server)
	return scripted.Proved{Conn: client, Key: scriptedKey}, nil
}

// lookAt is dial for one who only wants to know the key.
func (s *stage) lookAt(context.Context, string) (wire.Fingerprint, error) {
	if s.gone.Load() {
		return "", errors.New("nobody answers")
	}
	return scriptedKey, nil
}

// scriptedKey is the key of the scripted server, wherever it is.
const scriptedKey = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"

// emitted waits until nothing more can happen and returns the window's events.
func (s *stage) emitted() []client.Event {
	synctest.Wait()
	return s.shown.Events()
}

func (s *stage) want(what string, err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatalf("%s came to %v, want nil", what, err)
	}
}

// wantCode wants err to be a Problem with one of some codes.
func wantCode(t *testing.T, err error, codes ...session.Code) {
	t.Helper()
	if p, ok := errors.AsType[*session.Problem](err); !ok || !slices.Contains(codes, p.Code) {
		t.Errorf("it came to %v, want %s", err, codes)
	}
}

// unfit are the codes for what no server would have.
var unfit = []session.Code{"bad-member", "bad-text", "too-long", "too-many-lines", session.BadRoom}

// with returns the settings with a change.
func with(s *stage, change func(*settings.Settings)) settings.Settings {
	now := s.settings.Get()
	change(&now)
	return now
}

// secretDevice is a fingerprint.
const secretDevice = "secretsecretsecretsecretsecretsecretsecretA"

// bound is everything that a script in the page can call, each with arguments
// that make it do its work.
var bound = map[string][]any{
	"Ready":      {},
	"Connect":    {"secret:1", "secret"},
	"Change":     {"lobby", map[string]any{"type": "say", "id": "secret", "text": "secret"}},
	"Reconnect":  {},
	"Enter":      {"secret", "secret"},
	"Discover":   {true},
	"LookHarder": {},
	"Share":      {},
	"Diagnose":   {"secret"},
	"Leave":      {},
	"Quit":       {},

	"Page":         {archive.Ask{Room: "secret", Limit: 1}},
	"Search":       {"secret", "secret", int64(0)},
	"Read":         {"secret", int64(1)},
	"MarkUnread":   {"secret", int64(1)},
	"SetDraft":     {"secret", "secret"},
	"SetNotify":    {"secret", "all"},
	"Typing":       {"secret"},
	"Look":         {"secret", true},
	"OpenRoom":     {"secret", "secret", true},
	"JoinRoom":     {"secret"},
	"KeepGoing":    {},
	"ListRooms":    {"se", ""},
	"LeaveRoom":    {"secret"},
	"Decline":      {"secret"},
	"Block":        {"secret"},
	"Unblock":      {"secret"},
	"SetTopic":     {"secret", "secret"},
	"SetZone":      {"Europe/Berlin"},
	"InviteTo":     {"secret", "secret"},
	"Direct":       {"secret"},
	"Members":      {"secret"},
	"ExportRoom":   {"secret", "html"},
	"OpenFolder":   {},
	"SaveSettings": {settings.Settings{Name: "secret"}},

	"OpenLink": {"http://secret/"},
	"Copy":     {"secret"},

	"Devices": {},
	"Pair":    {},
	"Parse":   {"@alice"},

	"PickFiles":   {},
	"PickFolder":  {},
	"AttachBytes": {"secret", "c2VjcmV0"},
	"Detach":      {[]string{"secret"}},

	"Invite":       {"member"},
	"Confirm":      {secretDevice, true},
	"RenameDevice": {secretDevice, "secret"},
	"Revoke":       {secretDevice},
	"Moderate":     {"mute", session.Subject{Name: "secret", Reason: "secret"}},
	"Audit":        {int64(0)},
	"Sanctions":    {int64(0)},
}

func TestThePageCanCallNothingElse(t *testing.T) {
	var got []string
	for method := range reflect.TypeFor[*App]().Methods() {
		got = append(got, method.Name)
		last := method.Type.NumOut() - 1
		if last < 0 || method.Type.Out(last) != reflect.TypeFor[error]() {
			t.Errorf("%s returns no error, so a panic in it has nowhere to go", method.Name)
		}
	}
	if want := slices.Sorted(maps.Keys(bound)); !slices.Equal(got, want) {
		t.Errorf("bound are %q, want %q", got, want)
	}
}

func TestAPanicIsAnErrorAndTellsTheLogNothing(t *testing.T) {
	started := make(chan struct{})
	close(started)
	for name, args := range bound {
		log := &strings.Builder{}
		broken := &App{log: slog.New(slog.NewTextHandler(log, nil)), started: started, open: func(link string) error { panic(link) }}
		in := []reflect.Value{}
		for _, arg := range args {
			in = append(in, reflect.ValueOf(arg))
		}
		out := reflect.ValueOf(broken).MethodByName(name).Call(in)
		err, _ := out[len(out)-1].Interface().(error)
		wantCode(t, err, session.Internal)
		if said := fmt.Sprint(err, log); strings.Contains(said, "secret") || !strings.Contains(said, "panicked") {
			t.Errorf("%s: the log and the error are %q, want what happened, without arguments", name, said)
		}
	}
}

func TestReadyHasAllThatAPageNeeds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, desktop.Args{Address: "lab:1"})
		s.want("connecting", s.Connect("chat://lab:1", "alice"))
		s.want("sending", s.Change("lobby", map[string]any{"type": "say", "id": "k1", "text": "hello"}))
		s.emitted()
		got, err := s.Ready()
		s.want("Ready", err)
		if got.Version != "dev" || got.Launch != (Launch{Address: "lab:1"}) {
			t.Errorf("the snapshot is %+v", got)
		}
		if _, err := wire.ParseFingerprint(string(got.Device.ID)); err != nil || got.Device.Kept != keys.InFile {
			t.Errorf("the device is %+v, %v", got.Device, err)
		}
		want := settings.Default()
		want.Name, want.Servers, want.Connected = "alice", []string{"lab:1"}, true
		if !reflect.DeepEqual(got.Settings, want) {
			t.Errorf("the settings are %+v, want %+v", got.Settings, want)
		}
		e := got.Events
		if len(e) != 3 || e[0].Connection.State != session.Online || !slices.Equal(e[1].People.Names, []string{"alice"}) ||
			e[2].Room.Name != wire.Lobby || e[2].Room.Seq != 1 {
			t.Errorf("the events are %+v, want online, who is there, and the room", e)
		}
	})
}

// switched is an autostart that the system has switched on or off.
type switched bool

func (s *switched) Can() bool         { return true }
func (s *switched) On() (bool, error) { return bool(*s), nil }
func (s *switched) Set(on bool) error { *s = switched(on); return nil }

// Whether the program starts with the system is the system's affair, where the
// person may switch it off: the next change of any setting leaves it so.
func TestWhatIsSwitchedOffInTheSystemStaysSo(t *testing.T) {
	s := open(t, desktop.Args{})
	starts := new(switched)
	s.starts = starts
	chosen := s.settings.Get()
	chosen.Autostart = true
	s.want("switching it on", s.SaveSettings(chosen))
	*starts = false
	ready, err := s.Ready()
	s.want("asking", err)
	if ready.Settings.Autostart {
		t.Error("the page is told that it is on")
	}
	s.want("changing something else", s.SaveSettings(ready.Settings))
	if *starts {
		t.Error("it is on again")
	}
}

// The toolkit shows the page while start is under way.
func TestAPageThatIsThereBeforeTheWindowWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, t.TempDir(), &strings.Builder{})
		app, err := openApp(desktop.Args{Data: s.data}, s.dial, slog.New(slog.DiscardHandler))
		s.want("opening the App", err)
		s.App = app
		defer s.stop()
		asked := make(chan error)
		go func() {
			_, err := s.Ready()
			asked <- err
		}()
		synctest.Wait()
		s.start(&s.shown)
		s.want("asking early", <-asked)
	})
}

// A link with another server's key stands in nobody's way once it has failed:
// neither in that of the address alone nor of a session that comes back.
func TestAWrongLinkIsForgotten(t *testing.T) {
	who, err := tlskey.New()
	if err != nil {
		t.Fatal(err)
	}
	wrong := "chat://lab:1#k=" + string(wire.FingerprintOf([]byte("another one's")))
	synctest.Test(t, func(t *testing.T) {
		s := open(t, desktop.Args{})
		s.sealed = &keys.Dialer{Servers: s.servers, TCP: func(ctx context.Context, hostport string) (net.Conn, error) {
			server, client := net.Pipe()
			go s.Serve(tls.Server(server, &tls.Config{Certificates: []tls.Certificate{who.Certificate}, NextProtos: []string{wire.ALPN}}))
			return client, nil
		}}
		wantCode(t, s.Connect(wrong, "alice"), session.KeyChanged)
		s.want("connecting by the address alone", s.Connect("lab:1", "alice"))
		wantCode(t, s.Connect(wrong, "alice"), session.KeyChanged)
		s.want("connecting by the right link", s.Connect("chat://lab:1#k="+string(who.Fingerprint), "alice"))
		if at := s.chat.At(); !at.Verified {
			t.Errorf("by the right link the server is %+v", at)
		}
		wantCode(t, s.Connect(wrong, "al ice"), session.InvalidName) // and the session stays
		s.Down.Store(true)
		s.want("sending", s.Change("lobby", map[string]any{"type": "say", "id": "k1", "text": "lost"})) // which ends the connection
		s.emitted()
		s.Down.Store(false)
		<-time.After(time.Minute)
		if at := s.chat.At(); at.State != session.Online || !at.Verified {
			t.Errorf("it came back as %+v", at)
		}
	})
}

func TestServerAndNameAreRememberedOnceTheyWorked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, desktop.Args{})
		wantCode(t, s.Connect("lab:1", "taken"), session.NameTaken)
		wantCode(t, s.Connect("lab", "alice"), session.InvalidAddress)
		wantCode(t, s.Connect("lab:1", "admin"), session.NameForbidden)
		if got := s.settings.Get(); got.Name != "" || len(got.Servers) != 0 {
			t.Errorf("remembered are %+v, want nothing", got)
		}
		s.want("connecting", s.Connect(" chat://lab:1/#t=secret ", "alice"))
		s.want("setting the theme", s.SaveSettings(with(s, func(now *settings.Settings) { now.Theme = settings.Dark })))
		again, err := settings.Open(s.data)
		s.want("opening the settings", err)
		if got := again.Get(); got.Name != "alice" || !slices.Equal(got.Servers, []string{"lab:1"}) || got.Theme != settings.Dark {
			t.Errorf("remembered are %+v", got)
		}
		if text, err := os.ReadFile(filepath.Join(s.data, "settings.json")); err != nil || strings.Contains(string(text)+s.log.String(), "secret") {
			t.Errorf("the invitation is remembered: %s, %v; the log says %s", text, err, s.log)
		}
		if at := s.chat.At(); at.Address != "lab:1" {
			t.Errorf("the page is told of %q", at.Address)
		}
	})
}

func TestWithAddressAndNameItConnectsByItself(t *testing.T) {
	for name, want := range map[string]session.State{"alice": session.Online, "taken": session.Idle, "": session.Idle} {
		synctest.Test(t, func(t *testing.T) {
			s := open(t, desktop.Args{Address: "lab:1", Name: name})
			s.emitted()
			at := s.chat.At()
			if at.State != want || (at.Reason != nil) != (name == "taken") {
				t.Errorf("as %q it is at %+v, want %s", name, at, want)
			}
			if tried := len(s.Said) > 0; tried != (name != "") {
				t.Errorf("as %q it has tried: %v", name, tried)
			}
		})
	}
}

func TestEventsLeaveInTheirOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, desktop.Args{})
		s.want("connecting", s.Connect("lab:1", "alice"))
		for i := range wire.Burst / 2 { // more would go out at a pace
			s.want("sending", s.Change("lobby", map[string]any{"type": "say", "id": fmt.Sprint("k", i), "text": fmt.Sprint(i)}))
		}
		states := map[string][]archive.MessageState{}
		seq := int64(0)
		for _, e := range s.emitted() {
			if m := e.Row; m != nil {
				if m.State == archive.Sent && m.Seq != seq+1 {
					t.Fatalf("after seq %d comes %+v", seq, m)
				}
				seq = max(seq, m.Seq)
				states[m.ID] = append(states[m.ID], m.State)
			}
		}
		for key, got := range states {
			if !slices.Equal(got, []archive.MessageState{archive.Waiting, archive.Sent}) {
				t.Errorf("%s was %q", key, got)
			}
		}
		if len(states) != wire.Burst/2 {
			t.Errorf("%d messages were reported, want %d", len(states), wire.Burst/2)
		}
	})
}

func TestStoppingTellsTheServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, desktop.Args{})
		s.shown.Slow = time.Second
		s.want("connecting", s.Connect("lab:1", "alice"))
		s.want("sending", s.Change("lobby", map[string]any{"type": "say", "id": "k1", "text": "last words"}))
		s.stop()
		events := s.shown.Events()
		for _, want := range []string{"REGISTER alice CHAT/2.0", "say last words", "quit"} {
			if got := <-s.Said; got != want {
				t.Errorf("the server got %q, want %q", got, want)
			}
		}
		if last := events[len(events)-1].Connection; last == nil || last.State != session.Idle {
			t.Errorf("the last event is %+v, want idle", events[len(events)-1])
		}
		wantCode(t, s.Change("lobby", map[string]any{"type": "say", "id": "k2", "text": "hello?"}), session.NoServer)
		if strings.Contains(s.log.String(), "words") {
			t.Errorf("the log has what was said: %s", s.log)
		}
	})
	app, err := openApp(desktop.Args{Data: t.TempDir()}, nil, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	app.stop() // without a window
}

// The user picks, drops and pastes files; the page has them under handles.
func TestFilesAreAttachedAndDetached(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, desktop.Args{})
		folder := t.TempDir()
		plan := filepath.Join(folder, "plan.txt")
		if err := os.WriteFile(plan, []byte("tea"), 0o600); err != nil {
			t.Fatal(err)
		}
		if none, err := s.PickFiles(); err != nil || none == nil || len(none) > 0 {
			t.Errorf("a dialog that is closed gives %v, %v", none, err)
		}
		s.shown.Opens = []string{plan}
		picked, err := s.PickFiles()
		if err != nil || len(picked) != 1 || picked[0].Name != "plan.txt" || picked[0].Size != 3 {
			t.Fatalf("picked is %+v, %v", picked, err)
		}
		s.shown.Opens = []string{folder}
		if picked, err := s.PickFolder(); err != nil || len(picked) != 1 || !picked[0].Folder {
			t.Errorf("the folder is %+v, %v", picked, err)
		}
		if pasted, err := s.AttachBytes("shot.png", "aGVsbG8="); err != nil || len(pasted) != 1 || pasted[0].Size != 5 {
			t.Errorf("pasted is %+v, %v", pasted, err)
		}
		if _, err := s.AttachBytes("shot.png", "no base64"); err == nil {
			t.Error("what is no Base64 is attached")
		}
		s.want("detaching", s.Detach([]string{picked[0].Handle}))
		if _, err := s.attached.Get(picked[0].Handle); err == nil {
			t.Error("what is detached is there")
		}
	})
}

func TestWhatThePageAsksOfTheDesktop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, desktop.Args{})
		most := strings.Repeat("x", 1<<20)
		s.want("copying", s.App.Copy(most))
		wantCode(t, s.App.Copy(most+"x"), TooBigToCopy)
		if !slices.Equal(s.shown.Copied(), []string{most}) {
			t.Errorf("%d texts were copied, want one", len(s.shown.Copied()))
		}
		if s.SaveSettings(with(s, func(now *settings.Settings) { now.Theme = "pink" })) == nil || s.settings.Get().Theme != settings.System {
			t.Error("pink is a theme")
		}
		wantCode(t, s.OpenLink("file:///etc/passwd"), LinkRefused)
		s.want("quitting", s.App.Quit())
		if !s.shown.HasQuit() {
			t.Error("the window stays")
		}
		s.want("leaving", s.Leave())
		s.want("reconnecting", s.Reconnect())
	})
}

// What the page asks about names, devices and people goes out as it is, and the
// answer comes back.
func TestWhatThePageAsksOfTheServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, red := open(t, desktop.Args{}), string(wire.FingerprintOf([]byte("red")))
		s.want("connecting", s.Connect("lab:1", "alice"))
		s.want("asking for the devices", s.Devices())
		pair, err := s.Pair()
		s.want("pairing", err)
		if pair.Link != "chat://lab:1#k="+scriptedKey+"&t=tok" || pair.Seconds != 300 || len(pair.QR) < 21 {
			t.Errorf("the invitation is %+v", pair)
		}
		invited, err := s.Invite("moderator")
		s.want("inviting", err)
		if invited.Link != "chat://lab:1#k="+scriptedKey+"&t=for-a-moderator" || len(invited.QR) < 21 {
			t.Errorf("the invitation is %+v", invited)
		}
		s.want("confirming", s.Confirm(red, true))
		s.want("renaming", s.RenameDevice(red, "attic"))
		s.want("revoking", s.Revoke(red))
		s.want("moderating", s.Moderate("ban", session.Subject{Name: "eve", Minutes: 60, Reason: "spam"}))
		wantCode(t, s.Change("lobby", map[string]any{"type": "remove", "id": "r", "target": "k1", "reason": "spam"}), "no-role")
		for _, want := range []string{"REGISTER alice CHAT/2.0", "confirm " + red + "true", "rename " + red + "attic", "revoke " + red, "moderate baneve60spam"} {
			if got := <-s.Said; got != want {
				t.Errorf("the server got %q, want %q", got, want)
			}
		}
		if audit, err := s.Audit(7); err != nil || len(audit.Entries) != 1 || audit.Entries[0].By != "server" {
			t.Errorf("the audit is %+v, %v", audit, err)
		}
		if sanctions, err := s.Sanctions(0); err != nil || !sanctions.Closed || sanctions.Entries == nil {
			t.Errorf("the sanctions are %+v, %v", sanctions, err)
		}
		for _, e := range s.emitted() {
			if e.Refusal != nil {
				t.Errorf("the page is told of %+v, which nobody sent", *e.Refusal)
			}
		}
		if text := s.log.String(); strings.Contains(text, "tok") || strings.Contains(text, "spam") {
			t.Errorf("the log has what was asked: %s", text)
		}
	})
}

// Arguments that no server would have are a Problem, before anything is done.
func TestThePageAsksForWhatCannotBe(t *testing.T) {
	long, red := strings.Repeat("x", 1<<16), string(wire.FingerprintOf([]byte("red")))
	synctest.Test(t, func(t *testing.T) {
		for _, connected := range []bool{false, true} {
			s := open(t, desktop.Args{})
			if connected {
				s.want("connecting", s.Connect("lab:1", "alice"))
				<-s.Said
			}
			for _, bad := range []string{"", "x", long, "\xff", red + "\n"} {
				wantCode(t, s.Confirm(bad, true), unfit...)
				wantCode(t, s.RenameDevice(bad, "attic"), unfit...)
				wantCode(t, s.Revoke(bad), unfit...)
			}
			for _, bad := range []string{long, "a\nb", "\xff", "\x1b[2J"} {
				_, err := s.Invite(bad)
				wantCode(t, err, unfit...)
				wantCode(t, s.Change("lobby", map[string]any{"type": "remove", "id": "r", "target": bad, "reason": ""}), unfit...)
				wantCode(t, s.Change(bad, map[string]any{"type": "remove", "id": "r", "target": "k", "reason": ""}), unfit...)
				wantCode(t, s.Moderate(bad, session.Subject{Name: "eve"}), unfit...)
				wantCode(t, s.Moderate("role", session.Subject{Name: "eve", Role: bad}), unfit...)
				wantCode(t, s.Moderate("kick", session.Subject{Name: bad}), "no-name")
				wantCode(t, s.Connect(bad, "alice"), session.InvalidAddress)
			}
			for _, bad := range []string{long, "\xff"} { // what else a line cannot have is left out of it
				wantCode(t, s.RenameDevice(red, bad), unfit...)
				wantCode(t, s.Change("lobby", map[string]any{"type": "remove", "id": "r", "target": "k", "reason": bad}), unfit...)
				wantCode(t, s.Moderate("mute", session.Subject{Name: "eve", Reason: bad}), unfit...)
			}
			for _, minutes := range []int{-1, wire.MaxMinutes + 1} {
				wantCode(t, s.Moderate("ban", session.Subject{Name: "eve", Minutes: minutes}), unfit...)
			}
			_, err := s.Audit(-1)
			wantCode(t, err, unfit...)
			_, err = s.Sanctions(-1)
			wantCode(t, err, unfit...)
			if connected {
				s.emitted()
				if len(s.Said) > 0 {
					t.Errorf("the server got %q", <-s.Said)
				}
				continue
			}
			_, err = s.Pair()
			for _, err := range []error{err, s.Devices(), s.Confirm(red, false), s.Moderate("close", session.Subject{})} {
				wantCode(t, err, session.NotConnected)
			}
		}
	})
}

// A folder that was named from where the program was started is shown as it can
// be found from anywhere.
func TestTheFolderIsShownAsAnAbsolutePath(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	app, err := openApp(desktop.Args{Data: "kept"}, nil, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer app.stop()
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	if want := filepath.Join(here, "kept"); app.folder != want {
		t.Errorf("the folder is %q, want %q", app.folder, want)
	}
}

// Only the usual folder has its key in the system's keyring: one that somebody
// names, as every test does, has it in a file.
func TestWhereTheKeyIsKept(t *testing.T) {
	for _, name := range []string{"XDG_CONFIG_HOME", "HOME", "AppData"} {
		t.Setenv(name, t.TempDir())
	}
	usual, err := desktop.ParseArgs(nil)
	if err != nil {
		t.Fatal(err)
	}
	if keyringFor(usual.Data) == nil {
		t.Error("the usual folder has no keyring")
	}
	named, err := desktop.ParseArgs([]string{"-data", t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	if keyringFor(named.Data) != nil {
		t.Error("a folder that somebody has named has its key elsewhere")
	}
}

// A key that is there and cannot be had is a reason not to come at all.
func TestWithoutItsKeyNobodyConnects(t *testing.T) {
	data := t.TempDir()
	if err := os.WriteFile(filepath.Join(data, "device.json"), []byte(`{"keyring":"in one that is gone"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	s := newStage(t, data, &strings.Builder{})
	app, err := openApp(desktop.Args{Data: data}, nil, slog.New(slog.DiscardHandler))
	s.want("opening the App", err)
	s.App = app
	s.start(&s.shown)
	wantCode(t, s.Connect(ln.Addr().String(), "alice"), session.NoKey)
	if got, err := s.Ready(); err != nil || got.Device != (Device{}) {
		t.Errorf("the device is %+v, %v", got.Device, err)
	}
	s.stop()
	mine, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer mine.Close()
	first, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	if first.RemoteAddr().String() != mine.LocalAddr().String() {
		t.Error("somebody has connected")
	}
}

func TestThePageGetsErrorsAsACodeWithParams(t *testing.T) {
	full := session.NewProblem(session.Full, "address", "the \"<b>server\xff", "max", 5)
	for _, c := range []struct {
		err  error
		want string
	}{
		{full, `{"code":"full","params":{"address":"the \"\u003cb\u003eserver\ufffd","max":5}}`},
		{fmt.Errorf("wrapped: %w", full), `{"code":"full","params":{"address":"the \"\u003cb\u003eserver\ufffd","max":5}}`},
		{errors.New("what somebody has said"), `{"code":"internal"}`},
	} {
		text, ok := formatError(c.err).(string) // Wails passes on nothing else
		if !ok || text != c.want {
			t.Errorf("%v is passed on as %s, want %s", c.err, text, c.want)
		}
	}
}

// A window that cannot keep anything can still be used.
func TestAFolderThatCannotBeUsedIsNoReasonNotToTalk(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		log := &strings.Builder{}
		s := newStage(t, "", log)
		s.begin(desktop.Args{Data: filepath.Join(file, "in it")}, slog.New(slog.NewTextHandler(log, nil)))
		defer s.stop()
		s.want("connecting", s.Connect("lab:1", "alice"))
		s.want("sending", s.Change("lobby", map[string]any{"type": "say", "id": "k1", "text": "hello"}))
		s.emitted()
		snapshot, err := s.Ready()
		s.want("being ready", err)
		var warnings []session.Code
		for _, e := range snapshot.Events {
			if e.Warning != nil {
				warnings = append(warnings, e.Warning.Code)
			}
		}
		for _, lost := range []session.Code{losses.SettingsUnread, losses.ServersUnread, losses.NoArchive} {
			if !slices.Contains(warnings, lost) || !strings.Contains(log.String(), "code="+string(lost)) {
				t.Errorf("the window and the log do not say %q, but %q and %s", lost, warnings, log)
			}
		}
	})
}

// An archive that was lost is no reason not to go back to the server.
func TestANextStartComesBackWithoutTheArchive(t *testing.T) {
	data := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, data, &strings.Builder{})
		s.begin(desktop.Args{Data: data}, slog.New(slog.DiscardHandler))
		s.want("connecting", s.Connect("lab:1", "alice"))
		s.emitted()
		s.stop()
		rubbish := bytes.Repeat([]byte("rubbish "), 8192)
		s.want("overwriting the archive", os.WriteFile(filepath.Join(data, "archive.db"), rubbish, 0o600))
		again := newStage(t, data, &strings.Builder{})
		again.begin(desktop.Args{Data: data}, slog.New(slog.DiscardHandler))
		defer again.stop()
		again.emitted()
		if at := again.chat.At(); at.State != session.Online || at.You != "alice" || at.Address != "lab:1" {
			t.Errorf("it stands as %+v", at)
		}
	})
}

// What was written while nobody answered is there after the program was
// killed, and goes out once.
func TestWhatWaitsOutlivesTheProgram(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, desktop.Args{})
		s.want("connecting", s.Connect("lab:1", "alice"))
		s.emitted()
		s.Down.Store(true)
		s.want("sending", s.Change("lobby", map[string]any{"type": "say", "id": "k1", "text": "before the crash"}))
		s.emitted()

		again := newStage(t, s.data, &strings.Builder{})
		again.begin(desktop.Args{Data: s.data}, slog.New(slog.DiscardHandler)) // s has not said goodbye
		defer again.stop()
		events := again.emitted() // it goes back to where it was
		if got := <-again.Said + "; " + <-again.Said; got != "REGISTER alice CHAT/2.0; say before the crash" {
			t.Errorf("the server got %s", got)
		}
		if !slices.ContainsFunc(events, func(e client.Event) bool {
			return e.Row != nil && e.Row.ID == "k1" && e.Row.State == archive.Sent
		}) {
			t.Errorf("the message is not sent: %+v", events)
		}
		again.want("connecting at another port", again.Connect("other:2", "alice"))
		again.want("connecting once more", again.Connect("lab:1", "alice"))
		again.emitted()
		for len(again.Said) > 0 {
			if line := <-again.Said; strings.HasPrefix(line, "say") {
				t.Errorf("the server got %q again", line)
			}
		}
	})
}

// What the page asks of the archive and of what goes on around the window.
func TestWhatThePageAsksOfTheArchive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, desktop.Args{})
		_, err := s.Page(archive.Ask{Room: wire.Lobby, Limit: 10})
		wantCode(t, err, session.NoServer)
		s.want("connecting", s.Connect("lab:1", "alice"))
		s.want("sending", s.Change("lobby", map[string]any{"type": "say", "id": "k1", "text": "hello there"}))
		s.emitted()
		page, err := s.Page(archive.Ask{Room: wire.Lobby, Limit: 10})
		if err != nil || len(page.Rows) != 1 || page.Rows[0].Text != "hello there" {
			t.Errorf("the page is %+v, %v", page, err)
		}
		_, err = s.Page(archive.Ask{Room: wire.Lobby, Limit: 1000})
		wantCode(t, err, client.ArchiveUnusable)
		found, err := s.Search("hello", "", 0)
		if err != nil || len(found.Hits) != 1 {
			t.Errorf("found are %+v, %v", found, err)
		}
		_, err = s.Search("before:lunch", "", 0)
		wantCode(t, err, archive.QueryDay)
		s.want("keeping a draft", s.SetDraft("lobby", "half"))
		s.want("looking", s.Look("lobby", true))
		s.want("reading", s.Read("lobby", 1))
		wantCode(t, s.SetNotify("lobby", "sometimes"), session.Internal)
		if got, err := s.Ready(); err != nil || got.Room != "lobby" {
			t.Errorf("shown is %q, %v", got.Room, err)
		}

		path, err := s.ExportRoom("", "html")
		if err != nil || path != "" {
			t.Errorf("who wants no file gets %q, %v", path, err)
		}
		s.shown.Saves = filepath.Join(s.data, "out.txt")
		path, err = s.ExportRoom("lobby", "text")
		s.want("exporting", err)
		if text, err := os.ReadFile(path); err != nil || !strings.Contains(string(text), "hello there") {
			t.Errorf("the file has %q, %v", text, err)
		}
		if _, err := s.ExportRoom("lobby", "exe"); err == nil {
			t.Error("a program is exported")
		}
		if names := s.shown.Files(); len(names) != 2 || !strings.HasSuffix(names[0], ".html") || !strings.Contains(names[1], "lobby") {
			t.Errorf("the person was asked about %q", names)
		}
		s.want("wanting an icon", s.SaveSettings(with(s, func(now *settings.Settings) { now.Tray = true })))
		if !s.shown.InTray() {
			t.Error("there is no icon in the tray")
		}
	})
}

func TestWhoWritesNeedNotWaitForTheNextTry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, desktop.Args{})
		s.want("connecting", s.Connect("lab:1", "alice"))
		s.gone.Store(true)
		s.Down.Store(true)
		s.want("sending", s.Change("lobby", map[string]any{"type": "say", "id": "k1", "text": "is anybody there?"}))
		time.Sleep(10*time.Minute + 7*time.Second) // by now it waits half a minute from one try to the next
		synctest.Wait()
		before := s.dials.Load()
		s.want("sending", s.Change("lobby", map[string]any{"type": "say", "id": "k2", "text": "hello?"}))
		synctest.Wait()
		if tried := s.dials.Load() - before; tried != 1 {
			t.Errorf("it was tried %d times at once, want once", tried)
		}
	})
}

// A start goes back to where the person was, unless the person has left.
func TestANextStartComesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, desktop.Args{})
		s.want("connecting", s.Connect("lab:1", "alice"))
		s.want("sending", s.Change("lobby", map[string]any{"type": "say", "id": "k1", "text": "hello"}))
		s.emitted()
		s.stop()
		again := newStage(t, s.data, &strings.Builder{})
		again.Down.Store(true) // which does not matter
		again.begin(desktop.Args{Data: s.data}, slog.New(slog.DiscardHandler))
		again.emitted()
		if at := again.chat.At(); at.State != session.Online || at.You != "alice" {
			t.Errorf("it stands as %+v", at)
		}
		page, err := again.Page(archive.Ask{Room: wire.Lobby, Limit: 10})
		if err != nil || len(page.Rows) != 1 {
			t.Errorf("there is %+v, %v", page, err)
		}
		again.want("leaving", again.Leave())
		again.stop()
		third := newStage(t, s.data, &strings.Builder{})
		third.begin(desktop.Args{Data: s.data}, slog.New(slog.DiscardHandler))
		defer third.stop()
		third.emitted()
		if at := third.chat.At(); at.State != session.Idle {
			t.Errorf("after leaving it stands as %+v", at)
		}
		third.again(desktop.Args{Address: "chat://lab:1"})
		if events := third.emitted(); events[len(events)-1].Link != "chat://lab:1" {
			t.Errorf("the link of a second start came to %+v", events)
		}
		third.again(desktop.Args{Address: "chat://lab:1", Name: "alice"})
		third.emitted()
		if at := third.chat.At(); at.State != session.Online {
			t.Errorf("with a name it stands as %+v", at)
		}
		third.again(desktop.Args{Address: "chat://elsewhere:1", Name: "zoe"}) // which may be a dead one
		events := third.emitted()
		if at := third.chat.At(); at.State != session.Online || at.You != "alice" || events[len(events)-1].Link != "chat://elsewhere:1" {
			t.Errorf("it is left for another server unasked: %+v, %+v", at, events[len(events)-1])
		}
	})
}

// A link comes from a page or a message: it fills in a field, or asks, and connects
// to nothing by itself.
func TestALinkNeverConnectsByItself(t *testing.T) {
	const link = "chat://elsewhere:1#t=secret"
	synctest.Test(t, func(t *testing.T) {
		s := open(t, desktop.Args{})
		s.want("connecting", s.Connect("lab:1", "alice"))
		s.emitted()
		s.stop()

		args, err := desktop.ParseArgs([]string{"-link", link})
		s.want("reading the arguments", err)
		args.Data = s.data
		next := newStage(t, s.data, &strings.Builder{})
		next.begin(args, slog.New(slog.NewTextHandler(next.log, nil)))
		defer next.stop()
		next.emitted()
		ready, err := next.Ready()
		next.want("loading", err)
		if ready.Launch != (Launch{Address: link}) || next.dials.Load() != 0 {
			t.Errorf("it starts with %+v, and has dialled %d times", ready.Launch, next.dials.Load())
		}
		comes := func(by string, open func()) {
			t.Helper()
			before, at := next.dials.Load(), next.chat.At()
			n := len(next.emitted())
			open()
			events := next.emitted()[n:]
			if len(events) != 1 || events[0].Link != link || next.dials.Load() != before || next.chat.At() != at {
				t.Errorf("%s it comes to %+v, and %+v is now %+v", by, events, at, next.chat.At())
			}
		}
		comes("from a second start", func() { next.again(args) })
		comes("from macOS", func() { next.openURL(link) })
		next.want("connecting", next.Connect("lab:1", "alice"))
		comes("from a second start while online", func() { next.again(args) })
		comes("from macOS while online", func() { next.openURL(link) })
		n := len(next.emitted())
		next.openURL("http://elsewhere:1/secret")
		synctest.Wait()
		said, err := json.Marshal(next.emitted()[n:])
		if s := string(said); err != nil || !strings.Contains(s, `"code":"invalid-address"`) || !strings.Contains(s, `"why":"scheme"`) || strings.Contains(s+next.log.String(), "secret") {
			t.Errorf("what is no link comes to %s, and the log has %s", said, next.log)
		}
	})
}

// The link for others has the server's key, and no invitation. Only a server that
// says that it needs none spares the user the note.
func TestSharingAServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, desktop.Args{})
		_, err := s.Share()
		wantCode(t, err, session.NoServer)
		s.want("connecting", s.Connect("chat://lab:1#k="+scriptedKey+"&t=secret", "alice"))
		for _, c := range []struct{ needed, known, noted bool }{{false, false, true}, {true, true, true}, {false, true, false}} {
			s.needs = func(_ context.Context, address string, key wire.Fingerprint) (needed, known bool) {
				if address != "lab:1" || key != scriptedKey {
					t.Errorf("it asks %s with %s", address, key)
				}
				return c.needed, c.known
			}
			shared, err := s.Share()
			if err != nil || shared.Link != "chat://lab:1#k="+scriptedKey || len(shared.QR) < 21 || shared.MayNeedInvitation != c.noted {
				t.Errorf("of a server that is %+v it is %+v, %v", c, shared, err)
			}
		}
	})
}

// A server may be renamed while the window is closed.
func TestAServersNameIsRememberedWhenASessionResumes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, desktop.Args{})
		s.sealed = &keys.Dialer{Servers: s.servers, TCP: s.tlsTo()}
		s.want("connecting", s.Connect("lab:1", "alice"))
		s.emitted()
		name := s.chat.At().Server
		s.want("renaming", s.servers.SetName("lab:1", "as it was before"))
		if got := s.servers.ByKey(s.servers.Key("lab:1")).Name; got != "as it was before" {
			t.Fatalf("it is remembered as %q", got)
		}
		s.Down.Store(true)
		s.want("sending", s.Change("lobby", map[string]any{"type": "say", "id": "k1", "text": "lost"})) // which ends the connection
		s.emitted()
		s.Down.Store(false)
		<-time.After(time.Minute)
		s.emitted()
		if got := s.servers.ByKey(s.servers.Key("lab:1")).Name; got != name || s.chat.At().State != session.Online {
			t.Errorf("it is remembered as %q, want %q", got, name)
		}
	})
}

// tlsTo returns what dials the scripted server with a key of its own.
func (s *stage) tlsTo() session.Dialer {
	who, err := tlskey.New()
	s.want("making a key", err)
	return func(context.Context, string) (net.Conn, error) {
		server, client := net.Pipe()
		go s.Serve(tls.Server(server, &tls.Config{Certificates: []tls.Certificate{who.Certificate}, NextProtos: []string{wire.ALPN}}))
		return client, nil
	}
}
