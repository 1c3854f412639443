package session

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net"
	"reflect"
	"slices"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
	"confab/server/wire/wiretest"
)

const lab = "lab:6667"

// A harness is a session and the server that answers when it dials, in one bubble of time.
type harness struct {
	line int // bytes of a line that the server takes; 0 is the usual number
	*Session
	t        *testing.T
	dialled  chan *peer // every connection, from the server's side
	happened chan Event // everything the session reported and the test has not looked at
	there    there      // what the test has looked at says of who is there

	// What the server has said so far, for its numbers.
	journal string
	seq     int64
	rooms   map[string]int64 // of each the seq of its last event

	proof    *proof        // what both ends of a connection prove to be, if they do
	standing *wire.Self    // what a welcome says, if it does
	past     *Snapshot     // what is kept of alice at the lab
	recalled int           // how often somebody has asked for it
	unheard  chan struct{} // once it is closed the server's end is gone, as far as writing can tell; or nil

	mu   sync.Mutex
	down error // what dialling comes to, unless nil; guarded by mu
}

// open returns a harness that closes its session when the test ends.
func open(t *testing.T) *harness {
	t.Helper()
	return openWith(t, nil)
}

// openWith is open for a session with an outbox.
func openWith(t *testing.T, kept Outbox) *harness {
	t.Helper()
	sc := openUnread(t, kept)
	go func() {
		defer close(sc.happened)
		for e := range sc.Events() {
			sc.happened <- e
		}
	}()
	t.Cleanup(sc.Close)
	return sc
}

// openUnread is openWith for a session whose events the test reads itself, or not.
// The test closes it.
func openUnread(t *testing.T, kept Outbox) *harness {
	sc := &harness{
		t: t, dialled: make(chan *peer, 1000), happened: make(chan Event, 200_000),
		journal: "j1", rooms: map[string]int64{wire.Lobby: 0}, proof: &proof{server: red},
	}
	sc.Session = New(Config{Client: "test/1", Device: "the attic", Dial: sc.dial, Outbox: kept, Recall: sc.recall})
	return sc
}

func (sc *harness) dial(_ context.Context, hostport string) (net.Conn, error) {
	sc.mu.Lock()
	defer sc.mu.Unlock()
	if sc.down != nil {
		return nil, sc.down
	}
	nc, clients := net.Pipe() // nothing is buffered in between
	sc.dialled <- &peer{&wiretest.Client{Conn: wiretest.New(nc, "the server", 0), T: sc.t}, sc, hostport}
	if sc.unheard != nil {
		clients = deaf{clients, sc.unheard}
	}
	if sc.proof != nil {
		return proven{clients, *sc.proof}, nil
	}
	return clients, nil
}

// deaf is a connection to which nothing can be written any more once gone is closed.
type deaf struct {
	net.Conn
	gone chan struct{}
}

func (d deaf) Write(b []byte) (int, error) {
	select {
	case <-d.gone:
		return 0, syscall.EPIPE
	default:
		return d.Conn.Write(b)
	}
}

func (sc *harness) recall(address, serverKey, name string) *Snapshot {
	sc.recalled++
	if name != "alice" || sc.past == nil || (serverKey == "" && address != lab) || (serverKey != "" && serverKey != sc.past.ServerKey) {
		return nil
	}
	return sc.past
}

// A proof is what the ends of a connection have proved to be.
type proof struct {
	server, device wire.Fingerprint
	verified       bool
}

// proven is a connection with one, as backend/keys makes them.
type proven struct {
	net.Conn
	proof proof
}

func (p proven) ServerKey() wire.Fingerprint { return p.proof.server }
func (p proven) DeviceKey() wire.Fingerprint { return p.proof.device }
func (p proven) Verified() bool              { return p.proof.verified }

// goDown makes dialling fail with err, or work again.
func (sc *harness) goDown(err error) {
	sc.mu.Lock()
	defer sc.mu.Unlock()
	sc.down = err
}

// connect begins to register name at address and returns what will come of it.
func (sc *harness) connect(address, name string) (outcome chan error) {
	outcome = make(chan error, 1)
	go func() { outcome <- sc.Connect(sc.t.Context(), address, name) }()
	return outcome
}

// enter registers alice and returns the server's side of it.
func (sc *harness) enter(address string) *peer {
	sc.t.Helper()
	outcome := sc.connect(address, "alice")
	p := sc.accept()
	p.admit("alice")
	if err := <-outcome; err != nil {
		sc.t.Fatalf("connecting came to %v, want nil", err)
	}
	sc.wantState(Online)
	return p
}

// enterDeaf is enter at the lab by a connection to which nothing can be written
// any more once deafen has been called. The next one is as usual.
func (sc *harness) enterDeaf() (p *peer, deafen func()) {
	sc.t.Helper()
	gone := make(chan struct{})
	sc.unheard = gone
	p = sc.enter(lab)
	sc.unheard = nil
	return p, func() { close(gone) }
}

// wantBackWith wants alice to come back, and to say at once what has waited.
func (sc *harness) wantBackWith(key, text string) {
	sc.t.Helper()
	p := sc.accept()
	p.admit("alice")
	p.wantSay(key, text)
}

// accept returns the next connection that the session makes.
func (sc *harness) accept() *peer {
	sc.t.Helper()
	select {
	case p := <-sc.dialled:
		return p
	case <-time.After(time.Hour):
		sc.t.Fatal("the session does not dial")
		return nil
	}
}

// wantNoDial wants the session to leave the server alone for as long as d.
func (sc *harness) wantNoDial(d time.Duration) {
	sc.t.Helper()
	select {
	case <-sc.dialled:
		sc.t.Fatal("the session dials, want it to leave the server alone")
	case <-time.After(d):
	}
}

func (sc *harness) next() Event {
	sc.t.Helper()
	select {
	case e := <-sc.happened:
		sc.there.take(e)
		return e
	case <-time.After(time.Hour):
		sc.t.Fatal("nothing happens")
		return Event{}
	}
}

// wantState waits until the session reports state, and returns that report.
func (sc *harness) wantState(state State) Connection {
	sc.t.Helper()
	for {
		if e := sc.next(); e.Connection != nil && e.Connection.State == state {
			return *e.Connection
		}
	}
}

// A messageState is whether a message waits.
type messageState string

const (
	Waiting messageState = "waiting"
	Sent    messageState = "sent"
)

// messageOf returns the message that an event is; nil if it is none.
func messageOf(e Event) *RoomEvent {
	if e.RoomEvent != nil && e.RoomEvent.IsMessage() {
		return e.RoomEvent
	}
	return nil
}

// wantMessage wants the next report of a message to be of this one.
func (sc *harness) wantMessage(from, text string, state messageState) RoomEvent {
	sc.t.Helper()
	for {
		m := messageOf(sc.next())
		if m == nil {
			continue
		}
		if m.From != from || m.Text != text || m.Waits() != (state == Waiting) {
			sc.t.Fatalf("reported is %+v, want %.80q from %s, %s", *m, text, from, state)
		}
		return *m
	}
}

// wantRoom waits until a room is reported.
func (sc *harness) wantRoom(name string) Room {
	sc.t.Helper()
	for {
		if r := sc.next().Room; r != nil && r.Name == name {
			return *r
		}
	}
}

// wantRefusal waits until a request is refused.
func (sc *harness) wantRefusal(key string) Refusal {
	sc.t.Helper()
	for {
		if r := sc.next().Refusal; r != nil && r.ID == key {
			return *r
		}
	}
}

// wantPeople waits until it is reported who is there, or who has come and gone,
// and wants these to be there then.
func (sc *harness) wantPeople(names ...string) {
	sc.t.Helper()
	if p := sc.nextPeople(); !slices.Equal(p.Names, names) {
		sc.t.Fatalf("reported is that %q are there, want %q", p.Names, names)
	}
}

// nextPeople waits until it is reported who is there, or who has come and gone,
// and returns who is there then.
func (sc *harness) nextPeople() *People {
	sc.t.Helper()
	for {
		if e := sc.next(); e.People != nil || e.Presence != nil {
			return sc.there.all()
		}
	}
}

// there is who is there, as somebody makes it of events.
type there map[string]marks

func (t *there) take(e Event) {
	marked := func(names, guests, moderators []string) {
		for _, name := range names {
			(*t)[name] = marks{slices.Contains(guests, name), slices.Contains(moderators, name)}
		}
	}
	switch {
	case e.Forget:
		*t = nil
	case e.People != nil:
		*t = there{}
		marked(e.People.Names, e.People.Guests, e.People.Moderators)
	case e.Presence != nil:
		for _, name := range e.Presence.Went {
			delete(*t, name)
		}
		marked(e.Presence.Came, e.Presence.Guests, e.Presence.Moderators)
	}
}

func (t *there) all() *People { return (&roster{here: *t}).all() }

// say sends text under key and wants the session to take it over.
func (sc *harness) say(key, text string) {
	sc.t.Helper()
	if err := sc.Send("lobby", key, text, ""); err != nil {
		sc.t.Fatalf("sending %.80q came to %v, want nil", text, err)
	}
}

// quiet waits until everything that can happen now has, and returns the
// messages that were reported.
func (sc *harness) quiet() (messages []RoomEvent) {
	synctest.Wait()
	for len(sc.happened) > 0 {
		if m := messageOf(<-sc.happened); m != nil {
			messages = append(messages, *m)
		}
	}
	return messages
}

// knows returns the texts of the messages of a room that the session knows.
func (sc *harness) knows(room string) (texts []string) {
	for _, e := range sc.Backlog() {
		if m := messageOf(e); m != nil && m.Room == room {
			texts = append(texts, m.Text)
		}
	}
	return texts
}

// wantProblem wants err to be a Problem with code, in which there is nothing that
// a terminal would obey.
func wantProblem(t *testing.T, err error, code Code) *Problem {
	t.Helper()
	p, ok := errors.AsType[*Problem](err)
	if !ok || p.Code != code {
		t.Fatalf("it came to %v (%+v), want %s", err, p, code)
	}
	for name, value := range p.Params {
		if s, ok := value.(string); ok && s != printable(s) {
			t.Errorf("%s of %s is %q", name, code, s)
		}
	}
	return p
}

// said is p for a comparison: its code and params, or nothing for nil.
func said(p *Problem) string {
	if p == nil {
		return ""
	}
	return p.Error()
}

// wantOneOf is wantProblem for one of several codes.
func wantOneOf(t *testing.T, err error, codes ...Code) {
	t.Helper()
	if p, ok := errors.AsType[*Problem](err); !ok || !slices.Contains(codes, p.Code) {
		t.Errorf("it came to %v, want one of %s", err, codes)
	}
}

// A peer is the server's side of a connection.
type peer struct {
	*wiretest.Client
	sc      *harness
	address string
}

// admit registers name, and leaves it unsaid who is there. It returns which
// rooms the session says it knows.
func (p *peer) admit(name string) (known map[string]int64) {
	p.T.Helper()
	known = p.greet(name)
	p.welcome(name)
	p.want(wire.Who{})
	if p.sc.standing != nil && !p.sc.standing.Guest {
		p.asked("devices")
	}
	return known
}

// asked wants something of this type to be asked, and returns the key and the line.
func (p *peer) asked(kind string) (key, line string) {
	p.T.Helper()
	line, err := p.Line()
	var got struct{ Type, ID string }
	if err := errors.Join(err, json.Unmarshal([]byte(line), &got)); err != nil || got.Type != kind || got.ID == "" {
		p.T.Fatalf("the server receives %.200q, %v, want %s with an id", line, err, kind)
	}
	return got.ID, line
}

// greet takes a registration and a hello.
func (p *peer) greet(name string) (known map[string]int64) {
	p.T.Helper()
	p.Want("REGISTER " + name + " CHAT/2.0")
	p.Write("200 Registration successful\n")
	hello, ok := p.read().(*wire.Hello)
	if !ok || hello.Client != "test/1" || hello.Device != "the attic" {
		p.T.Fatalf("the server receives %+v, want hello", hello)
	}
	return hello.Rooms
}

// welcome names the rooms that there are, the lobby first.
func (p *peer) welcome(name string) {
	p.T.Helper()
	w := wire.Welcome{Journal: p.sc.journal, You: name, Limits: wire.Limits{Line: cmp.Or(p.sc.line, wire.MaxLine), Page: wire.MaxPage, Rate: wire.Rate, Burst: wire.Burst}, Self: p.sc.standing}
	w.Rooms = append(w.Rooms, wire.RoomInfo{Name: wire.Lobby, Seq: p.sc.rooms[wire.Lobby], Members: 1})
	for _, room := range slices.Sorted(maps.Keys(p.sc.rooms)) {
		if room != wire.Lobby {
			w.Rooms = append(w.Rooms, wire.RoomInfo{Name: room, Seq: p.sc.rooms[room], Members: 1})
		}
	}
	p.answer(w)
}

// answer writes an answer.
func (p *peer) answer(answer any) {
	p.T.Helper()
	p.Write(string(wire.AppendAnswer(nil, answer)))
}

// make stores an event of a room, without sending it.
func (sc *harness) make(kind, room, from, key string, body any) *wire.Event {
	sc.seq++
	e := &wire.Event{Type: kind, Room: room, From: from, ID: key, Seq: sc.seq, Prev: sc.rooms[room], At: time.Now(), Body: wire.Encode(body)}
	sc.rooms[room] = e.Seq
	return e
}

// message is make for something said in the lobby.
func (sc *harness) message(from, text string) *wire.Event {
	return sc.make(wire.MessageType, wire.Lobby, from, fmt.Sprintf("%s-%d", sc.journal, sc.seq+1), wire.Message{Text: text})
}

// messages is message for "1", "2" and so on.
func (sc *harness) messages(n int) (events []*wire.Event) {
	for range n {
		events = append(events, sc.message("bob", fmt.Sprint(sc.seq+1)))
	}
	return events
}

// send sends events.
func (p *peer) send(events ...*wire.Event) {
	p.T.Helper()
	for _, e := range events {
		p.Write(string(wire.AppendEvent(nil, e)))
	}
}

// says has somebody say something in the lobby.
func (p *peer) says(from, text string) {
	p.T.Helper()
	p.send(p.sc.message(from, text))
}

// echo stores and sends what the session says next, which is to be text.
func (p *peer) echo(key, text string) *wire.Event {
	p.T.Helper()
	p.wantSay(key, text)
	e := p.sc.make(wire.MessageType, wire.Lobby, "alice", key, wire.Message{Text: text})
	p.send(e)
	return e
}

// page answers history.
func (p *peer) page(more bool, events ...*wire.Event) {
	p.T.Helper()
	page := wire.Page{Room: wire.Lobby, Events: []json.RawMessage{}, More: more}
	for _, e := range events {
		page.Room = e.Room
		page.Events = append(page.Events, wire.AppendEvent(nil, e))
	}
	p.answer(page)
}

// wantHistory wants the newest page before a seq to be asked for.
func (p *peer) wantHistory(room string, before int64) {
	p.T.Helper()
	p.want(wire.History{Room: room, Before: before, Limit: wire.MaxPage})
}

// read returns the next request.
func (p *peer) read() any {
	p.T.Helper()
	line, err := p.Line()
	if err != nil {
		p.T.Fatalf("the server receives %.80q, %v, want a request", line, err)
	}
	request, bad := wire.ParseRequest([]byte(line))
	if bad != nil {
		p.T.Fatalf("the server receives %.80q, which is no request: %v", line, bad)
	}
	return request
}

// want wants this request.
func (p *peer) want(request any) {
	p.T.Helper()
	if got := reflect.ValueOf(p.read()).Elem().Interface(); !reflect.DeepEqual(got, request) {
		p.T.Fatalf("the server receives %T %.200v, want %T %.200v", got, got, request, request)
	}
}

func (p *peer) wantSay(key, text string) {
	p.T.Helper()
	p.want(wire.Say{Room: wire.Lobby, ID: key, Text: text})
}

// wantNothing wants nothing to be asked for as long as d.
func (p *peer) wantNothing(d time.Duration) {
	p.T.Helper()
	_ = p.SetReadDeadline(time.Now().Add(d))
	if got, err := p.Line(); !isTimeout(err) {
		p.T.Fatalf("the server receives %.200q, %v, want nothing", got, err)
	}
	_ = p.SetReadDeadline(time.Time{})
}

// goodbye wants to be told that the session leaves, and lets it.
func (p *peer) goodbye() {
	p.T.Helper()
	p.want(wire.Quit{})
	p.answer(wire.Bye{Code: wire.ByeQuit, Text: "Goodbye.", Back: -1})
	p.WantEnd()
	p.drop()
}

// drop ends the connection without a word.
func (p *peer) drop() { _ = p.Close() }
