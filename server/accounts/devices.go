package accounts

import (
	"context"

	"confab/server/wire"
)

var (
	errNoAccount = wire.Refuse(wire.IsGuest)
	errNoDevice  = wire.Refuse(wire.NoDevice)
	errLast      = wire.Refuse(wire.LastDevice)
)

const seenNow = `UPDATE devices SET seen = ?3, name = CASE name WHEN '' THEN ?4 ELSE name END WHERE account = ?1 AND device = ?2`

// Seen notes that a device has come, and what its owner would call it, for a
// device that has no name yet. It is wire.NoDevice for one that has been revoked.
func (s *Store) Seen(ctx context.Context, account int64, device wire.Fingerprint, name string) error {
	return s.change(ctx, func(t *tx) error {
		return orNoDevice(t.exec(seenNow, account, device, milli(t.now), name))
	})
}

// Rename gives one of the account's devices a name. It is wire.NoDevice for
// another one's.
func (s *Store) Rename(ctx context.Context, account int64, device wire.Fingerprint, name string) error {
	return s.change(ctx, func(t *tx) error {
		return orNoDevice(t.exec(`UPDATE devices SET name = ? WHERE account = ? AND device = ?`, name, account, device))
	})
}

// orNoDevice is the error of what was to change one device.
func orNoDevice(changed int64, err error) error {
	if err == nil && changed == 0 {
		return errNoDevice
	}
	return err
}

// Revoke makes a device nobody's for the account. It is wire.NoDevice for
// another one's, and wire.LastDevice for the last, without which nobody
// could come in as this name any more. What lets others in, and may have been
// made on it, does not hold any more either: links for devices, and invitations.
func (s *Store) Revoke(ctx context.Context, account int64, device wire.Fingerprint) error {
	return s.change(ctx, func(t *tx) error {
		if err := orNoDevice(t.exec(`DELETE FROM devices WHERE account = ? AND device = ?`, account, device)); err != nil {
			return err
		}
		left, err := t.count(`SELECT count(*) FROM devices WHERE account = ?`, account)
		switch {
		case err != nil:
			return err
		case left == 0:
			return errLast
		}
		_, err = t.exec(`DELETE FROM tokens WHERE account = ?1 OR maker = ?1`, account)
		return err
	})
}

// Devices returns the account's devices, the oldest first. Which of them are
// connected, its caller knows.
func (s *Store) Devices(ctx context.Context, account int64) (devices []wire.Device, err error) {
	err = s.read(ctx, func(t *tx) error {
		devices, err = t.devices(account)
		return err
	})
	return unless(err, devices)
}

func (t *tx) devices(account int64) ([]wire.Device, error) {
	devices := []wire.Device{}
	var d wire.Device
	var added, seen int64
	err := t.each(`SELECT device, name, added, seen FROM devices WHERE account = ? ORDER BY added, device`, args{account}, func() error {
		d.Added, d.Seen = wire.Stamp(timeOf(added)), wire.Stamp(timeOf(seen))
		devices = append(devices, d)
		return nil
	}, &d.ID, &d.Name, &added, &seen)
	return devices, err
}
