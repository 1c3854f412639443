package hub

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestHelloComesInFiveSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		alice := connect(t, h, "alice", "REGISTER alice CHAT/2.0")
		began := time.Now()
		alice.Want("200 Registration successful")
		go func() {
			for range 4 {
				<-time.After(time.Second)
				alice.Ask(`{"type":"ping"}`) // is no hello
			}
		}()
		for range 4 {
			alice.Wants(`{"type":"error","code":"hello-first","request":"ping"}`)
		}
		alice.Wants(`{"type":"bye","code":"silent","back":0}`)
		alice.WantEnd()
		if took := time.Since(began); took != helloIn {
			t.Errorf("it took %v, want %v", took, helloIn)
		}
		enter2(t, h, "alice", "") // the name is free
	})
}

func TestWhoSaysNothingIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		plain := enter(t, h, "plain")
		alice := enter2(t, h, "alice", "")
		go func() {
			for range 10 {
				<-time.After(30 * time.Second)
				alice.Ask(`{"type":"ping"}`)
			}
		}()
		for range 10 {
			alice.Wants(`{"type":"pong"}`)
		}
		last := time.Now()
		trickled := make(chan struct{})
		go func() {
			defer close(trickled)
			for range 100 { // half a line is no sign of life
				<-time.After(time.Second)
				if _, err := alice.Conn.Write([]byte("x")); err != nil {
					return
				}
			}
		}()
		alice.Wants(`{"type":"bye","code":"silent","back":0}`)
		alice.WantEnd()
		if took := time.Since(last); took < silentFor || took > silentFor+extendEvery {
			t.Errorf("it took %v, want from %v to %v", took, silentFor, silentFor+extendEvery)
		}
		<-trickled
		bob := enter2(t, h, "bob", "")
		plain.Say("I have nothing to say, and am here")
		bob.Wants(`{"type":"message","from":"plain"}`)
	})
}

func TestTheEchoComesBeforeTheGoodbye(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		alice, bob := enter2(t, h, "alice", ""), enter2(t, h, "bob", "")
		go alice.Write(`{"type":"say","room":"lobby","id":"k","text":"last words"}` + "\n" + `{"type":"quit"}` + "\n")
		bob.Wants(`{"type":"message","text":"last words"}`)
		alice.Wants(`{"type":"message","text":"last words"}`)
		alice.Wants(`{"type":"bye","code":"quit","back":-1}`)
		alice.WantEnd()
	})
}

func TestALineTooLongIsTheLast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		alice, bob := enter2(t, h, "alice", ""), enter2(t, h, "bob", "")
		go func() { _, _ = alice.Conn.Write([]byte(`{"type":"say","text":"` + strings.Repeat("x", 2000))) }()
		alice.Wants(`{"type":"bye","code":"line-too-long","back":-1}`)
		alice.WantEnd()
		bob.HearsNothing()
	})
}

func TestShutdownSaysBye(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, shutdown := open(t, limits())
		alice, bob := enter2(t, h, "alice", ""), enter(t, h, "bob")
		go shutdown()
		alice.Wants(`{"type":"bye","code":"shutdown","back":5}`)
		alice.WantEnd()
		bob.Want("DISCONNECT CHAT/1.0")
		bob.WantEnd()
	})
}

// Whoever reads again in time is told why it was put out, after whole lines.
func TestWhoIsTooSlowIsToldIfItFits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := limits()
		h, _ := open(t, cfg)
		alice, slow := enter2(t, h, "alice", ""), enter2(t, h, "slow", "")
		for i := range cfg.SendQueue / 50 {
			alice.Ask(fmt.Sprintf(`{"type":"say","room":"lobby","id":"k%d","text":"hi"}`, i))
			alice.Wants(`{"type":"message","text":"hi"}`)
		}
		synctest.Wait()
		got := slow.Next()
		for got["type"] == "message" {
			got = slow.Next()
		}
		if got["type"] != "bye" || got["code"] != "slow" {
			t.Errorf("slow receives %v, want bye", got)
		}
		slow.WantEnd()
		alice.Ask(`{"type":"say","room":"lobby","id":"k","text":"still here"}`)
		alice.Wants(`{"type":"message","text":"still here"}`)
	})
}
