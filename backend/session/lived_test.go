package session_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"math/rand/v2"
	"net"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"confab/backend/session"
	"confab/server/chat"
	"confab/server/gate"
	"confab/server/journal"
	"confab/server/wire"
)

// Clients that have lived through drops, restarts of the server, slow reading
// and saying things twice hold exactly what one holds that fetches everything
// afresh; and all that they were told is kept is there once.
func TestWhoLivedThroughEverythingHoldsWhatAFreshOneFetches(t *testing.T) {
	var all trials
	for _, seed := range []uint64{1, 3} {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) { all.add(liveThrough(t, rand.New(rand.NewPCG(seed, 6)))) })
	}
	if all.lost == 0 || all.restarts == 0 || all.slow == 0 || all.gaps == 0 {
		t.Errorf("they have lived through %+v, want some of each", all)
	}
}

// trials are what clients have lived through.
type trials struct{ lost, restarts, slow, gaps int }

func (a *trials) add(b trials) {
	a.lost, a.restarts, a.slow, a.gaps = a.lost+b.lost, a.restarts+b.restarts, a.slow+b.slow, a.gaps+b.gaps
}

func liveThrough(t *testing.T, r *rand.Rand) trials {
	lab := openLab(t)
	var people []*survivor
	for _, name := range []string{"alice", "bob", "carol", "dan"} {
		people = append(people, lab.survivor(name))
	}
	for range 130 {
		p := people[r.IntN(len(people))]
		switch r.IntN(17) {
		case 0:
			p.cable.pull()
		case 1:
			p.cable.plug(t)
			if !p.paused { // a session whose reader stands still does so itself
				p.Reconnect()
			}
		case 2:
			p.read(false)
		case 3:
			p.read(true)
		case 4:
			if r.IntN(4) == 0 {
				lab.restart()
			}
		case 5:
			if r.IntN(3) == 0 {
				lab.talk(600, "short") // more than a hello brings
			}
		case 16:
			if r.IntN(2) == 0 {
				lab.talk(60, strings.Repeat("long ", 1600)) // more than waits for somebody who does not read
			}
		case 6, 7, 8:
			p.change(r)
		case 9:
			p.sayAgain(r)
		default:
			p.say(fmt.Sprint("number ", r.IntN(1000)))
		}
	}
	for _, p := range people {
		p.read(true)
		p.cable.plug(t)
	}
	defer impatient(people)()
	for _, p := range people {
		p.say("that was all")
	}

	want := lab.fetch(people)
	for _, p := range people {
		p.wantAll(want)
	}
	for _, p := range people {
		for _, key := range p.asked {
			n := 0
			for _, e := range want {
				if e.Key == key {
					n++
				}
			}
			if n != 1 {
				t.Errorf("%s asked for %s, and it is there %d times", p.name, key, n)
			}
		}
	}
	met := lab.trials()
	t.Logf("%d events, %+v", len(want), met)
	return met
}

// A lab is a server with a journal on disk, always at the same address.
type lab struct {
	t       *testing.T
	address string
	dir     string // empty before the first start
	stop    func()
	people  []*survivor

	talkers, restarts int
}

func openLab(t *testing.T) *lab {
	l := &lab{t: t, address: "127.0.0.1:0"}
	l.start()
	t.Cleanup(func() { l.stop() })
	return l
}

func (l *lab) start() {
	l.t.Helper()
	log := slog.New(slog.DiscardHandler)
	ln, err := net.Listen("tcp", l.address)
	if err != nil {
		l.t.Fatal(err)
	}
	if l.dir == "" { // the address is the same from now on
		l.address, l.dir = ln.Addr().String(), filepath.Join(l.t.TempDir(), "data")
	}
	stored, err := journal.Open(journal.Config{Dir: l.dir})
	if err != nil {
		l.t.Fatal(err)
	}
	hub, err := chat.Open(l.t.Context(), chat.Config{Burst: 50, MaxLine: 64 << 10, MaxQueued: 64 << 10, MaxAge: time.Second, Log: log}, stored)
	if err != nil {
		l.t.Fatal(err)
	}
	port := gate.New(gate.Config{Plaintext: gate.Loopback, Log: log, Register: hub.Register})
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { hub.Run(ctx) })
	running.Go(func() { _ = port.Serve(ctx, ln) })
	l.stop = sync.OnceFunc(func() {
		cancel()
		running.Wait()
		port.Wait()
		if err := stored.Close(); err != nil {
			l.t.Error(err)
		}
	})
}

// restart stops the server, which tells everybody, and starts it again.
func (l *lab) restart() {
	l.restarts++
	l.stop()
	l.start()
}

// talk has somebody with nc say something many times, and returns when it has
// been heard.
func (l *lab) talk(times int, text string) {
	l.t.Helper()
	l.talkers++
	name := fmt.Sprint("talker", l.talkers)
	nc, err := net.Dial("tcp", l.address)
	if err != nil {
		l.t.Fatal(err)
	}
	defer nc.Close()
	said := "REGISTER " + name + " CHAT/1.0\n" + strings.Repeat(wire.Prefix(name)+text+"\n", times) + "DISCONNECT\n"
	if _, err := io.WriteString(nc, said); err != nil {
		l.t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, nc); err != nil { // to the end
		l.t.Fatal(err)
	}
}

func (l *lab) trials() trials {
	met := trials{restarts: l.restarts}
	for _, p := range l.people {
		p.mu.Lock()
		met.add(p.met)
		p.mu.Unlock()
	}
	return met
}

// fetch returns all that the journal has of the lobby, page by page, as
// somebody gets it who has just come. It waits for what people still have to say.
func (l *lab) fetch(people []*survivor) []held {
	l.t.Helper()
	nc, err := net.Dial("tcp", l.address)
	if err != nil {
		l.t.Fatal(err)
	}
	defer nc.Close()
	in := bufio.NewScanner(nc)
	in.Buffer(nil, wire.MaxSent)
	write := func(text string) {
		if _, err := io.WriteString(nc, text); err != nil {
			l.t.Fatal(err)
		}
	}
	write("REGISTER fresh CHAT/2.0\n" + string(wire.AppendRequest(nil, wire.Hello{Rooms: map[string]int64{wire.Lobby: 0}})))
	next := func() any {
		if !in.Scan() {
			l.t.Fatalf("the fresh one is put out: %v", in.Err())
		}
		answer, err := wire.ParseAnswer(in.Bytes())
		if err != nil && in.Text() != "200 Registration successful" {
			l.t.Fatal(err)
		}
		return answer
	}
	waiting := map[string]bool{}
	for _, p := range people {
		waiting[p.asked[len(p.asked)-1]] = true
	}
	for len(waiting) > 0 {
		if e, ok := next().(*wire.Event); ok {
			delete(waiting, e.Key)
		}
	}
	var all []held
	for before := int64(0); before != 1; {
		write(string(wire.AppendRequest(nil, wire.History{Room: wire.Lobby, Before: before, Limit: wire.MaxPage})))
		page, ok := next().(*wire.Page)
		for !ok {
			page, ok = next().(*wire.Page)
		}
		events, err := wire.ParseEvents(page)
		if err != nil {
			l.t.Fatal(err)
		}
		var some []held
		for _, e := range events {
			var body wire.EditBody
			if err := json.Unmarshal(e.Body, &body); err != nil {
				l.t.Fatal(err)
			}
			some = append(some, held{e.Seq, e.Key, e.From, e.Type, body.Target, body.Text, body.Emoji})
		}
		all = append(some, all...)
		before = all[0].Seq // which is 1 in the end: the lobby is the only room
	}
	return all
}

// A held is an event as a client holds it.
type held struct {
	Seq                                  int64
	Key, From, Type, Target, Text, Emoji string
}

// A survivor is a client at the end of a cable that may be pulled.
type survivor struct {
	*session.Session
	t     *testing.T
	name  string
	cable *cable

	asked    []string // the keys of all that it has asked for
	messages []string // the keys of its messages
	texts    map[string]string

	reading sync.Mutex // held while it does not read
	paused  bool

	mu    sync.Mutex
	more  *sync.Cond
	holds map[int64]held // guarded by mu
	twice []held         // what was reported although it was held; guarded by mu
	last  int64          // the seq of the last report; guarded by mu
	met   trials         // guarded by mu
}

func (l *lab) survivor(name string) *survivor {
	l.t.Helper()
	p := &survivor{t: l.t, name: name, cable: layCable(l), texts: map[string]string{}, holds: map[int64]held{}}
	p.more = sync.NewCond(&p.mu)
	p.Session = session.New(session.Config{})
	read := make(chan struct{})
	go func() {
		defer close(read)
		for e := range p.Events() {
			p.reading.Lock()
			p.take(e)
			p.reading.Unlock()
		}
	}()
	l.t.Cleanup(func() {
		p.Close()
		<-read
	})
	if err := p.Connect(l.t.Context(), p.cable.address, name); err != nil {
		l.t.Fatal(err)
	}
	l.people = append(l.people, p)
	return p
}

func (p *survivor) take(e session.Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	defer p.more.Broadcast()
	if c := e.Connection; c != nil {
		switch {
		case strings.Contains(c.Reason, "too slow"):
			p.met.slow++
		case c.State == session.Offline:
			p.met.lost++
		}
	}
	var h held
	switch m, c := e.Message, e.Change; {
	case m != nil && m.Seq > 0:
		h = held{m.Seq, m.Key, m.From, wire.MessageType, "", m.Text, ""}
	case c != nil:
		h = held{c.Seq, c.Key, c.From, c.Type, c.Target, c.Text, c.Emoji}
	default:
		return
	}
	if h.Seq < p.last {
		p.met.gaps++ // it was missing when something later came
	}
	p.last = h.Seq
	if _, here := p.holds[h.Seq]; here {
		p.twice = append(p.twice, h)
	}
	p.holds[h.Seq] = h
}

// read makes p read what its session reports, or not.
func (p *survivor) read(on bool) {
	if on == !p.paused {
		return
	}
	p.paused = !on
	if on {
		p.reading.Unlock()
	} else {
		p.reading.Lock()
	}
}

// do asks for something new, unless it does not read.
func (p *survivor) do(request any, key string) bool {
	p.t.Helper()
	if p.paused {
		return false
	}
	if err := p.Do(request); err != nil {
		p.t.Fatalf("%s cannot ask for %+v: %v", p.name, request, err)
	}
	p.asked = append(p.asked, key)
	return true
}

func (p *survivor) say(text string) {
	p.t.Helper()
	key := uuid.Must(uuid.NewV7()).String()
	if p.do(wire.Say{Room: wire.Lobby, Key: key, Text: text}, key) {
		p.messages = append(p.messages, key)
		p.texts[key] = text
	}
}

// sayAgain says something once more under the key it had.
func (p *survivor) sayAgain(r *rand.Rand) {
	p.t.Helper()
	if len(p.messages) == 0 || p.paused {
		return
	}
	key := p.messages[r.IntN(len(p.messages))]
	if err := p.Send(wire.Lobby, key, p.texts[key]); err != nil {
		p.t.Fatalf("%s cannot say it again: %v", p.name, err)
	}
}

// change does something to a message of its own that has been said before.
func (p *survivor) change(r *rand.Rand) {
	p.t.Helper()
	if len(p.messages) == 0 {
		return
	}
	target, key := p.messages[r.IntN(len(p.messages))], uuid.Must(uuid.NewV7()).String()
	switch r.IntN(3) {
	case 0:
		p.do(wire.Edit{Room: wire.Lobby, Key: key, Target: target, Text: "mended"}, key)
	case 1:
		p.do(wire.React{Room: wire.Lobby, Key: key, Target: target, Emoji: "👍"}, key)
	default:
		p.do(wire.Retract{Room: wire.Lobby, Key: key, Target: target}, key)
	}
}

// impatient presses Reconnect for all until it is told to stop: after so many
// losses the sessions wait long before they try again.
func impatient(people []*survivor) (stop func()) {
	enough, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			for _, p := range people {
				p.Reconnect()
			}
			select {
			case <-time.After(50 * time.Millisecond):
			case <-enough:
				return
			}
		}
	}()
	return func() {
		close(enough)
		<-stopped
	}
}

// wantAll waits until p holds as much as it should and compares.
func (p *survivor) wantAll(want []held) {
	p.t.Helper()
	late := time.AfterFunc(15*time.Second, func() { p.more.Broadcast() })
	defer late.Stop()
	began := time.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.holds) < len(want) && time.Since(began) < 15*time.Second {
		p.more.Wait()
	}
	var got []held
	for _, seq := range slices.Sorted(maps.Keys(p.holds)) {
		got = append(got, p.holds[seq])
	}
	if !slices.Equal(got, want) {
		p.t.Errorf("%s holds %d events, want %d; at %+v", p.name, len(got), len(want), p.At())
		for i := range want {
			if i >= len(got) || got[i] != want[i] {
				p.t.Errorf("the first that differs is %.200s, want %.200s", fmt.Sprintf("%+v", got[min(i, len(got)-1)]), fmt.Sprintf("%+v", want[i]))
				break
			}
		}
	}
	if len(p.twice) > 0 {
		p.t.Errorf("%s was told of %d events twice, %.200s first", p.name, len(p.twice), fmt.Sprintf("%+v", p.twice[0]))
	}
}

// A cable leads to the lab, and can be pulled.
type cable struct {
	lab     *lab
	address string

	mu   sync.Mutex
	ln   net.Listener // nil while it is pulled; guarded by mu
	ends []net.Conn   // guarded by mu
	busy sync.WaitGroup
}

func layCable(l *lab) *cable {
	c := &cable{lab: l, address: "127.0.0.1:0"}
	c.plug(l.t)
	l.t.Cleanup(func() {
		c.pull()
		c.busy.Wait()
	})
	return c
}

func (c *cable) plug(t *testing.T) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ln != nil {
		return
	}
	ln, err := net.Listen("tcp", c.address)
	if err != nil {
		t.Fatal(err)
	}
	c.ln, c.address = ln, ln.Addr().String()
	c.busy.Go(func() {
		for {
			near, err := ln.Accept()
			if err != nil {
				return
			}
			c.join(near)
		}
	})
}

// join leads a connection on to the lab.
func (c *cable) join(near net.Conn) {
	far, err := net.Dial("tcp", c.lab.address)
	if err != nil {
		_ = near.Close()
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ln == nil { // it has been pulled meanwhile
		_, _ = near.Close(), far.Close()
		return
	}
	// A cable holds little, so that the server soon feels who does not read.
	for _, end := range []net.Conn{near, far} {
		_ = end.(*net.TCPConn).SetReadBuffer(16 << 10)
		_ = end.(*net.TCPConn).SetWriteBuffer(16 << 10)
	}
	c.ends = append(c.ends, near, far)
	for _, ends := range [][2]net.Conn{{near, far}, {far, near}} {
		c.busy.Go(func() {
			_, _ = io.Copy(ends[0], ends[1])
			_, _ = near.Close(), far.Close()
		})
	}
}

func (c *cable) pull() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ln == nil {
		return
	}
	_ = c.ln.Close()
	c.ln = nil
	for _, nc := range c.ends {
		_ = nc.Close()
	}
	c.ends = nil
}
