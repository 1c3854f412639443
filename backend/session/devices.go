package session

import (
	"crypto/rand"
	"slices"

	"confab/server/wire"
)

// maxAsking is how many devices can ask to be confirmed at the same time.
const maxAsking = wire.MaxDevices

// devices are the user's, and those that ask to become one.
type devices struct {
	list   *Devices // nil until the server has said it
	asking []Asking // those that wait for Confirm
	ask    bool     // the list is to be asked for
}

// begin is for a new connection: the list is to be asked for, unless the name
// belongs to no device.
func (d *devices) begin(self *wire.Self) { d.ask = self != nil && !self.Guest }

// request returns the request for the list, if it is to be made, or nil. It counts
// as made then.
func (d *devices) request() []byte {
	if !d.ask {
		return nil
	}
	d.ask = false
	return wire.AppendRequest(nil, wire.Devices{ID: rand.Text()})
}

// set takes the list of the user's devices; here is this one. It reports whether
// all of them are valid; it leaves out the others.
func (d *devices) set(said *wire.DeviceList, here wire.Fingerprint) (ok bool) {
	ok = true
	list := &Devices{Devices: []Device{}}
	for _, one := range said.Devices {
		isSame := func(other Device) bool { return other.ID == string(one.ID) }
		if _, err := wire.ParseFingerprint(string(one.ID)); err != nil || len(list.Devices) == wire.MaxDevices || slices.ContainsFunc(list.Devices, isSame) {
			ok = false
			continue
		}
		list.Devices = append(list.Devices, Device{
			ID: string(one.ID), Name: sanitize(one.Name, wire.MaxDevice), Added: localTime(one.Added), Seen: localTime(one.Seen),
			Online: one.Online, Here: one.ID == here,
		})
	}
	d.list = list
	return ok
}

// pair takes a device that asks to be confirmed, or does not any more. It
// reports whether that is news, and whether it is valid.
func (d *devices) pair(said *wire.PairingRequest) (a Asking, changed, ok bool) {
	if _, err := wire.ParseFingerprint(string(said.Device)); err != nil {
		return Asking{}, false, false
	}
	a = Asking{Device: string(said.Device), Address: sanitize(said.Address, maxAddress), Over: said.Over}
	others := slices.DeleteFunc(slices.Clone(d.asking), func(other Asking) bool { return other.Device == a.Device })
	switch known := len(others) < len(d.asking); {
	case a.Over && known:
		d.asking = others
	case a.Over || len(others) == maxAsking:
		return a, false, true
	default:
		d.asking = append(others, a)
	}
	return a, true, true
}

// allOver empties the devices that ask, and returns them as over: the connection
// over which they asked has ended.
func (d *devices) allOver() (over []Asking) {
	for _, a := range d.asking {
		a.Over = true
		over = append(over, a)
	}
	d.asking = nil
	return over
}
