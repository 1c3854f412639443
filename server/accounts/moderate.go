package accounts

import (
	"context"

	"confab/server/wire"
)

// Moderate does one act, if by may. It returns the devices that the name that it
// is about has, or had: an act may be about all their connections.
func (s *Store) Moderate(ctx context.Context, by int64, r *wire.Moderate) (devices []wire.Fingerprint, err error) {
	err = s.change(ctx, func(t *tx) error {
		devices, err = t.moderate(by, r)
		return err
	})
	return unless(err, devices)
}

func (t *tx) moderate(by int64, r *wire.Moderate) (devices []wire.Fingerprint, err error) {
	switch {
	case r.Act == wire.ActClose || r.Act == wire.ActOpen:
		return nil, t.setClosed(by, r)
	case r.Act == wire.ActCloseRoom:
		return nil, t.closeRoom(by, r)
	case r.Address != "":
		return nil, t.moderateAddress(by, r)
	}
	return t.moderateName(by, r)
}

func (t *tx) setClosed(by int64, r *wire.Moderate) error {
	who, err := t.allowed(by, r.Act, "")
	if err != nil {
		return err
	}
	n, err := t.exec(`UPDATE state SET closed = ?1 WHERE closed <> ?1`, r.Act == wire.ActClose)
	if err != nil || n == 0 {
		return err
	}
	return t.note(wire.AuditEntry{By: who.name, Act: r.Act, Reason: r.Reason}, noEnd)
}

// closeRoom notes that a room is closed, which the server does next: nothing is
// closed that is not in the audit.
func (t *tx) closeRoom(by int64, r *wire.Moderate) error {
	who, err := t.allowed(by, r.Act, "")
	if err != nil {
		return err
	}
	return t.note(wire.AuditEntry{By: who.name, Act: r.Act, Room: r.Room, Reason: r.Reason}, noEnd)
}

func (t *tx) moderateName(by int64, r *wire.Moderate) (devices []wire.Fingerprint, err error) {
	p, err := t.person(r.Name)
	if err != nil {
		return nil, err
	}
	whom := []person{p}
	if r.Act == wire.ActBan || r.Act == wire.ActKick || r.Act == wire.ActMute {
		if whom, err = t.reached(p); err != nil {
			return nil, err
		}
	}
	gives := r.Role
	if r.Act != wire.ActRole {
		gives = ""
	}
	who, err := t.allowed(by, r.Act, gives, whom...)
	if err != nil {
		return nil, err
	}
	if r.Act == wire.ActRole {
		return nil, t.setRole(who, r, p)
	}
	if devices, err = t.fingerprints(p.id); err != nil {
		return nil, err
	}
	switch r.Act {
	case wire.ActUnban, wire.ActUnmute:
		err = t.lift(who, r, p, "", "", "")
	case wire.ActBan, wire.ActMute:
		err = t.impose(who, r, p, "", "")
	case wire.ActKick:
		err = t.note(wire.AuditEntry{By: who.name, Act: r.Act, Name: p.name, Reason: r.Reason}, noEnd)
	case wire.ActUnregister:
		err = t.unregister(who, r, p)
	default:
		err = errNoAct
	}
	return devices, err
}

// reached returns whom a ban, a kick or a mute of p meets: everybody who has a name on
// one of p's devices. Otherwise a moderator could keep an administrator out by
// another name of theirs.
func (t *tx) reached(p person) ([]person, error) {
	reached := []person{p}
	var other person
	err := t.each(`SELECT id, role FROM accounts WHERE id IN (SELECT account FROM devices
		WHERE device IN (SELECT device FROM devices WHERE account = ?))`, args{p.id}, func() error {
		reached = append(reached, other)
		return nil
	}, &other.id, &other.role)
	return reached, err
}

func (t *tx) fingerprints(account int64) (fingerprints []wire.Fingerprint, err error) {
	devices, err := t.devices(account)
	for _, d := range devices {
		fingerprints = append(fingerprints, d.ID)
	}
	return fingerprints, err
}
