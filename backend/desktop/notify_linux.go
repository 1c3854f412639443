package desktop

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/godbus/dbus/v5"
)

// The notifications of the freedesktop specification, version 1.2.
const (
	notesName    = "org.freedesktop.Notifications"
	notesPath    = dbus.ObjectPath("/org/freedesktop/Notifications")
	notesTimeout = 3 * time.Second // for one question to the daemon
	maxShown     = 200             // notifications whose clicks are waited for
)

// busNotifier asks the session's notification daemon. It speaks D-Bus itself,
// by github.com/godbus/dbus, which the keyring and the tray stand on too: what
// Wails has for Linux takes a notification that is waved away for one that is
// clicked, and makes a folder that others can read.
type busNotifier struct {
	conn    *dbus.Conn
	clicked func(id string)
	signals chan *dbus.Signal
	heard   sync.WaitGroup

	mu     sync.Mutex
	shown  map[uint32]string // whose they are, by the daemon's number; guarded by mu
	number map[string]uint32 // the other way round; guarded by mu
}

// OpenNotifier returns what shows notifications, and calls clicked with the ID
// of one that is clicked, from a goroutine of its own. An error says that there
// is nothing to show them. On other systems than Linux it is
// errors.ErrUnsupported: there the window's toolkit does it.
func OpenNotifier(clicked func(id string)) (Notifier, error) {
	conn, err := dbus.ConnectSessionBus()
	if err != nil {
		return nil, fmt.Errorf("looking for notifications: %w", err)
	}
	n := &busNotifier{conn: conn, clicked: clicked, signals: make(chan *dbus.Signal, 16), shown: map[uint32]string{}, number: map[string]uint32{}}
	if _, err := n.capabilities(); err != nil { // which starts the daemon, where it can be
		return nil, errors.Join(fmt.Errorf("looking for notifications: %w", err), conn.Close())
	}
	for _, member := range []string{"ActionInvoked", "NotificationClosed"} {
		if err := conn.AddMatchSignal(dbus.WithMatchSender(notesName), dbus.WithMatchInterface(notesName), dbus.WithMatchMember(member)); err != nil {
			return nil, errors.Join(fmt.Errorf("listening for clicks on notifications: %w", err), conn.Close())
		}
	}
	conn.Signal(n.signals)
	n.heard.Go(n.hear)
	return n, nil
}

func (n *busNotifier) Notify(note Note) error {
	can, err := n.capabilities()
	if err != nil {
		return fmt.Errorf("showing a notification: %w", err)
	}
	note = note.Plain()
	body := note.Body
	if slices.Contains(can, "body-markup") {
		body = markup(body)
	}
	actions := []string{}
	if slices.Contains(can, "actions") {
		actions = []string{"default", "Confab"}
	}
	n.mu.Lock()
	defer n.mu.Unlock() // so that no click on it comes before its number
	var number uint32
	err = n.call("Notify", "Confab", n.number[note.ID], "confab", note.Title, body, actions,
		map[string]dbus.Variant{"desktop-entry": dbus.MakeVariant("confab"), "category": dbus.MakeVariant("im.received")}, int32(-1)).Store(&number)
	if err != nil {
		return fmt.Errorf("showing a notification: %w", err)
	}
	n.forget(n.number[note.ID])
	for old := range n.shown { // a daemon that never says that one is gone
		if len(n.shown) < maxShown {
			break
		}
		n.forget(old)
	}
	n.shown[number], n.number[note.ID] = note.ID, number
	return nil
}

// capabilities asks every time: the daemon may be another one than before.
func (n *busNotifier) capabilities() (can []string, err error) {
	err = n.call("GetCapabilities").Store(&can)
	return can, err
}

func (n *busNotifier) call(method string, args ...any) *dbus.Call {
	ctx, cancel := context.WithTimeout(context.Background(), notesTimeout)
	defer cancel()
	return n.conn.Object(notesName, notesPath).CallWithContext(ctx, notesName+"."+method, 0, args...)
}

// hear takes what the daemon says, until the connection is closed.
func (n *busNotifier) hear() {
	for signal := range n.signals {
		if len(signal.Body) < 2 {
			continue
		}
		number, ok := signal.Body[0].(uint32)
		if !ok {
			continue
		}
		n.mu.Lock()
		id, ours := n.shown[number]
		n.forget(number)
		n.mu.Unlock()
		if ours && signal.Name == notesName+".ActionInvoked" {
			n.clicked(id)
		}
	}
}

// forget is called with mu held.
func (n *busNotifier) forget(number uint32) {
	if id, ok := n.shown[number]; ok {
		delete(n.shown, number)
		delete(n.number, id)
	}
}

// Close is not called from clicked.
func (n *busNotifier) Close() error {
	err := n.conn.Close() // which closes signals
	n.heard.Wait()
	return err
}
