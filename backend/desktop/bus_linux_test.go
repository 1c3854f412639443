package desktop

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/prop"
)

// startBus starts a session bus that nobody is on, which ends with the test.
// What is opened from now on finds it.
func startBus(t *testing.T) {
	t.Helper()
	daemon := exec.Command("dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1",
		"--address=unix:path="+filepath.Join(t.TempDir(), "bus"))
	out, err := daemon.StdoutPipe()
	if err == nil {
		err = daemon.Start()
	}
	if err != nil {
		t.Fatalf("starting a session bus: %v", err)
	}
	t.Cleanup(func() {
		_ = daemon.Process.Kill()
		_ = daemon.Wait()
	})
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", strings.TrimSpace(address))
	t.Cleanup(func() { // the one connection that all share, or the next test would have it
		if shared, err := dbus.SessionBus(); err == nil {
			_ = shared.Close()
		}
	})
}

// noBus makes sure that there is no session bus to be found.
func noBus(t *testing.T) {
	t.Helper()
	for _, name := range []string{"XDG_RUNTIME_DIR", "PATH"} { // where one may be, and what may start one
		t.Setenv(name, t.TempDir())
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(t.TempDir(), "nobody"))
}

// join connects to the bus with a name.
func join(t *testing.T, name string) *dbus.Conn {
	t.Helper()
	conn, err := dbus.ConnectSessionBus()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if reply, err := conn.RequestName(name, dbus.NameFlagDoNotQueue); err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		t.Fatalf("taking the name %s: %v, %v", name, reply, err)
	}
	return conn
}

// A watcher is the place for icons that a desktop's panel has.
type watcher struct {
	conn  *dbus.Conn
	props *prop.Properties
	came  chan dbus.Sender // who registers an icon
}

func startWatcher(t *testing.T, shows bool) *watcher {
	t.Helper()
	w := &watcher{came: make(chan dbus.Sender, 10)}
	conn, err := dbus.ConnectSessionBus()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	w.conn = conn
	if err := conn.Export(w, watcherPath, watcherName); err != nil {
		t.Fatal(err)
	}
	w.props, err = prop.Export(conn, watcherPath, prop.Map{watcherName: {
		"IsStatusNotifierHostRegistered": {Value: shows, Emit: prop.EmitTrue},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.RequestName(watcherName, dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	return w
}

// RegisterStatusNotifierItem is what an icon's program calls.
func (w *watcher) RegisterStatusNotifierItem(sender dbus.Sender, _ string) *dbus.Error {
	w.came <- sender
	return nil
}

// leave is what a panel does that ends.
func (w *watcher) leave(t *testing.T) {
	t.Helper()
	if _, err := w.conn.ReleaseName(watcherName); err != nil {
		t.Fatal(err)
	}
}

// A daemon shows notifications, or rather remembers them.
type daemon struct {
	conn *dbus.Conn
	can  []string

	told chan told
	next uint32
}

type told struct {
	number, replaces uint32
	app, title, body string
	actions          []string
}

func startDaemon(t *testing.T, can ...string) *daemon {
	t.Helper()
	d := &daemon{can: can, told: make(chan told, 1000)}
	conn, err := dbus.ConnectSessionBus()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	d.conn = conn
	if err := conn.Export(d, notesPath, notesName); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.RequestName(notesName, dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	return d
}

// GetCapabilities says what may be in a notification.
func (d *daemon) GetCapabilities() ([]string, *dbus.Error) { return d.can, nil }

// Notify shows one.
func (d *daemon) Notify(app string, replaces uint32, _, title, body string, actions []string, _ map[string]dbus.Variant, _ int32) (uint32, *dbus.Error) {
	number := replaces
	if number == 0 {
		d.next++
		number = d.next
	}
	d.told <- told{number, replaces, app, title, body, actions}
	return number, nil
}

// says tells everybody something about a notification.
func (d *daemon) says(t *testing.T, member string, args ...any) {
	t.Helper()
	if err := d.conn.Emit(notesPath, notesName+"."+member, args...); err != nil {
		t.Fatal(err)
	}
}

func TestMain(m *testing.M) {
	if os.Getenv(trayStory) != "" { // the icon is one for a process, see TestTheIconInTheTray
		tellTrayStory()
		return
	}
	os.Exit(m.Run())
}
