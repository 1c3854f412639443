package hub

import (
	"fmt"
	"io"
	"net"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/model"
	"confab/server/wire"
)

func TestWhoCameAndWentIsCollected(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		alice := enter2(t, h, "alice", "")
		alice.Wants(`{"type":"presence","came":["alice"]}`)
		bob, eve, short := enter2(t, h, "bob", ""), enter(t, h, "eve"), enter2(t, h, "short", "")
		_ = short.Close() // was here for less than the second
		<-short.end
		began := time.Now()
		got := alice.Wants(`{"type":"presence","came":["bob","eve"]}`)
		if took := time.Since(began); took != presenceEvery || got["went"] != nil {
			t.Errorf("after %v alice receives %v", took, got)
		}
		bob.Wants(`{"type":"presence","came":["bob","eve"]}`)
		again := enter2(t, h, "bob", "") // a second device is nobody new
		_ = bob.Close()
		_ = eve.Close()
		<-bob.end
		<-eve.end
		got = alice.Wants(`{"type":"presence","went":["eve"]}`)
		if got["came"] != nil {
			t.Errorf("alice receives %v", got)
		}
		alice.Ask(`{"type":"who"}`)
		if got := alice.Wants(`{"type":"names"}`); !reflect.DeepEqual(got["names"], []any{"alice", "bob"}) {
			t.Errorf("present are %v", got)
		}
		_ = again.Close()
		_ = alice.Close()
	})
}

func TestNamesComeInPages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := limits()
		cfg.SendQueue = 256 << 10
		h, _ := open(t, cfg)
		for i := range 1500 {
			number := fmt.Sprintf("%04d", i)
			_, _ = h.names.claim(strings.Repeat("ж", wire.MaxName-len(number))+number, number, wire.V1, model.Account{ID: 1}) // an account's: no name is like another
		}
		alice := enter2(t, h, "alice", "")
		names, after := 0, ""
		for more := true; more; {
			alice.Ask(fmt.Sprintf(`{"type":"who","after":%q}`, after))
			for {
				line, err := alice.In.ReadString('\n')
				if err != nil || len(line) > wire.MaxLine {
					t.Fatalf("a line of %d bytes, %v", len(line), err)
				}
				if got := decode(t, line); got["type"] == "names" {
					page := got["names"].([]any)
					names, after, more = names+len(page), page[len(page)-1].(string), got["more"] == true
					break
				}
			}
		}
		if names != 1501 {
			t.Errorf("%d names are present, want 1501", names)
		}
	})
}

// A page of who has as many names as were asked for, and goes on behind a name
// whoever has come and gone in between.
func TestWhoIsAPage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		alice, bob := enter2(t, h, "alice", ""), enter2(t, h, "Bob", "")
		alice.Ask(`{"type":"open","room":"tea","id":"k1"}`)
		alice.Wants(`{"type":"room"}`)
		alice.Wants(`{"type":"open"}`)
		bob.Ask(`{"type":"join","room":"tea","id":"k2"}`)
		alice.Wants(`{"type":"join"}`)
		for _, room := range []string{"tea", "lobby"} {
			alice.Ask(`{"type":"who","room":"` + room + `","limit":1}`)
			alice.Wants(`{"type":"names","room":"` + room + `","names":["alice"],"more":true}`)
			alice.Ask(`{"type":"who","room":"` + room + `","after":"Alice","limit":1}`)
			if got := alice.Wants(`{"type":"names","room":"` + room + `","names":["Bob"]}`); got["more"] != nil {
				t.Errorf("behind the last one are more: %v", got)
			}
			alice.Ask(`{"type":"who","room":"` + room + `","after":"zoe"}`)
			if got := alice.Wants(`{"type":"names"}`); got["names"] != nil && len(got["names"].([]any)) > 0 || got["more"] != nil {
				t.Errorf("behind zoe are %v", got)
			}
		}
		for _, bad := range []string{`"limit":1001`, `"limit":-1`, `"after":"` + strings.Repeat("x", 4*wire.MaxName+1) + `"`} {
			alice.Ask(`{"type":"who",` + bad + `}`)
			alice.Wants(`{"type":"error","code":"bad-member","request":"who"}`)
		}
	})
}

func TestTypingIsPassedOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		journal := newMemory()
		h, _ := openOn(t, limits(), journal)
		alice, phone, bob, old := enter2(t, h, "alice", ""), enter2(t, h, "alice", ""), enter2(t, h, "bob", ""), enter(t, h, "old")
		alice.Ask(`{"type":"typing","room":"lobby"}`)
		bob.Wants(`{"type":"typing","room":"lobby","from":"alice"}`)
		alice.HearsNothing()
		phone.HearsNothing()
		bob.Ask(`{"type":"say","room":"lobby","id":"k","text":"yes?"}`)
		old.Want("@bob: yes?") // and nothing before
		if n := journal.Seq(); n != 1 {
			t.Errorf("%d events are stored, want 1", n)
		}
	})
}

func TestHowFarIsReadIsTheSameOnAllDevices(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := openOn(t, limits(), stored(t, 10, "x"))
		alice, phone, bob := enter2(t, h, "alice", ""), enter2(t, h, "alice", ""), enter2(t, h, "bob", "")
		alice.Ask(`{"type":"read","room":"lobby","seq":15}`)
		phone.Wants(`{"type":"read","room":"lobby","seq":15}`)
		alice.HearsNothing()
		bob.HearsNothing()
		phone.Ask(`{"type":"read","room":"lobby","seq":3}`) // never back
		phone.Ask(`{"type":"ping"}`)
		phone.Wants(`{"type":"pong"}`)
		tablet := connect(t, h, "alice", "REGISTER alice CHAT/2.0")
		tablet.Want("200 Registration successful")
		tablet.Ask(`{"type":"hello"}`)
		room := tablet.Wants(`{"type":"welcome"}`)["rooms"].([]any)[0].(map[string]any)
		if room["read"] != 15. || room["seq"] != 19. {
			t.Errorf("the lobby is %v, want 15 read of 19", room)
		}
		alice.HearsNothing()
		alice.Ask(`{"type":"read","room":"lobby","seq":90000}`) // as far as there is something
		phone.Wants(`{"type":"read","room":"lobby","seq":20}`)
	})
}

func TestAFurtherDeviceComesFromTheSameAddress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		enter2(t, h, "alice", "")
		enter2(t, h, "alice", "").HearsNothing()
		spelled := connect(t, h, "Alice", "REGISTER Alice CHAT/2.0")
		spelled.Want("200 Registration successful")
		spelled.Ask(`{"type":"hello"}`)
		spelled.Wants(`{"type":"welcome","you":"alice"}`)
		for _, first := range []string{"REGISTER alice CHAT/1.0", "REGISTER aIice CHAT/2.0"} {
			if err := <-connect(t, h, "alice", first).end; err == nil {
				t.Errorf("%s is accepted", first)
			}
		}
		for _, from := range []string{"192.0.2.7", ""} {
			server, nc := net.Pipe()
			defer nc.Close()
			if _, err := h.Register(far{server, from}, "REGISTER alice CHAT/2.0", nil); err == nil {
				t.Errorf("the address %q has the name as well", from)
			}
		}
		for _, want := range []bool{true, false} { // two without an address are two people
			server, nc := net.Pipe()
			defer nc.Close()
			go func() { _, _ = io.Copy(io.Discard, nc) }()
			serve, err := h.Register(far{server, ""}, "REGISTER nemo CHAT/2.0", nil)
			if (err == nil) != want {
				t.Errorf("a guest without an address: %v", err)
			}
			if serve != nil {
				done := make(chan struct{})
				go func() { serve(); close(done) }()
				defer func() { _ = nc.Close(); <-done }()
			}
		}
		enter(t, h, "old")
		if err := <-connect(t, h, "old", "REGISTER old CHAT/2.0").end; err == nil {
			t.Error("a CHAT/1.0 client shares its name")
		}
	})
}

func TestWhoIsOnlineTwiceCountsOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		enter2(t, h, "alice", "")
		enter2(t, h, "alice", "")
		enter(t, h, "bob")
		if got := h.Online(); got != 2 {
			t.Errorf("%d people are online, want 2", got)
		}
	})
}
