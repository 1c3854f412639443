package session

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
)

// wantDevices waits until the devices are reported, and returns them.
func (sc *harness) wantDevices() []Device {
	sc.t.Helper()
	for {
		if d := sc.next().Devices; d != nil {
			return d.Devices
		}
	}
}

// wantAsking waits until it is reported that a device asks.
func (sc *harness) wantAsking() Asking {
	sc.t.Helper()
	for {
		if a := sc.next().Asking; a != nil {
			return *a
		}
	}
}

// The list comes after every welcome, when somebody asks, and by itself.
func TestTheDevicesComeAndChange(t *testing.T) {
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	local := stamp(at.In(time.Local))
	for name, how := range map[string]func(sc *harness){
		"proved":        func(sc *harness) { sc.proof = &proof{device: blue} },
		"by its word":   func(sc *harness) { sc.standing.Device = blue },
		"proved better": func(sc *harness) { sc.proof, sc.standing.Device = &proof{device: blue}, red },
	} {
		synctest.Test(t, func(t *testing.T) {
			sc := open(t)
			sc.standing = &wire.Self{Role: wire.Member}
			how(sc)
			outcome := sc.connect(lab, "alice")
			p := sc.accept()
			p.greet("alice")
			p.welcome("alice")
			if err := <-outcome; err != nil {
				t.Fatal(err)
			}
			p.want(wire.Who{})
			key, _ := p.asked("devices")
			p.answer(wire.DeviceList{ID: key, Devices: []wire.Device{
				{ID: red, Name: "phone\x1b", Added: wire.Stamp(at), Seen: wire.Stamp(at)},
				{ID: blue, Added: wire.Stamp(at), Online: true},
			}})
			want := []Device{
				{ID: string(red), Name: "phone\ufffd", Added: local, Seen: local},
				{ID: string(blue), Added: local, Online: true, Here: true},
			}
			if got := sc.wantDevices(); !slices.Equal(got, want) {
				t.Errorf("%s: the devices are %+v, want %+v", name, got, want)
			}
			p.answer(wire.DeviceList{Devices: []wire.Device{{ID: blue}}})
			if got := sc.wantDevices(); len(got) != 1 || !got[0].Here || got[0].Added != "" {
				t.Errorf("%s: the devices are %+v", name, got)
			}
			if !slices.ContainsFunc(sc.Backlog(), func(e Event) bool { return e.Devices != nil && len(e.Devices.Devices) == 1 }) {
				t.Errorf("%s: the backlog has no devices", name)
			}
			p.drop()
			sc.accept().admit("alice") // which wants to be asked again
		})
	}
}

func TestAGuestHasNoDevices(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		sc.standing = &wire.Self{Guest: true}
		p := sc.enter(lab)
		p.wantNothing(20 * time.Second)
	})
}

func TestAListOfDevicesThatCannotBe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		hostile := []wire.Device{{ID: ""}, {ID: "\x1b[2J"}, {ID: red + "x"}, {ID: red, Name: "one"}, {ID: red, Name: "again"}}
		for i := range 200 {
			hostile = append(hostile, wire.Device{ID: wire.FingerprintOf([]byte(fmt.Sprint(i))), Name: strings.Repeat("\x07é", 50), Added: "\x1b[2J", Seen: "yesterday"})
		}
		p.answer(wire.DeviceList{Devices: hostile})
		got := sc.wantDevices()
		if len(got) != wire.MaxDevices || got[0] != (Device{ID: string(red), Name: "one"}) {
			t.Fatalf("%d devices are reported, %+v first, want %d", len(got), got[0], wire.MaxDevices)
		}
		for _, d := range got[1:] {
			if d.Added != "" || d.Seen != "" || d.Name != strings.Repeat("\ufffdé", wire.MaxDevice/2) {
				t.Errorf("reported is %+v", d)
			}
		}
		p.answer(wire.DeviceList{})
		if got := sc.wantDevices(); got == nil || len(got) != 0 {
			t.Errorf("no devices are reported as %+v", got)
		}
	})
}

// There is one that asks at a time, so another one ends the first, and which
// news of it comes first does not matter.
func TestADeviceThatAsksInsteadOfAnother(t *testing.T) {
	for name, lines := range map[string][]wire.PairingRequest{
		"the end first": {{Device: red}, {Device: red, Over: true}, {Device: blue}},
		"the end last":  {{Device: red}, {Device: blue}, {Device: red, Over: true}},
		"and twice":     {{Device: red}, {Device: red, Over: true}, {Device: blue}, {Device: red, Over: true}},
	} {
		synctest.Test(t, func(t *testing.T) {
			sc := open(t)
			p := sc.enter(lab)
			for _, a := range lines {
				p.answer(a)
			}
			for _, want := range lines[:3] {
				if got := sc.wantAsking(); got.Device != string(want.Device) || got.Over != want.Over {
					t.Errorf("%s: reported is %+v, want %+v", name, got, want)
				}
			}
			synctest.Wait()
			var asking []string
			for _, e := range sc.Backlog() {
				if e.Asking != nil {
					asking = append(asking, e.Asking.Device)
				}
			}
			if len(asking) != 1 || asking[0] != string(blue) || len(sc.happened) > 0 {
				t.Errorf("%s: %q ask, and there is more to report: %d", name, asking, len(sc.happened))
			}
		})
	}
}

func TestADeviceThatAsks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		p.answer(wire.PairingRequest{Device: "\x1b[2J"})           // there is no such device
		p.answer(wire.PairingRequest{Device: blue, Over: true})    // it has not asked
		p.answer(wire.PairingRequest{Device: red, Address: "x\a"}) //
		if a := sc.wantAsking(); a != (Asking{Device: string(red), Address: "x\ufffd"}) {
			t.Errorf("it is reported as %+v", a)
		}
		p.answer(wire.PairingRequest{Device: red, Address: "192.168.4.7"}) // from elsewhere
		if a := sc.wantAsking(); a.Address != "192.168.4.7" {
			t.Errorf("it is reported as %+v", a)
		}
		waiting := func() (n int) {
			for _, e := range sc.Backlog() {
				if e.Asking != nil {
					n++
				}
			}
			return n
		}
		if n := waiting(); n != 1 {
			t.Errorf("the backlog has %d devices that ask, want 1", n)
		}
		p.answer(wire.PairingRequest{Device: red, Over: true})
		if a := sc.wantAsking(); !a.Over || a.Device != string(red) || waiting() != 0 {
			t.Errorf("the end is reported as %+v, and %d ask still", a, waiting())
		}

		for i := range 3 * maxAsking {
			p.answer(wire.PairingRequest{Device: wire.FingerprintOf([]byte(fmt.Sprint(i)))})
		}
		sc.quiet()
		if n := waiting(); n != maxAsking {
			t.Errorf("%d devices ask, want %d", n, maxAsking)
		}
		p.drop() // whoever asked asks anew
		for range maxAsking {
			if a := sc.wantAsking(); !a.Over {
				t.Errorf("when the connection is lost it is reported that %+v", a)
			}
		}
		if n := waiting(); n != 0 {
			t.Errorf("%d devices ask still", n)
		}
	})
}
