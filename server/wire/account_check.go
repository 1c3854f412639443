package wire

import "fmt"

func (r *Devices) check() *Error { return checkNewID(r.ID) }
func (r *Pair) check() *Error    { return checkNewID(r.ID) }

func (r *Confirm) check() *Error { return first(checkNewID(r.ID), checkDevice(r.Device)) }
func (r *Revoke) check() *Error  { return first(checkNewID(r.ID), checkDevice(r.Device)) }

func (r *Rename) check() *Error {
	return first(checkNewID(r.ID), checkDevice(r.Device), checkLabel("name", r.Name, MaxDevice))
}

func checkDevice(d Fingerprint) *Error {
	if _, err := ParseFingerprint(string(d)); err != nil {
		return badMember("device", "is no fingerprint: 43 letters, digits, - and _")
	}
	return nil
}

func (r *Invitation) check() *Error { return first(checkNewID(r.ID), checkRole(r.Role)) }

// checkRole accepts a role, and none.
func checkRole(r Role) *Error {
	switch r {
	case "", Member, Moderator, Administrator:
		return nil
	}
	return badMember("role", "is member, moderator or administrator")
}

// maxAddress is how many characters the address of a ban may have: an IPv6
// address with a zone, and some to spare. Whether it is one, says who acts on it.
const maxAddress = 200

func (r *Moderate) check() *Error {
	if e := first(checkNewID(r.ID), checkRole(r.Role), checkLine("reason", r.Reason, MaxReason), checkLine("address", r.Address, maxAddress)); e != nil {
		return e
	}
	if r.Minutes < 0 || r.Minutes > MaxMinutes {
		return badMember("minutes", fmt.Sprintf("is from 1 to %d, or 0 for a permanent one", MaxMinutes))
	}
	if r.Room != "" || r.Act == ActCloseRoom {
		if e := checkRoom(r.Room); e != nil {
			return e
		}
	}
	byAddress := r.Address != ""
	switch r.Act {
	case ActClose, ActOpen, ActCloseRoom:
		return nil
	case ActBan, ActUnban:
	case ActRole:
		if r.Role == "" {
			return badMember("role", "is missing: member, moderator or administrator")
		}
		byAddress = false
	case ActMute, ActUnmute, ActKick, ActUnregister:
		byAddress = false
	default:
		return badMember("act", "is mute, unmute, ban, unban, kick, role, unregister, close, open or close-room")
	}
	if byAddress && r.Name == "" {
		return nil
	}
	if r.Address != "" {
		return badMember("address", "is only for ban and unban, in place of a name")
	}
	return checkName(r.Name)
}

func (r *Remove) check() *Error {
	return first(checkRoom(r.Room), checkNewID(r.ID), checkID("target", r.Target), checkLine("reason", r.Reason, MaxReason))
}

func (r *Audit) check() *Error     { return checkEntries(r.ID, r.Before, r.Limit) }
func (r *Sanctions) check() *Error { return checkEntries(r.ID, r.Before, r.Limit) }

func checkEntries(key string, before int64, limit int) *Error {
	switch {
	case before < 0:
		return badMember("before", "is not the id of an entry")
	case limit < 1 || limit > MaxEntries:
		return badMember("limit", fmt.Sprintf("is from 1 to %d", MaxEntries))
	}
	return checkNewID(key)
}
