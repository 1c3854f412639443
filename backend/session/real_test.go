package session_test

import (
	"path/filepath"
	"testing"
	"time"

	"confab/backend/session"
	"confab/build/scripted"
)

// serve runs the real server at address, with the journal in dir, until the test
// ends or stop is called.
func serve(t *testing.T, address, dir string) (at string, stop func()) {
	t.Helper()
	at, end, err := scripted.Run(address, dir)
	if err != nil {
		t.Fatal(err)
	}
	stop = func() {
		if err := end(); err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(stop)
	return at, stop
}

// A person has a session and looks at what it reports.
type person struct {
	*session.Session
	t *testing.T
}

func enter(t *testing.T, address, name string) *person {
	t.Helper()
	p := &person{session.New(session.Config{}), t}
	t.Cleanup(func() {
		go p.Close()
		for range p.Events() {
		}
	})
	if err := p.Connect(t.Context(), address, name); err != nil {
		t.Fatalf("%s cannot connect: %v", name, err)
	}
	return p
}

// wants reads events until one is as wanted.
func (p *person) wants(what string, found func(session.Event) bool) {
	p.t.Helper()
	gaveUp := time.After(time.Minute)
	for {
		select {
		case e := <-p.Events():
			if found(e) {
				return
			}
		case <-gaveUp:
			p.t.Fatalf("%s does not come", what)
		}
	}
}

func (p *person) hears(from, text string) {
	p.t.Helper()
	p.wants(text, func(e session.Event) bool {
		return e.RoomEvent != nil && e.RoomEvent.From == from && e.RoomEvent.Text == text && !e.RoomEvent.Waits()
	})
}

func (p *person) gets(state session.State) {
	p.t.Helper()
	p.wants(string(state), func(e session.Event) bool { return e.Connection != nil && e.Connection.State == state })
}

func (p *person) says(key, text string) {
	p.t.Helper()
	if err := p.Send("lobby", key, text, ""); err != nil {
		p.t.Fatal(err)
	}
}

func TestAliceAndBobOnARealServer(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	address, stop := serve(t, "127.0.0.1:0", dir)
	alice, bob := enter(t, address, "alice"), enter(t, "chat://"+address, "bob")

	alice.says("a1", "are you there?")
	bob.hears("alice", "are you there?")
	bob.says("b1", "yes\n@alice: as you see")
	alice.hears("bob", "yes\n@alice: as you see")
	bob.hears("bob", "yes\n@alice: as you see") // the echo: it is on disk

	second := session.New(session.Config{})
	t.Cleanup(second.Close)
	go func() {
		for range second.Events() {
		}
	}()
	if err := second.Connect(t.Context(), address, "Alice"); err != nil || second.At().You != "alice" {
		t.Errorf("a second device of alice's comes as %+v, %v", second.At(), err)
	}
	second.Leave()

	stop()
	alice.gets(session.Shutdown)
	bob.gets(session.Shutdown)
	bob.says("b2", "kept for later")
	alice.says("a2", "kept too")

	serve(t, address, dir)
	alice.Reconnect()
	alice.gets(session.Online)
	bob.Reconnect()
	alice.hears("bob", "kept for later")

	alice.Leave()
	alice.gets(session.Idle)
	if err := alice.Connect(t.Context(), address, "alice"); err != nil { // the name is free at once
		t.Fatal(err)
	}
	bob.says("b3", "welcome back")
	alice.hears("bob", "welcome back")
}

func TestNobodyListens(t *testing.T) {
	address, stop := serve(t, "127.0.0.1:0", filepath.Join(t.TempDir(), "data"))
	stop()
	s := session.New(session.Config{})
	t.Cleanup(s.Close)
	err := s.Connect(t.Context(), address, "alice")
	if want := `refused address="` + address + `"`; err == nil || err.Error() != want {
		t.Errorf("connecting came to %v, want %s", err, want)
	}
}
