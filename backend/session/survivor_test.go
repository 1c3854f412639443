package session_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"confab/backend/session"
	"confab/server/wire"
)

// A held is an event as a client holds it.
type held struct {
	Seq                                 int64
	ID, From, Type, Target, Text, Emoji string
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
	holds map[int64]held  // guarded by mu
	gone  map[string]bool // the keys of what was refused, because the message had been taken back; guarded by mu
	twice []held          // what was reported although it was held; guarded by mu
	last  int64           // the seq of the last report; guarded by mu
	met   trials          // guarded by mu
}

func (l *lab) survivor(name string) *survivor {
	l.t.Helper()
	p := &survivor{t: l.t, name: name, cable: layCable(l), texts: map[string]string{}, holds: map[int64]held{}, gone: map[string]bool{}}
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
		case c.Reason != nil && c.Reason.Code == session.ByeCode(wire.ByeSlow):
			p.met.slow++
		case c.State == session.Offline:
			p.met.lost++
		}
	}
	if r := e.Refusal; r != nil && r.Reason.Code == session.Code(wire.MessageRemoved) {
		p.gone[r.ID] = true
	}
	var h held
	c := e.RoomEvent
	if c == nil || c.Waits() {
		return
	}
	h = held{c.Seq, c.ID, c.From, c.Type, c.Target, c.Text, c.Emoji}
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
	if p.do(wire.Say{Room: wire.Lobby, ID: key, Text: text}, key) {
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
	if err := p.Send(wire.Lobby, key, p.texts[key], ""); err != nil {
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
		p.do(wire.Edit{Room: wire.Lobby, ID: key, Target: target, Text: "mended"}, key)
	case 1:
		p.do(wire.React{Room: wire.Lobby, ID: key, Target: target, Emoji: "👍"}, key)
	default:
		p.do(wire.Retract{Room: wire.Lobby, ID: key, Target: target}, key)
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

// settled returns events, oldest first, with what is left of their texts: of a
// message that was taken back none, of one that was edited the newest, in the
// message and in its newest edit. Who was there has heard more.
func settled(all []held) []held {
	text, edit, gone := map[string]string{}, map[string]string{}, map[string]bool{}
	for _, h := range all {
		switch h.Type {
		case wire.EditType:
			text[h.Target], edit[h.Target] = h.Text, h.ID
		case wire.RetractType:
			gone[h.Target] = true
		}
	}
	all = slices.Clone(all)
	for i, h := range all {
		newest, edited := text[h.ID]
		switch {
		case h.Type == wire.MessageType && gone[h.ID], h.Type == wire.EditType && (gone[h.Target] || edit[h.Target] != h.ID):
			all[i].Text = ""
		case h.Type == wire.MessageType && edited:
			all[i].Text = newest
		}
	}
	return all
}

// isGone reports whether p was told that the message is gone that it asked
// something about.
func (p *survivor) isGone(key string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.gone[key]
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
	got, want = settled(got), settled(want)
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
