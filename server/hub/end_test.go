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
		alice.want("200 Registration successful")
		go func() {
			for range 4 {
				<-time.After(time.Second)
				alice.ask(`{"type":"ping"}`) // is no hello
			}
		}()
		for range 4 {
			alice.wants(`{"type":"error","code":"hello-first","request":"ping"}`)
		}
		alice.wants(`{"type":"bye","code":"silent","back":0}`)
		alice.wantEnd()
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
				alice.ask(`{"type":"ping"}`)
			}
		}()
		for range 10 {
			alice.wants(`{"type":"pong"}`)
		}
		last := time.Now()
		trickled := make(chan struct{})
		go func() {
			defer close(trickled)
			for range 100 { // half a line is no sign of life
				<-time.After(time.Second)
				if _, err := alice.nc.Write([]byte("x")); err != nil {
					return
				}
			}
		}()
		alice.wants(`{"type":"bye","code":"silent","back":0}`)
		alice.wantEnd()
		if took := time.Since(last); took < silentFor || took > silentFor+extendEvery {
			t.Errorf("it took %v, want from %v to %v", took, silentFor, silentFor+extendEvery)
		}
		<-trickled
		bob := enter2(t, h, "bob", "")
		plain.say("I have nothing to say, and am here")
		bob.wants(`{"type":"message","from":"plain"}`)
	})
}

func TestTheEchoComesBeforeTheGoodbye(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		alice, bob := enter2(t, h, "alice", ""), enter2(t, h, "bob", "")
		go alice.write(`{"type":"say","room":"lobby","key":"k","text":"last words"}` + "\n" + `{"type":"quit"}` + "\n")
		bob.wants(`{"type":"message","text":"last words"}`)
		alice.wants(`{"type":"message","text":"last words"}`)
		alice.wants(`{"type":"bye","code":"quit","back":-1}`)
		alice.wantEnd()
	})
}

func TestALineTooLongIsTheLast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		alice, bob := enter2(t, h, "alice", ""), enter2(t, h, "bob", "")
		go func() { _, _ = alice.nc.Write([]byte(`{"type":"say","text":"` + strings.Repeat("x", 2000))) }()
		alice.wants(`{"type":"bye","code":"line-too-long","back":-1}`)
		alice.wantEnd()
		bob.hearsNothing()
	})
}

func TestShutdownSaysBye(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, shutdown := open(t, limits())
		alice, bob := enter2(t, h, "alice", ""), enter(t, h, "bob")
		go shutdown()
		alice.wants(`{"type":"bye","code":"shutdown","back":5}`)
		alice.wantEnd()
		bob.want("DISCONNECT CHAT/1.0")
		bob.wantEnd()
	})
}

// Whoever reads again in time is told why it was put out, after whole lines.
func TestWhoIsTooSlowIsToldIfItFits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := limits()
		h, _ := open(t, cfg)
		alice, slow := enter2(t, h, "alice", ""), enter2(t, h, "slow", "")
		for i := range cfg.MaxQueued / 50 {
			alice.ask(fmt.Sprintf(`{"type":"say","room":"lobby","key":"k%d","text":"hi"}`, i))
			alice.wants(`{"type":"message","text":"hi"}`)
		}
		synctest.Wait()
		got := slow.next()
		for got["type"] == "message" {
			got = slow.next()
		}
		if got["type"] != "bye" || got["code"] != "slow" {
			t.Errorf("slow receives %v, want bye", got)
		}
		slow.wantEnd()
		alice.ask(`{"type":"say","room":"lobby","key":"k","text":"still here"}`)
		alice.wants(`{"type":"message","text":"still here"}`)
	})
}
