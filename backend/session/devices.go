package session

import (
	"context"
	"slices"

	"confab/backend/text"
	"confab/server/wire"
)

// maxAsking is how many devices can ask at the same time.
const maxAsking = wire.MaxDevices

// Devices asks for the devices that the person's name belongs to. They come as
// an event, as they do whenever they change. The error is a Problem.
func (s *Session) Devices(ctx context.Context) error {
	_, _, err := ask[wire.DeviceList](ctx, s, func(key string) any { return wire.Devices{ID: key} })
	return err
}

// Confirm says whether the device with a fingerprint, which asks, is the
// person's. The error is a Problem.
func (s *Session) Confirm(ctx context.Context, device string, yes bool) error {
	return s.doNow(ctx, func(key string) any { return wire.Confirm{ID: key, Device: wire.Fingerprint(device), Yes: yes} })
}

// RenameDevice gives one of the person's devices another name, of one line and
// up to wire.MaxDevice characters. The error is a Problem.
func (s *Session) RenameDevice(ctx context.Context, device, name string) error {
	return s.doNow(ctx, func(key string) any {
		return wire.Rename{ID: key, Device: wire.Fingerprint(device), Name: text.CleanLine(name)}
	})
}

// Revoke makes one of the person's devices nobody's, and ends its connections.
// The error is a Problem.
func (s *Session) Revoke(ctx context.Context, device string) error {
	return s.doNow(ctx, func(key string) any { return wire.Revoke{ID: key, Device: wire.Fingerprint(device)} })
}

// doNow asks for something that is done at once or not at all.
func (s *Session) doNow(ctx context.Context, request func(key string) any) error {
	_, _, err := ask[wire.Done](ctx, s, request)
	return err
}

// unconfirmed reports that the connection that is being made waits for somebody
// to confirm this device on another one.
func (s *Session) unconfirmed(l *link) {
	reason := problem(ConfirmElsewhere, "id", string(l.device[:min(8, len(l.device))]))
	s.move(func(at *Connection) { at.Reason = reason })
}

// hasDevices reports whether the name that l is registered under belongs to devices.
func (l *link) hasDevices() bool {
	standing := l.welcome.Self
	return standing != nil && !standing.Guest
}

// areMine takes the list of the person's devices. The caller holds mu.
func (s *Session) areMine(l *link, said *wire.DeviceList) {
	list := &Devices{Devices: []Device{}}
	for _, d := range said.Devices {
		isSame := func(other Device) bool { return other.ID == string(d.ID) }
		if _, err := wire.ParseFingerprint(string(d.ID)); err != nil || len(list.Devices) == wire.MaxDevices || slices.ContainsFunc(list.Devices, isSame) {
			s.log.Warn("there is a device too many, or one that there cannot be")
			continue
		}
		list.Devices = append(list.Devices, Device{
			ID: string(d.ID), Name: shown(d.Name, wire.MaxDevice), Added: localTime(d.Added), Seen: localTime(d.Seen),
			Online: d.Online, Here: d.ID == l.device,
		})
	}
	s.devices = list
	s.emit(Event{Devices: list})
	s.answer(l, said.ID, said)
}

// asks takes it that a device waits to be confirmed, or does not any more. The
// caller holds mu.
func (s *Session) asks(_ *link, said *wire.PairingRequest) {
	if _, err := wire.ParseFingerprint(string(said.Device)); err != nil {
		s.log.Warn("a device asks that there cannot be")
		return
	}
	a := Asking{Device: string(said.Device), Address: shown(said.Address, maxAddress), Over: said.Over}
	others := slices.DeleteFunc(slices.Clone(s.asking), func(other Asking) bool { return other.Device == a.Device })
	switch known := len(others) < len(s.asking); {
	case a.Over && known:
		s.asking = others
	case a.Over || len(others) == maxAsking:
		return
	default:
		s.asking = append(others, a)
	}
	s.emit(Event{Asking: &a})
}

// allOver takes it that nobody can be answered any more: the connection over
// which they asked has ended. The caller holds mu.
func (s *Session) allOver() {
	for _, a := range s.asking {
		a.Over = true
		s.emit(Event{Asking: &a})
	}
	s.asking = nil
}
