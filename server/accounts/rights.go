package accounts

import (
	"confab/server/model"
	"confab/server/wire"
)

// A right limits an act. An administrator has one limit: self.
type right struct {
	self  bool      // users may do it to themselves
	gives wire.Role // the role that a moderator may give with it; an administrator may give any
}

// rights has all acts. Moderators may do them to members and guests, and
// administrators to all users.
var rights = map[string]right{
	wire.ActMute:       {},
	wire.ActUnmute:     {},
	wire.ActBan:        {},
	wire.ActUnban:      {},
	wire.ActKick:       {},
	wire.ActUnregister: {},
	wire.ActRemove:     {self: true},
	wire.ActRole:       {self: true, gives: wire.Moderator},
	wire.ActInvite:     {gives: wire.Member},
	wire.ActClose:      {},
	wire.ActOpen:       {},

	wire.ActCloseRoom: {},

	actLook: {},
}

// actLook is to see the audit and the sanctions.
const actLook = "look"

// rank orders the roles; a guest has none.
func rank(r wire.Role) int {
	switch r {
	case wire.Member:
		return 1
	case wire.Moderator:
		return 2
	case wire.Administrator:
		return 3
	}
	return 0
}

// may returns nil if who may do act to all of whom, with the role that it
// gives, if any.
func may(who person, act string, gives wire.Role, whom ...person) error {
	right, known := rights[act]
	if !known {
		return errNoAct
	}
	if rank(who.role) < rank(wire.Moderator) {
		return wire.Refuse(wire.NoRole)
	}
	for _, p := range whom {
		switch {
		case p.id == who.id && !right.self:
			return wire.Refuse(wire.OwnName)
		case who.role != wire.Administrator && rank(p.role) >= rank(wire.Moderator) && (p.id != who.id || act != wire.ActRemove):
			return wire.Refuse(wire.AboveYou)
		}
	}
	if who.role != wire.Administrator && gives != right.gives {
		return wire.Refuse(wire.RoleAboveYou)
	}
	return nil
}

var errNoAct = wire.Refuse(wire.BadMember, "member", "act")

// A person is a name and what it may do now.
type person struct {
	id        int64
	key, name string
	role      wire.Role // none for a guest
}

// actor returns the account by. It is read each time: its role may have changed,
// and a banned user has no rights.
func (t *tx) actor(by int64) (person, error) {
	if by == model.Console {
		return person{id: by, name: "server", role: wire.Administrator}, nil
	}
	p := person{id: by}
	_, err := t.get(`SELECT key, name, role FROM accounts a WHERE id = ?1 AND `+notBanned, args{by, milli(t.now)}, &p.key, &p.name, &p.role)
	return p, err
}

// allowed returns the account by, if it may do act to all of whom.
func (t *tx) allowed(by int64, act string, gives wire.Role, whom ...person) (person, error) {
	who, err := t.actor(by)
	if err != nil {
		return who, err
	}
	return who, may(who, act, gives, whom...)
}

// person returns the owner of a name, however it is spelled, or its guest.
func (t *tx) person(name string) (person, error) {
	if wire.CheckHeld(name) != nil {
		return person{}, wire.Refuse(wire.NoName)
	}
	p := person{key: wire.NameKey(name), name: name}
	_, err := t.get(accountOf, args{p.key, wire.NameSkeleton(name), "", wire.NameOutline(name), readings(p.key)}, &p.id, &p.key, &p.name, &p.role, new(int64))
	return p, err
}
