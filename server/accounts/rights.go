package accounts

import (
	"confab/server/model"
	"confab/server/wire"
)

// A right is what may be done by an act that a moderator may do. What an
// administrator may do has one limit: self.
type right struct {
	self  bool      // may be done to oneself
	gives wire.Role // the role that a moderator may give with it; an administrator may give every one
}

// rights has all acts. For each one has to be a moderator, and to do it to a
// moderator or an administrator, an administrator.
var rights = map[string]right{
	wire.ActMute:    {},
	wire.ActBan:     {},
	wire.ActKick:    {},
	wire.ActRelease: {},
	wire.ActPardon:  {},
	wire.ActRemove:  {self: true},
	wire.ActRole:    {self: true, gives: wire.Moderator},
	wire.ActInvite:  {gives: wire.Member},
	wire.ActClose:   {},
	wire.ActOpen:    {},

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

// actor returns who asks. It is looked up each time: a role may have been taken
// away a moment ago, and who is banned may nothing.
func (t *tx) actor(by int64) (person, error) {
	if by == model.Console {
		return person{id: by, name: "server", role: wire.Administrator}, nil
	}
	p := person{id: by}
	_, err := t.get(`SELECT key, name, role FROM accounts a WHERE id = ?1 AND `+notBanned, args{by, milli(t.now)}, &p.key, &p.name, &p.role)
	return p, err
}

// allowed returns who asks, if that one may do act to all of whom.
func (t *tx) allowed(by int64, act string, gives wire.Role, whom ...person) (person, error) {
	who, err := t.actor(by)
	if err != nil {
		return who, err
	}
	return who, may(who, act, gives, whom...)
}

// person returns who has a name, however it is spelled, or its guest.
func (t *tx) person(name string) (person, error) {
	if wire.CheckHeld(name) != nil {
		return person{}, wire.Refuse(wire.NoName)
	}
	p := person{key: wire.NameKey(name), name: name}
	_, err := t.get(accountOf, args{p.key, wire.NameSkeleton(name), ""}, &p.id, &p.key, &p.name, &p.role, new(int64))
	return p, err
}
