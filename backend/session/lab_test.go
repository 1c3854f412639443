package session_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"strings"
	"testing"

	"confab/build/scripted"
	"confab/server/wire"
	"confab/server/wire/wiretest"
)

// A lab is a server with a journal on disk, always at the same address.
type lab struct {
	t       *testing.T
	address string
	dir     string
	stop    func()
	people  []*survivor

	talkers, restarts int
}

func openLab(t *testing.T) *lab {
	l := &lab{t: t, address: "127.0.0.1:0", dir: filepath.Join(t.TempDir(), "data")}
	l.start()
	t.Cleanup(func() { l.stop() })
	return l
}

func (l *lab) start() {
	l.t.Helper()
	at, stop, err := scripted.Run(l.address, l.dir)
	if err != nil {
		l.t.Fatal(err)
	}
	if l.restarts == 0 { // the address is the same from now on
		l.address = at
	}
	l.stop = func() {
		if err := stop(); err != nil {
			l.t.Error(err)
		}
	}
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
	fresh := &wiretest.Client{Conn: wiretest.New(nc, "fresh", 0), T: l.t}
	fresh.Must(fresh.Register(wire.V2))
	fresh.Ask(wire.Hello{Rooms: map[string]int64{wire.Lobby: 0}})
	waiting := map[string]bool{}
	for _, p := range people {
		waiting[p.asked[len(p.asked)-1]] = true
	}
	for len(waiting) > 0 {
		delete(waiting, wiretest.Next[*wire.Event](fresh).ID)
	}
	var all []held
	for before := int64(0); before != 1; {
		fresh.Ask(wire.History{Room: wire.Lobby, Before: before, Limit: wire.MaxPage})
		events, err := wire.ParseEvents(wiretest.Next[*wire.Page](fresh))
		if err != nil {
			l.t.Fatal(err)
		}
		var some []held
		for _, e := range events {
			var body wire.EditBody
			if err := json.Unmarshal(e.Body, &body); err != nil {
				l.t.Fatal(err)
			}
			some = append(some, held{e.Seq, e.ID, e.From, e.Type, body.Target, body.Text, body.Emoji})
		}
		all = append(some, all...)
		before = all[0].Seq // which is 1 in the end: the lobby is the only room
	}
	return all
}
