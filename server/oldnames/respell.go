package oldnames

import (
	"encoding/json"
	"slices"

	"confab/server/model"
	"confab/server/wire"
)

// A Speller makes of the events of a journal, one after the other, what they
// would be today: an account has its own spelling wherever it stands, and a
// member leaves a room under the name that they came with. Guests have the
// names that they had.
type Speller struct {
	accounts map[string]model.Account     // by their old keys
	members  map[string]map[string]string // the names of a room's members by their old keys
}

// NewSpeller returns a Speller for the accounts that there are.
func NewSpeller(accounts []model.Account) *Speller {
	s := &Speller{accounts: map[string]model.Account{}, members: map[string]map[string]string{}}
	for _, a := range accounts {
		s.accounts[Key(a.Name)] = a
	}
	return s
}

// User returns the key of whoever had an old one.
func (s *Speller) User(old string) string {
	if a, known := s.accounts[old]; known {
		return wire.NameKey(a.Name)
	}
	return old
}

// Event spells the names in an event, the next one of its journal, and reports
// whether that is another event now.
func (s *Speller) Event(e *wire.Event) (changed bool) {
	from := e.From
	if !wire.IsByGuest(e.Body) {
		from = s.spell(e.From, e.Seq)
	}
	switch e.Type {
	case wire.OpenType:
		s.admit(e.Room, from)
		changed = s.others(e)
	case wire.InviteType:
		changed = s.others(e)
	case wire.JoinType:
		s.admit(e.Room, from)
	case wire.LeaveType:
		if name, is := s.members[e.Room][Key(e.From)]; is {
			from = name
			delete(s.members[e.Room], Key(e.From))
		}
	}
	changed = changed || from != e.From
	e.From = from
	return changed
}

// spell returns a name at the time of an event as the account spells it that
// had it then. Who had it before that was somebody else.
func (s *Speller) spell(name string, seq int64) string {
	if a, known := s.accounts[Key(name)]; known && seq > a.Since {
		return a.Name
	}
	return name
}

// others spells the names of those whom an event makes members besides its
// sender, and reports whether that is another event now.
func (s *Speller) others(e *wire.Event) bool {
	var body wire.RoomBody
	_ = json.Unmarshal(e.Body, &body) // the server has made it
	was, with := body.Name, slices.Clone(body.With)
	if body.Name != "" {
		body.Name = s.spell(body.Name, e.Seq)
		s.admit(e.Room, body.Name)
	}
	for i, name := range body.With {
		body.With[i] = s.spell(name, e.Seq)
		s.admit(e.Room, body.With[i])
	}
	slices.Sort(body.With)
	if body.Name == was && slices.Equal(body.With, with) {
		return false
	}
	guest := wire.IsByGuest(e.Body)
	e.Body = wire.Encode(body)
	if guest {
		e.Body = wire.ByGuest(e.Body)
	}
	return true
}

// admit notes a member of a room. Who is one already stays it under the name
// that they have there.
func (s *Speller) admit(room, name string) {
	if s.members[room] == nil {
		s.members[room] = map[string]string{}
	}
	if _, is := s.members[room][Key(name)]; !is {
		s.members[room][Key(name)] = name
	}
}
