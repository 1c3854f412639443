package discovery

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"confab/backend/session"
	"confab/server/near"
	"confab/server/wire"
)

func TestAServerIsNewOnlyOnceItHasProvedItsKey(t *testing.T) {
	openLab(t, func(l *lab) {
		l.machines["10.77.0.1:6667"] = red
		l.Show(true)
		l.announces("10.77.0.1", near.Announcement{Name: "Lab 3", Key: red, Port: port, People: 7, InvitationNeeded: true})
		want := Server{ID: "1", Name: "Lab 3", Address: "10.77.0.1:6667", Standing: New, Heard: true, People: 7, InvitationNeeded: true}
		if l.passes(tellEvery); l.one() != want {
			t.Errorf("it is %+v, want %+v", l.one(), want)
		}
		if address, key, ok := l.Find("1"); address != "10.77.0.1:6667" || key != red || !ok {
			t.Errorf("it is found at %s with %s, %v", address, key, ok)
		}
		if _, _, ok := l.Find("2"); ok {
			t.Error("there is a second one")
		}
	})
}

func TestWhatIsHeardIsToldAtOnce(t *testing.T) {
	openLab(t, func(l *lab) {
		l.Show(true)
		l.passes(time.Second)
		began := time.Now()
		l.announces("10.77.0.1", lab3(red))
		if one := l.one(); one.Standing != Checking || time.Since(began) != 0 {
			t.Errorf("after %v it is %q", time.Since(began), one.Standing)
		}
	})
}

func TestAKnownServerThatHasMovedIsOneRow(t *testing.T) {
	openLab(t, func(l *lab) {
		l.machines["10.77.0.1:6667"] = refused
		l.machines["10.77.0.9:6667"] = red
		l.Show(true)
		if l.passes(2 * time.Millisecond); !slices.Equal(l.looked, []string{"10.77.0.1:6667"}) {
			t.Errorf("at once it looks at %q, want its last address", l.looked)
		}
		l.passes(tellEvery)
		if one := l.one(); one.Name != "Lab 3" || one.Standing != Unreachable || one.Reason.Code != session.NothingListens || one.Heard {
			t.Errorf("before it is heard it is %+v", one)
		}
		id := l.one().ID
		l.announces("10.77.0.9", lab3(red))
		l.passes(tellEvery)
		if one := l.one(); one.ID != id || one.Address != "10.77.0.9:6667" || one.Standing != Known || one.People != 7 {
			t.Errorf("where it is now, it is %+v", one)
		}
	}, visited{"10.77.0.1:6667", red, "Lab 3"})
}

// An announcement with the key of a known server is not known before the key is proved.
func TestAnImpostorIsNotKnown(t *testing.T) {
	openLab(t, func(l *lab) {
		l.machines["10.77.0.1:6667"] = red
		l.machines["10.77.0.66:6667"] = blue
		l.Show(true)
		l.passes(tellEvery)
		honest := l.one()
		l.announces("10.77.0.66", lab3(red))
		if l.passes(time.Second); l.one() != honest {
			t.Errorf("with an impostor it is %+v, before %+v", l.one(), honest)
		}
		l.announces("10.77.0.66", lab3(blue)) // its own key, and the name
		l.passes(time.Second)
		if len(l.listed) != 2 || l.listed[0] != honest && l.listed[0].Short == "" || !l.listed[1].Impostor || l.listed[1].Standing != New || l.listed[1].Short != string(blue[:6]) {
			t.Errorf("with its own key the list is %+v", l.listed)
		}
	}, visited{"10.77.0.1:6667", red, "Lab 3"})
}

// The same name, key and port from two machines, of which one has the key.
func TestOneOfTwoThatAnnounceAServerHasItsKey(t *testing.T) {
	openLab(t, func(l *lab) {
		l.machines["10.77.0.66:6667"] = blue
		l.machines["10.77.0.9:6667"] = red
		l.Show(true)
		l.announces("10.77.0.66", lab3(red))
		l.passes(tellEvery)
		if one := l.one(); one.Standing != Wrong || one.Others != 1 {
			t.Errorf("the impostor alone is %+v", one)
		}
		l.announces("10.77.0.9", lab3(red))
		l.passes(tellEvery)
		if one := l.one(); one.Address != "10.77.0.9:6667" || one.Standing != New || one.Others != 1 {
			t.Errorf("with the honest one it is %+v", one)
		}
	})
}

// Floods from one machine and from many, with an honest server in between.
func TestAFloodTakesNoMemoryAndNoHonestEntry(t *testing.T) {
	openLab(t, func(l *lab) {
		l.machines["10.77.0.1:6667"] = blue
		l.machines["10.77.0.2:6667"] = red
		l.Show(true)
		l.announces("10.77.0.2", lab3(red))
		l.passes(tellEvery)
		honest := l.listed[1]
		for i := range 2_000 {
			l.announces("10.77.0.66", near.Announcement{Name: fmt.Sprint("Server ", i), Key: key(i), Port: port})
		}
		if l.passes(time.Second); len(l.listed) != 2+maxPerSource {
			t.Errorf("one machine fills %d rows", len(l.listed)-2)
		}
		for i := range 1_000 { // the honest label, with other keys and from everywhere
			l.announces(fmt.Sprint("10.77.0.", 67+i%180), near.Announcement{Name: "Lab 3", Key: key(i), Port: port})
		}
		l.passes(time.Second)
		if len(l.listed) != maxRows || l.listed[1].ID != honest.ID || l.listed[1].Address != honest.Address || l.listed[1].Standing != New {
			t.Errorf("of %d rows the honest one is %+v, before %+v", len(l.listed), l.listed[1], honest)
		}
		l.announces("10.77.0.1", near.Announcement{Name: "Physics", Key: blue, Port: port, People: 3})
		if l.passes(time.Second); l.listed[0].People != 3 {
			t.Errorf("a known server finds no room: %+v", l.listed[0])
		}
		told := l.told
		for range 500 { // the honest entry, with another text each time
			a := lab3(red)
			a.People = told + l.told
			l.announces("10.77.0.2", a)
			l.passes(time.Millisecond)
		}
		if n := l.told - told; n > 7 {
			t.Errorf("500 changes in half a second are told %d times", n)
		}
	}, visited{"10.77.0.1:6667", blue, "Physics"})
}

// A list of nothing but servers that are not there has room for one that is.
func TestAFullListHasRoomForAServer(t *testing.T) {
	openLab(t, func(l *lab) {
		l.Show(true)
		for i := range maxEntries {
			from := fmt.Sprint("10.77.0.", 67+i%180)
			l.machines[from+":6667"] = refused
			l.announces(from, near.Announcement{Name: fmt.Sprint("Server ", i), Key: key(i), Port: port})
		}
		l.passes(time.Second)
		l.machines["10.77.0.2:6667"] = red
		l.announces("10.77.0.2", lab3(red))
		l.passes(time.Second)
		if l.listed[0].Name != "Lab 3" || len(l.listed) != maxRows {
			t.Errorf("of %d rows the first one is %+v", len(l.listed), l.listed[0])
		}
	})
}

func key(i int) wire.Fingerprint { return wire.FingerprintOf([]byte(fmt.Sprint(i))) }

// Anybody can say goodbye for anybody; only the machine that was heard is believed.
func TestAGoodbyeCountsFromTheServerAlone(t *testing.T) {
	openLab(t, func(l *lab) {
		l.machines["10.77.0.1:6667"] = red
		l.Show(true)
		l.announces("10.77.0.1", lab3(red))
		l.hears("10.77.0.66", lab3(red).Goodbye(nil))
		l.passes(tellEvery)
		l.wantNames("Lab 3")
		l.hears("10.77.0.1", lab3(red).Goodbye(nil))
		l.passes(tellEvery)
		l.wantNames()
	})
}

func TestAServerThatWasKilledIsGoneInEightSeconds(t *testing.T) {
	openLab(t, func(l *lab) {
		l.machines["10.77.0.1:6667"] = red
		l.Show(true)
		l.announces("10.77.0.1", lab3(red))
		l.passes(time.Second)
		l.machines["10.77.0.1:6667"] = refused
		l.passes(7 * time.Second)
		l.passes(100 * time.Millisecond)
		l.wantNames()
	})
}

// Behind a firewall a server is listed as long as it is heard, with the reason.
func TestAServerBehindAFirewallIsListedAsLongAsItIsHeard(t *testing.T) {
	openLab(t, func(l *lab) {
		l.Show(true)
		l.announces("10.77.0.1", lab3(red))
		l.passes(lookFor + tellEvery)
		if one := l.one(); one.Standing != Unreachable || one.Reason.Code != session.NoAnswer {
			t.Errorf("it is %+v", one)
		}
		l.passes(goneAfter - lookFor - time.Second)
		l.wantNames("Lab 3")
		l.passes(2 * time.Second)
		l.wantNames()
	})
}

// An announcement must not make clients connect to whatever it names.
func TestOnlyNeighboursAreLookedAt(t *testing.T) {
	openLab(t, func(l *lab) {
		l.Show(true)
		l.announces("10.77.0.1", lab3(red), addr("203.0.113.9"), addr("10.77.0.5"), addr("fe80::1"))
		l.announces("203.0.113.8", lab3(blue))
		l.passes(time.Second)
		if want := []string{"10.77.0.1:6667", "10.77.0.5:6667"}; !slices.Equal(slices.Sorted(slices.Values(l.looked)), want) {
			t.Errorf("it looks at %q, want %q", l.looked, want)
		}
		l.wantNames("Lab 3")
	})
}

func TestWhenItAsks(t *testing.T) {
	openLab(t, func(l *lab) {
		if l.passes(time.Minute); l.asked != nil {
			t.Errorf("without a list on the screen it asks: %q", l.asked)
		}
		l.Show(true)
		l.passes(17 * time.Second)
		want := []string{"0s mdns+own", "250ms mdns+own", "700ms beacon", "1.25s mdns+own", "1.25s beacon", "3.25s mdns", "3.25s beacon", "7.25s mdns", "7.25s beacon", "15.25s mdns", "15.25s beacon"}
		if !slices.Equal(l.asked, want) {
			t.Errorf("it asks %q, want %q", l.asked, want)
		}
		l.Show(false)
		if l.passes(time.Minute); len(l.asked) != len(want) || l.open {
			t.Errorf("it goes on asking: %q", l.asked)
		}
	})
}

// A cable that is plugged in is asked at once.
func TestANewInterfaceIsAskedAtOnce(t *testing.T) {
	openLab(t, func(l *lab) {
		l.Show(true)
		l.passes(20 * time.Second)
		l.asked, l.looked, l.fresh = nil, nil, true
		l.machines["10.77.0.1:6667"] = red
		l.passes(time.Second + tellEvery)
		if len(l.asked) != 1 || !strings.HasSuffix(l.asked[0], "mdns+own") || l.one().Standing != Known {
			t.Errorf("it has asked %q, and the known server is %+v", l.asked, l.one())
		}
	}, visited{"10.77.0.1:6667", red, "Lab 3"})
}

// Only who looks harder sweeps, and only small networks.
func TestLookingHarderAsksEveryHost(t *testing.T) {
	openLab(t, func(l *lab) {
		l.nets = []netip.Prefix{netOf("10.77.0.0/24"), netOf("10.80.0.0/16"), netOf("fd00::/64"), netOf("10.78.0.2/31")}
		l.Show(true)
		l.passes(20 * time.Second)
		if l.hosts != nil {
			t.Fatalf("it sweeps unasked: %v", l.hosts)
		}
		l.LookHarder()
		l.passes(1100 * time.Millisecond)
		if len(l.hosts) != 254 || l.hosts[0] != addr("10.77.0.1") || l.hosts[253] != addr("10.77.0.254") {
			t.Errorf("it asks %d hosts, from %v to %v", len(l.hosts), l.hosts[0], l.hosts[len(l.hosts)-1])
		}
		a := lab3(red)
		a.Version, a.Time = "0.2.0", time.Now()
		l.machines["10.77.0.1:6667"] = red
		nonce := near.Nonce{1, 2, 3}
		l.receives(Packet{near.Packet{Data: a.AppendBeaconAnswer(nil, near.Nonce{9}), From: netip.AddrPortFrom(addr("10.77.0.1"), near.BeaconPort)}, nonce, true})
		l.receives(Packet{near.Packet{Data: a.AppendBeaconAnswer(nil, nonce), From: netip.AddrPortFrom(addr("10.77.0.1"), near.BeaconPort)}, nonce, false})
		l.passes(tellEvery)
		l.wantNames() // the answer to another question, and one that came to the shared port
		l.receives(Packet{near.Packet{Data: a.AppendBeaconAnswer(nil, nonce), From: netip.AddrPortFrom(addr("10.77.0.1"), near.BeaconPort)}, nonce, true})
		l.passes(tellEvery)
		if one := l.one(); one.Standing != New || one.People != 7 {
			t.Errorf("a server that answers the beacon is %+v", one)
		}
	})
}

// A server that is announced both ways is one row.
func TestTheBeaconAndMulticastDNSTellOfOneServer(t *testing.T) {
	openLab(t, func(l *lab) {
		l.machines["10.77.0.1:6667"] = red
		l.Show(true)
		l.announces("10.77.0.1", lab3(red))
		a := lab3(red)
		a.Version, a.Time = "0.2.0", time.Now()
		l.receives(Packet{near.Packet{Data: a.AppendBeaconAnswer(nil, near.Nonce{}), From: netip.AddrPortFrom(addr("10.77.0.1"), near.BeaconPort)}, near.Nonce{}, true})
		l.passes(tellEvery)
		l.one()
	})
}

func TestTwoServersOfOneNameAreTwoRows(t *testing.T) {
	openLab(t, func(l *lab) {
		l.machines["10.77.0.1:6667"], l.machines["10.77.0.1:6668"] = red, blue
		l.Show(true)
		second := lab3(blue)
		second.Port++
		l.announces("10.77.0.1", lab3(red))
		l.announces("10.77.0.1", second)
		l.passes(tellEvery)
		if len(l.listed) != 2 || l.listed[0].Short != string(red[:6]) || l.listed[1].Short != string(blue[:6]) || l.listed[1].Address != "10.77.0.1:6668" {
			t.Errorf("the list is %+v", l.listed)
		}
	})
}

// What is shown again begins with a list, and a search can be ended at any time.
func TestShowingAgain(t *testing.T) {
	openLab(t, func(l *lab) {
		l.Show(true)
		l.announces("10.77.0.1", lab3(red)) // silent: a look is under way when it ends
		l.passes(time.Millisecond)
		l.Show(false)
		told := l.told
		l.Show(true)
		if l.passes(tellEvery); l.told == told || len(l.listed) != 0 {
			t.Errorf("%+v is listed", l.listed)
		}
		l.Show(true) // as after the page was loaded again
		l.let(synctest.Wait)
	})
}
