package session

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
)

func TestWhoHasNothingToSayPings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		for i := range 100 { // fifty minutes
			began := time.Now()
			id := fmt.Sprint(i + 1)
			p.want(wire.Ping{ID: id})
			if took := time.Since(began); took != pingAfter {
				t.Fatalf("ping %s comes after %v, want %v", id, took, pingAfter)
			}
			p.answer(wire.Pong{ID: id})
		}
		<-time.After(10 * time.Second)
		began := time.Now()
		sc.say("k1", "hello")
		p.echo("k1", "hello")
		p.want(wire.Ping{ID: "101"})
		if took := time.Since(began); took != pingAfter {
			t.Errorf("after something was said the next ping comes after %v, want %v", took, pingAfter)
		}
		if at := sc.At(); at.State != Online {
			t.Errorf("the session is at %+v, want it online", at)
		}
	})
}

func TestAServerThatSaysNothingIsLeft(t *testing.T) {
	for name, reads := range map[string]bool{"it reads": true, "it does not even read": false} {
		synctest.Test(t, func(t *testing.T) {
			sc := open(t)
			p := sc.enter(lab)
			<-time.After(12 * time.Second)
			p.says("bob", "last words")
			sc.wantMessage("bob", "last words", Sent)
			began := time.Now()
			if reads {
				go func() {
					for {
						if _, err := p.In.ReadString('\n'); err != nil {
							return
						}
					}
				}()
			}
			if at := sc.wantState(Offline); said(at.Reason) != "connection-lost" {
				t.Errorf("%s: the reason is %v", name, at.Reason)
			}
			if took := time.Since(began); took < 75*time.Second || took > 80*time.Second {
				t.Errorf("%s: it is left after %v, want 75 to 80s", name, took)
			}
			sc.accept().admit("alice")
			sc.wantState(Online)
		})
	}
}
