package accounts

import (
	"confab/server/model"
	"confab/server/wire"
)

var errNobodys = wire.Refuse(wire.NoAccount)

// setRole gives a name a role. The last administrator cannot give up the role.
// Only administrators act on administrators, so no other act can remove the last.
func (t *tx) setRole(who person, r *wire.Moderate, p person) error {
	switch {
	case p.id == model.Guest:
		return errNobodys
	case p.role == r.Role:
		return nil
	case p.id == who.id:
		others, err := t.count(`SELECT count(*) FROM accounts a WHERE id <> ?1 AND role = 'administrator' AND `+notBanned, p.id, milli(t.now))
		if err != nil {
			return err
		}
		if others == 0 {
			return wire.Refuse(wire.LastAdmin)
		}
	}
	if _, err := t.exec(`UPDATE accounts SET role = ? WHERE id = ?`, r.Role, p.id); err != nil {
		return err
	}
	if rank(r.Role) < rank(p.role) { // nor does it come back by an invitation that was put aside
		if _, err := t.exec(`DELETE FROM tokens WHERE role <> 'member'`); err != nil {
			return err
		}
	}
	return t.note(wire.AuditEntry{By: who.name, Act: r.Act, Name: p.name, Role: r.Role, Reason: r.Reason}, noEnd)
}

// unregister deletes the account of a name, with its devices and the invitations
// that it has made.
func (t *tx) unregister(who person, r *wire.Moderate, p person) error {
	banned, err := t.count(`SELECT count(*) FROM sanctions WHERE key = ?1 AND act = 'ban' AND (until = 0 OR until > ?2)`, p.key, milli(t.now))
	if err != nil {
		return err
	}
	if banned > 0 {
		return wire.Refuse(wire.NameBanned)
	}
	n, err := t.exec(`DELETE FROM accounts WHERE id = ?`, p.id)
	if err != nil {
		return err
	}
	if n == 0 {
		return errNobodys
	}
	return t.note(wire.AuditEntry{By: who.name, Act: r.Act, Name: p.name, Reason: r.Reason}, noEnd)
}
