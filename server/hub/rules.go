package hub

import (
	"errors"
	"time"

	"confab/server/wire"
)

// errUnchanged is why an event that changes a room is not stored when the room is
// what the event would make it. The client is told of the room.
var errUnchanged = errors.New("the room is like this already")

// check returns what speaks against e as the next event, nil if nothing does: a
// *wire.Error or errUnchanged. Only what e and the rooms say counts, so the answer
// is the same wherever the same log is read.
func (rs *rooms) check(e *wire.Event) error {
	if e.Room == wire.Lobby && !changesRoom(e) {
		return nil
	}
	rs.mu.RLock()
	defer rs.mu.RUnlock()
	var bad *wire.Error
	r, who := rs.byName[e.Room], wire.NameKey(e.From)
	if bad := r.checkFirst(e.First, who); bad != nil {
		return bad
	}
	if !changesRoom(e) { // it may have been on its way to a room that has ended, and another one has the name
		switch {
		case r == nil:
			return noRoom()
		case !r.has(who) && e.Type != wire.RemoveType: // which those with a role may do, see remove
			return notMember()
		}
		return nil
	}
	isDirect := wire.IsDirect(e.Room)
	switch e.Type {
	case wire.OpenType:
		if isDirect {
			return rs.checkDirect(r, e)
		}
		bad = rs.checkOpen(e, who)
	case wire.JoinType:
		switch {
		case r != nil && r.has(who):
			return errUnchanged
		case r == nil || r.private && !rs.offers.has(who, r, e.At):
			bad = noRoom()
		case rs.isFull(who):
			bad = tooManyRooms()
		case r.isFull():
			bad = roomFull()
		}
	case wire.CloseType: // of the server's making
		switch {
		case r == nil:
			return errUnchanged
		case r.people == nil:
			bad = wire.Refuse(wire.LobbyFixed)
		}
	case wire.LeaveType:
		if roomBody(e).Offer {
			if r != nil && rs.offers.has(who, r, e.At) {
				return nil
			}
			if wire.IsServerID(e.ID) { // for a user whose name is another one's now
				return errUnchanged
			}
			return noOffer()
		}
		if wire.IsServerID(e.ID) { // for a user whose name another user has now, see memberships.evict
			if r == nil || !r.has(who) {
				return errUnchanged
			}
			return nil
		}
		bad = r.canChange(who, wire.DirectLeave)
	case wire.TopicType:
		bad = r.canChange(who, wire.DirectTopic)
	case wire.InviteType:
		if bad = r.canChange(who, wire.DirectInvite); bad != nil {
			break
		}
		switch name := roomBody(e).Name; {
		case wire.IsByGuest(e.Body):
			bad = wire.Refuse(wire.GuestInvite)
		case r.has(wire.NameKey(name)):
			return errUnchanged
		case r.isFull():
			bad = roomFull()
		default:
			return rs.offers.checkOffer(r, e, name)
		}
	}
	if bad != nil {
		return bad
	}
	return nil
}

// checkOpen is check for a room with a name of its own.
func (rs *roomSet) checkOpen(e *wire.Event, who string) *wire.Error {
	switch {
	case roomBody(e).Private && wire.IsByGuest(e.Body):
		return notForGuests()
	case rs.isFull(who):
		return tooManyRooms()
	case rs.byLook[wire.NameKey(e.Room)] != nil || rs.byLook[wire.NameSkeleton(e.Room)] != nil:
		return wire.Refuse(wire.RoomExists)
	case wire.IsByGuest(e.Body) && rs.opened[who] >= wire.MaxGuestOpened:
		return tooManyOpened(wire.MaxGuestOpened)
	case rs.opened[who] >= wire.MaxOpened:
		return tooManyOpened(wire.MaxOpened)
	case rs.named >= wire.MaxServerRooms:
		return wire.Refuse(wire.TooManyInAll, "max", wire.MaxServerRooms)
	}
	return nil
}

// checkDirect is check for opening a room of two; r is nil if there is none of
// its name.
func (rs *roomSet) checkDirect(r *Room, e *wire.Event) error {
	if r != nil && r.has(wire.NameKey(e.From)) {
		return errUnchanged
	}
	if wire.IsByGuest(e.Body) {
		return notForGuests()
	}
	if rs.directs[wire.NameKey(e.From)] >= wire.MaxDirects {
		return tooManyOpened(wire.MaxDirects)
	}
	if bad := rs.checkOpened(wire.NameKey(e.From), e.At); bad != nil {
		return bad
	}
	if r != nil { // these two have been made to leave it since its name was chosen
		return noRoom()
	}
	return nil
}

// checkOpened returns what speaks against who opening one more room of two at now.
// They count only for the user who opens them, so that users cannot use up the quota of others.
func (rs *roomSet) checkOpened(who string, now time.Time) *wire.Error {
	opened := rs.paired[who]
	if n := len(opened); n >= wire.MaxDirectsADay && now.Sub(opened[n-wire.MaxDirectsADay]) < aDay {
		return wire.Refuse(wire.DirectsToday, "max", wire.MaxDirectsADay)
	}
	return nil
}

const aDay = 24 * time.Hour

// isFull reports whether who is in as many rooms as one can be, the lobby and
// those of two aside.
func (rs *roomSet) isFull(who string) bool { return rs.joined[who] >= wire.MaxRooms }

// isFull reports whether a room has as many members as one can have.
func (r *Room) isFull() bool { return len(r.people) >= wire.MaxMembers }

func roomFull() *wire.Error { return wire.Refuse(wire.RoomFull, "max", wire.MaxMembers) }

func tooManyOpened(most int) *wire.Error { return wire.Refuse(wire.TooManyOpened, "max", most) }

// checkFirst returns what speaks against something of who that is for the room that
// has begun by the seq first, 0 for any: that r, which may be nil, is another one of the
// name. A user who is not in a private room does not learn that there is one.
func (r *Room) checkFirst(first int64, who string) *wire.Error {
	switch {
	case r == nil || first == 0 || r.first <= first:
		return nil
	case r.private && !r.has(who):
		return noRoom()
	}
	return wire.Refuse(wire.RoomEnded)
}

// canChange returns what speaks against who changing a room, which is nil if
// there is none: that who is no member, that the room is the lobby, or one of
// two, which is what direct says.
func (r *Room) canChange(who string, direct wire.Code) *wire.Error {
	switch {
	case r == nil || r.private && !r.has(who):
		return noRoom()
	case !r.has(who):
		return notMember()
	case r.name == wire.Lobby:
		return wire.Refuse(wire.LobbyFixed)
	case wire.IsDirect(r.name):
		return wire.Refuse(direct)
	}
	return nil
}

func noRoom() *wire.Error { return wire.Refuse(wire.NoRoom) }

func notMember() *wire.Error { return wire.Refuse(wire.NotMember) }

// notForGuests refuses to a guest what is stored for a name: any other guest
// may have that name tomorrow.
func notForGuests() *wire.Error { return wire.Refuse(wire.GuestRoom) }

// tooManyRooms is for a user who is in as many rooms as one can be.
func tooManyRooms() *wire.Error { return wire.Refuse(wire.TooManyRooms, "max", wire.MaxRooms) }
