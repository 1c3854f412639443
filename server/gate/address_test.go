package gate

import (
	"fmt"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/clientaddr"
)

// perAddress has the limits that the server has when nobody says otherwise.
var perAddress = Config{MaxPerAddress: 64, MaxConnRate: 64}

func TestTwoThousandFromOneAddressKeepNobodyElseOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, perAddress)
		began := time.Now()
		for i := range 2000 {
			v := s.visit(t, "192.0.2.1")
			if i >= 64 {
				v.wantRefusal("429 Too many")
			}
		}
		s.visit(t, "192.0.2.2").wantIn()
		wantTime(t, "it is in", began, 0)
	})
}

func TestAnAddressHasSoManyConnections(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, Config{MaxPerAddress: 64})
		var crowd []*visitor
		for range 64 {
			v := s.visit(t, "192.0.2.1")
			v.wantIn()
			crowd = append(crowd, v)
		}
		s.visit(t, "192.0.2.1").wantRefusal("429 Too many")
		<-time.After(time.Hour) // time makes no room
		s.visit(t, "192.0.2.1").wantRefusal("429 Too many")
		s.visit(t, "192.0.2.2").wantIn()

		crowd[7].goAway() // this does
		s.visit(t, "192.0.2.1").wantIn()
		s.visit(t, "192.0.2.1").wantRefusal("429 Too many")
	})
}

func TestWhoeverIsRefusedMakesRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, Config{MaxPerAddress: 1, Plaintext: Loopback})
		for range 3 { // never 429
			v := s.visit(t, "192.0.2.1")
			v.send("hello\n")
			v.wantRefusal("426 TLS required")
			synctest.Wait()
		}
	})
	synctest.Test(t, func(t *testing.T) {
		s := open(t, Config{MaxPerAddress: 1})
		for range 3 {
			s.visit(t, "192.0.2.1").WantEnd() // after five seconds of silence
			synctest.Wait()
		}
	})
}

func TestAnAddressHasSoManyNewConnectionsInAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, Config{MaxConnRate: 64})
		for range 3 {
			for range 64 {
				v := s.visit(t, "192.0.2.1")
				v.wantIn()
				v.goAway()
			}
			s.visit(t, "192.0.2.1").wantRefusal("429 Too many")
			<-time.After(time.Minute - time.Nanosecond)
			s.visit(t, "192.0.2.1").wantRefusal("429 Too many")
			s.visit(t, "192.0.2.2").wantIn()
			<-time.After(time.Nanosecond)
		}
	})
}

// Forgetting the addresses that are gone must not forget what counts.
func TestNobodyIsForgottenWithinItsMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, Config{MaxConnRate: 1})
		s.visit(t, "192.0.2.1").goAway()
		<-time.After(50 * time.Second)
		s.visit(t, "192.0.2.2").goAway()
		<-time.After(20 * time.Second)
		s.visit(t, "192.0.2.3").goAway() // the first is forgotten
		s.visit(t, "192.0.2.2").wantRefusal("429 Too many")
		s.visit(t, "192.0.2.1").wantIn()
	})
}

func TestWhoCountsAsOneAddress(t *testing.T) {
	for _, c := range []struct {
		one, another string
		same         bool
	}{
		{"192.0.2.1", "192.0.2.1", true},
		{"192.0.2.1", "192.0.2.2", false},
		{"192.0.2.1", "::ffff:192.0.2.1", true}, // what a listener for both hands out
		{"192.0.2.1", "::ffff:192.0.2.2", false},
		{"2001:db8:0:1::1", "2001:db8:0:1:ffff:ffff:ffff:ffff", true},
		{"2001:db8:0:1::1", "2001:db8:0:2::1", false},
		{"fe80::1%eth0", "fe80::1%eth1", true},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := open(t, Config{MaxPerAddress: 1})
			s.visit(t, c.one).wantIn()
			if v := s.visit(t, c.another); c.same {
				v.wantRefusal("429 Too many")
			} else {
				v.wantIn()
			}
		})
	}
}

func TestInTheServersOwnNetworkEachAddressCounts(t *testing.T) {
	for neighbour, here := range map[string]string{
		"2001:db8:0:7::%x": "2001:db8:0:7::1",
		"fe80::%x%%eth0":   "fe80::1%eth0", // every machine in a network has one of these
	} {
		synctest.Test(t, func(t *testing.T) {
			s := open(t, Config{MaxPerAddress: 1, MaxConnRate: 100})
			for i := range 100 {
				s.knock(t, &doorstep{local: at(here), remote: at(fmt.Sprintf(neighbour, i+2))}).wantIn()
			}
			s.knock(t, &doorstep{local: at(here), remote: at(fmt.Sprintf(neighbour, 2))}).wantRefusal("429 Too many")
		})
	}
}

func TestThisMachineIsExempt(t *testing.T) {
	for from, to := range map[string]string{
		"127.0.0.1":        "127.0.0.1",
		"127.9.9.9":        "127.0.0.1",
		"::1":              "::1",
		"::ffff:127.0.0.1": "::ffff:127.0.0.1",
		home:               home, // by its name in the network
		"::ffff:" + home:   "::ffff:" + home,
		"2001:db8::7":      "2001:db8::7",
		"fe80::7%eth0":     "fe80::7%eth0",
	} {
		synctest.Test(t, func(t *testing.T) {
			s := open(t, Config{MaxPerAddress: 1, MaxConnRate: 1, Plaintext: Loopback})
			for range 3 {
				s.knock(t, &doorstep{local: at(to), remote: at(from)}).wantIn()
			}
		})
	}
}

func TestNoLimitIsNoLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, Config{})
		for range 100 {
			s.visit(t, "192.0.2.1").wantIn()
		}
	})
}

func TestAddressesAreForgotten(t *testing.T) {
	a := addresses{max: 2, maxConnRate: 2, seen: map[string]*visits{}}
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	guest := clientaddr.Address{Key: "a guest that stays"}
	if err := a.enter(guest, now); err != nil {
		t.Fatal(err)
	}
	const each = 1000
	for minute := range 10 {
		for i := range each {
			now = now.Add(time.Minute / each)
			from := clientaddr.Address{Key: fmt.Sprint(minute, "/", i)}
			if err := a.enter(from, now); err != nil {
				t.Fatal(err)
			}
			a.leave(from)
		}
		if n := len(a.seen); n > 3*each {
			t.Fatalf("after %d minutes %d addresses are known, want those of the last two minutes", minute+1, n)
		}
	}
	if a.seen[guest.Key] == nil {
		t.Error("the guest that stays is forgotten")
	}
}

// A connection that has no IP address gets no privilege of this machine's.
func TestAPipeHasTheLimitsOfAStranger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, Config{Plaintext: Loopback, MaxPerAddress: 1})
		first := s.pipe(t)
		first.send("REGISTER ann CHAT/1.0\n")
		first.wantRefusal("426 TLS required")
		first.goAway()
		s.pipe(t)
		s.pipe(t).wantRefusal("429 Too many")
	})
}

// pipe connects without an IP address.
func (s *town) pipe(t *testing.T) *visitor {
	t.Helper()
	server, client := net.Pipe()
	return s.enter(t, server, client)
}
