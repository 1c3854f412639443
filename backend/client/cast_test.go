package client_test

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"confab/backend/archive"
	"confab/backend/client"
	"confab/backend/session"
	"confab/build/scripted"
	"confab/server/wire"
)

// A window remembers what a Chat tells it.
type window struct {
	t *testing.T

	mu      sync.Mutex
	changed chan struct{}  // closed and made anew when something is told; guarded by mu
	events  []client.Event // guarded by mu
	notes   []string       // guarded by mu
	unread  int            // guarded by mu
}

func (w *window) tell(what func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	what()
	close(w.changed)
	w.changed = make(chan struct{})
}

func (w *window) Emit(e client.Event) { w.tell(func() { w.events = append(w.events, e) }) }
func (w *window) Unread(n int)        { w.tell(func() { w.unread = n }) }
func (w *window) Notify(id, title, body string) error {
	w.tell(func() { w.notes = append(w.notes, id+"|"+title+"|"+body) })
	return nil
}

// until waits for something to be so, which is asked with mu held.
func (w *window) until(what string, so func() bool) {
	w.t.Helper()
	w.untilChat(what, func() bool {
		w.mu.Lock()
		defer w.mu.Unlock()
		return so()
	})
}

// untilChat is until for what the Chat is asked, which may be about to tell the
// window something: without mu.
func (w *window) untilChat(what string, so func() bool) {
	w.t.Helper()
	for gaveUp := time.After(time.Minute); ; {
		w.mu.Lock()
		changed := w.changed
		w.mu.Unlock()
		if so() {
			return
		}
		select {
		case <-changed:
		case <-gaveUp:
			w.t.Fatalf("%s does not come", what)
		}
	}
}

// has reports whether some event is like that. The caller holds mu.
func (w *window) has(like func(client.Event) bool) bool { return slices.ContainsFunc(w.events, like) }

// wasTold is has for whoever does not hold mu.
func (w *window) wasTold(like func(client.Event) bool) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.has(like)
}

// told returns all events so far.
func (w *window) told() []client.Event {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.events)
}

// untilRow waits for a message with a text.
func (w *window) untilRow(text string) (row archive.Row) {
	w.t.Helper()
	w.until("the message "+text, func() bool {
		return w.has(func(e client.Event) bool {
			if e.Row != nil && e.Row.Text == text && e.Row.State == archive.Sent {
				row = *e.Row
				return true
			}
			return false
		})
	})
	return row
}

// untilRoom waits for the last that is told of a room to be like that.
func (w *window) untilRoom(name string, like func(archive.Room) bool) {
	w.t.Helper()
	w.until("the room "+name, func() bool {
		i := lastOf(w.events, func(e client.Event) bool { return e.Room != nil && e.Room.Name == name })
		return i >= 0 && like(*w.events[i].Room)
	})
}

func (w *window) untilState(state session.State) {
	w.t.Helper()
	w.until(string(state), func() bool {
		i := lastOf(w.events, func(e client.Event) bool { return e.Connection != nil })
		return i >= 0 && w.events[i].Connection.State == state
	})
}

func lastOf(events []client.Event, like func(client.Event) bool) int {
	for i, e := range slices.Backward(events) {
		if like(e) {
			return i
		}
	}
	return -1
}

// A person has a Chat and a window.
type person struct {
	*client.Chat
	*window
	kept  *archive.Archive
	close func()
}

// open starts a Chat with its archive in dir; in memory if that is empty.
func open(t *testing.T, dir string) *person {
	t.Helper()
	return openWith(t, dir, dialProved)
}

// openWith is open for a Chat that dials so.
func openWith(t *testing.T, dir string, dial session.Dialer) *person {
	t.Helper()
	kept, err := archive.Memory()
	if dir != "" {
		kept, err = archive.Open(dir)
	}
	if err != nil {
		t.Fatal(err)
	}
	w := &window{t: t, changed: make(chan struct{})}
	c := client.New(client.Config{Session: session.Config{Dial: dial}, Archive: kept, Log: slog.New(slog.DiscardHandler)})
	p := &person{c, w, kept, sync.OnceFunc(c.Close)}
	t.Cleanup(p.close)
	c.Start(w)
	return p
}

// dialProved has every server prove a key, one of its address.
func dialProved(ctx context.Context, hostport string) (net.Conn, error) {
	nc, err := session.DialTCP(ctx, hostport)
	if err != nil {
		return nil, err
	}
	return scripted.Proved{Conn: nc, Key: keyAt(hostport)}, nil
}

func keyAt(hostport string) wire.Fingerprint { return wire.Fingerprint("the key of " + hostport) }

// enter is open for somebody who connects.
func enter(t *testing.T, dir, address, name string) *person {
	t.Helper()
	p := open(t, dir)
	if err := p.Connect(t.Context(), address, name); err != nil {
		t.Fatal(err)
	}
	p.untilState(session.Online)
	return p
}

// serve runs the real server until the test ends or stop is called.
func serve(t *testing.T) (address string, stop func()) {
	t.Helper()
	address, end, err := scripted.Run("127.0.0.1:0", "")
	if err != nil {
		t.Fatal(err)
	}
	stop = func() {
		if err := end(); err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(stop)
	return address, stop
}

var keys int

// say says something in a room and waits until the server has it.
func (p *person) say(room, text string) archive.Row {
	p.t.Helper()
	keys++
	if err := send(p, room, fmt.Sprint("key-", keys), text, ""); err != nil {
		p.t.Fatal(err)
	}
	return p.untilRow(text)
}

// texts returns those of the messages of a page.
func texts(page archive.Page) (said []string) {
	for _, row := range page.Rows {
		if row.Kind == "message" {
			said = append(said, row.Text)
		}
	}
	return said
}

func (p *person) page(ask archive.Ask) archive.Page {
	p.t.Helper()
	page, err := p.Page(p.t.Context(), ask)
	if err != nil {
		p.t.Fatal(err)
	}
	return page
}

// warnings are what a window is warned of.
func warnings(events []client.Event) (all []string) {
	for _, e := range events {
		if e.Warning != nil {
			all = append(all, e.Warning.Error())
		}
	}
	return all
}

// send has a chat send a message, as a reply unless replyTo is empty.
func send(c interface {
	Change(ctx context.Context, room string, change map[string]any) error
}, room, id, text, replyTo string) error {
	change := map[string]any{"type": "say", "id": id, "text": text}
	if replyTo != "" {
		change["reply_to"] = replyTo
	}
	return c.Change(context.Background(), room, change)
}
