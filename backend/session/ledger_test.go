package session

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"

	"confab/server/wire"
)

// Few, so that there are gaps, and gaps of several pages.
const (
	broughtByHello = 3
	inAPage        = 2
)

// A ledger is a little server with a journal of one room, and with whims: until
// it is honest it refuses, drops, says goodbye and talks as it likes.
type ledger struct {
	sc *harness

	mu     sync.Mutex
	honest bool                   // guarded by mu
	whim   *rand.Rand             // guarded by mu
	id     int                    // of the journal; guarded by mu
	events []*wire.Event          // guarded by mu
	byKey  map[string]*wire.Event // guarded by mu
}

// store returns the event of a request: a new one, or the one that its key has.
func (l *ledger) store(key, from, text string) *wire.Event {
	if e := l.byKey[key]; e != nil {
		return e
	}
	e := &wire.Event{Type: wire.MessageType, Room: wire.Lobby, ID: key, From: from, Seq: int64(3 * (len(l.events) + 1)), Body: wire.Encode(wire.Message{Text: text})}
	if n := len(l.events); n > 0 {
		e.Prev = l.events[n-1].Seq
	}
	l.events, l.byKey[key] = append(l.events, e), e
	return e
}

// last returns the seq of the newest event.
func (l *ledger) last() int64 { return int64(3 * len(l.events)) }

// perhaps reports whether the server has a whim that it has once in n times.
func (l *ledger) perhaps(n int) bool { return !l.honest && l.whim.IntN(n) == 0 }

// serve lives with one connection.
func (l *ledger) serve(p *peer) {
	defer p.drop()
	first, err := p.In.ReadString('\n')
	if err != nil {
		return
	}
	l.mu.Lock()
	reply := "200 ok\n"
	if l.perhaps(3) {
		reply = []string{"401 taken\n", "503 Server full\n", "\n"}[l.whim.IntN(3)]
	}
	l.mu.Unlock()
	if _, err := p.Conn.Write([]byte(reply)); err != nil || !strings.HasPrefix(reply, "200") {
		return
	}
	name := strings.Fields(first)[1]
	for {
		line, err := p.In.ReadString('\n')
		if err != nil {
			return
		}
		request, bad := wire.ParseRequest([]byte(strings.TrimSpace(line)))
		if bad != nil {
			l.sc.t.Errorf("%q is no request: %v", line, bad)
			return
		}
		l.mu.Lock()
		answers, end := l.answer(request, name)
		l.mu.Unlock()
		if _, err := p.Conn.Write(answers); err != nil || end {
			return
		}
	}
}

// answer returns what the server sends upon a request, and whether it is the last.
func (l *ledger) answer(request any, name string) (answers []byte, end bool) {
	if l.perhaps(15) {
		return nil, true
	}
	if l.perhaps(20) {
		bye := []wire.Bye{{Code: wire.ByeShutdown, Back: 5}, {Code: wire.ByeSlow, Back: 1}, {Code: wire.ByeTooLong, Back: -1}}[l.whim.IntN(3)]
		return wire.AppendAnswer(nil, bye), true
	}
	switch r := request.(type) {
	case *wire.Hello:
		answers = l.hello(r, name)
	case *wire.Who:
		answers = wire.AppendAnswer(nil, wire.Names{Names: []string{name, "bob"}})
	case *wire.History:
		if l.perhaps(10) {
			return wire.AppendAnswer(nil, wire.Error{Code: wire.CodeNotRead, Request: "history"}), false
		}
		answers = l.page(r)
	case *wire.Say:
		switch {
		case l.perhaps(10):
			return wire.AppendAnswer(nil, wire.Error{Code: wire.CodeNotStored, ID: r.ID}), false
		case l.perhaps(20):
			if l.byKey[r.ID] == nil {
				return wire.AppendAnswer(nil, wire.Error{Code: wire.NotMember, ID: r.ID}), false
			}
		}
		e := l.store(r.ID, name, r.Text)
		if l.perhaps(8) {
			return nil, true // stored, and nobody told
		}
		answers = wire.AppendEvent(nil, e)
		if l.perhaps(3) {
			answers = append(answers, answers...)
		}
		if l.perhaps(2) {
			answers = wire.AppendEvent(answers, l.store(fmt.Sprintf("b%d-%d", l.id, len(l.events)), "bob", "about "+r.Text))
		}
	case *wire.Quit:
		return wire.AppendAnswer(nil, wire.Bye{Code: wire.ByeQuit, Back: -1}), true
	}
	return answers, false
}

func (l *ledger) hello(r *wire.Hello, name string) []byte {
	if l.perhaps(12) { // the server has been set up anew
		l.id++
		l.events, l.byKey = nil, map[string]*wire.Event{}
	}
	answers := wire.AppendAnswer(nil, wire.Welcome{Journal: fmt.Sprint(l.id), You: name, Rooms: []wire.RoomInfo{{Name: wire.Lobby, Seq: l.last(), Members: 1}}})
	missed := l.events[slices.IndexFunc(append(l.events, &wire.Event{Seq: 1 << 60}), func(e *wire.Event) bool { return e.Seq > r.Rooms[wire.Lobby] }):]
	for _, e := range missed[max(0, len(missed)-broughtByHello):] {
		answers = wire.AppendEvent(answers, e)
	}
	return answers
}

func (l *ledger) page(r *wire.History) []byte {
	end := slices.IndexFunc(append(l.events, &wire.Event{Seq: 1 << 60}), func(e *wire.Event) bool { return e.Seq >= r.Before })
	from := max(0, end-inAPage)
	page := wire.Page{Room: wire.Lobby, Events: []json.RawMessage{}, More: from > 0}
	for _, e := range l.events[from:end] {
		page.Events = append(page.Events, wire.AppendEvent(nil, e))
	}
	return wire.AppendAnswer(nil, page)
}
