package client

import (
	"log/slog"
	"maps"
	"reflect"
	"slices"

	"confab/backend/archive"
	"confab/backend/session"
	"confab/server/wire"
)

// A state is what the chat knows now and what the window has been told of it.
// It has no lock: core.do alone reaches it, one function at a time.
type state struct {
	archive  *archive.Archive
	roster   *roster
	log      *slog.Logger
	online   func(at session.Connection) // nil is nothing
	backfill func()                      // wakes the backfiller

	account  *archive.Person         // nil while no server is known
	at       session.Connection      // as it was told last
	rooms    map[string]archive.Room // as they were told last
	offers   *session.Offers         // the invitations that wait; nil until the server has said so
	blocks   map[string]bool         // the keys of the names that the user blocks
	screen   screen
	notifier notifier
	quota    quota
	unkept   unkept
}

func newState(cfg Config, r *roster, backfill func()) *state {
	return &state{
		archive:  cfg.Archive,
		roster:   r,
		log:      cfg.Log,
		online:   cfg.Online,
		backfill: backfill,
		rooms:    map[string]archive.Room{},
		notifier: notifier{notices: make(chan notice, maxNotices)},
		unkept:   unkept{},
	}
}

// errNoServer is the answer as long as no server is known.
var errNoServer = session.NewProblem(session.NoServer)

// noAccount says why there is no account: no server is known, or the archive
// cannot be used.
func (s *state) noAccount() *session.Problem {
	if s.at.State != session.Online {
		return errNoServer
	}
	if code := troubles[s.archive.Trouble()]; code != "" {
		return session.NewProblem(code)
	}
	return session.NewProblem(ArchiveUnusable)
}

// connected takes how the session is connected now. With another server or
// another name everything is another account's.
func (s *state) connected(at session.Connection) {
	switch at.State {
	case session.Online:
		s.become(s.archive.Person(serverOf(at), at.You))
		if s.account != nil {
			if err := s.account.Met(at); err != nil {
				s.log.Error("the archive cannot store which server it is", "error", err)
			}
		}
	case session.Offline, session.Shutdown, session.Refused:
		if s.account == nil || s.at.Address != at.Address || !wire.SameName(s.at.You, at.You) {
			s.become(s.archive.Recall(at.Address, at.You))
		}
	}
	s.at = at
	s.screen.emit(Event{Connection: &at})
	s.countUnread()
	if at.State == session.Online {
		if s.online != nil {
			s.online(at)
		}
		s.backfill()
	}
}

// serverOf says which server it is, whatever its address: by its key. A server
// that has proved no key is the one at its address, because any server can say
// the same of itself.
func serverOf(at session.Connection) string {
	if at.ServerKey != "" {
		return at.ServerKey
	}
	return "address:" + at.Address
}

// become makes the chat an account's.
func (s *state) become(account *archive.Person, err error) {
	if err != nil {
		s.log.Error("the archive cannot be used", "error", err)
		if s.archive.Trouble() == nil {
			s.screen.warn(session.NewProblem(ArchiveFails))
		}
		account = nil
	} else {
		s.screen.over(ArchiveFails)
	}
	if account != nil && s.account != nil && account.Is(s.account) {
		s.account = account // its name may be spelled otherwise now
		return
	}
	if s.account != nil {
		s.screen.emit(Event{Forget: true})
	}
	s.account = account
	clear(s.rooms)
	s.offers, s.blocks = nil, nil
	clear(s.unkept)
	s.quota.full = "" // which the window has forgotten
	s.roster.forget()
	if account == nil {
		s.showRooms(nil)
		return
	}
	s.checkQuota()
	rooms, err := account.Rooms()
	if err != nil {
		s.log.Error("the archive cannot say which rooms there are", "error", err)
	}
	s.roster.meetRooms(rooms)
	s.showRooms(rooms)
}

// room returns a room as it was told last, or a Problem.
func (s *state) room(name string) (archive.Room, error) {
	if s.account == nil {
		return archive.Room{}, s.noAccount()
	}
	room, known := s.rooms[name]
	if !known {
		return archive.Room{}, session.NewProblem(NoRoomHere)
	}
	return room, nil
}

// joined returns the names of the rooms that the user is in, in order.
func (s *state) joined() (names []string) {
	for name, room := range s.rooms {
		if !room.Left {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// showRooms tells the window of rooms, and of how much is unread in all rooms
// together.
func (s *state) showRooms(rooms []archive.Room) {
	for _, room := range rooms {
		_, known := s.rooms[room.Name]
		if !known && len(s.rooms) >= archive.MaxRooms {
			continue
		}
		s.rooms[room.Name] = room
		s.screen.emit(Event{Room: s.shown(room, !known)})
	}
	s.countUnread()
}

// shown returns a room as the window is told of it: with the setting that applies
// to it, and with the draft if the window does not have the room yet. The window
// gets a copy of its own. The draft may be long.
func (s *state) shown(room archive.Room, isNew bool) *archive.Room {
	room.Notify = archive.Notify(s.notifier.wanted(room))
	if !isNew {
		room.Draft = ""
	}
	return &room
}

// countUnread tells the window how many messages are unread in all rooms of which
// the user wants to be notified, and how many invitations wait; none once the user
// has left the server.
func (s *state) countUnread() {
	n := 0
	if s.at.State != session.Idle {
		for _, room := range s.rooms {
			if !room.Left && s.notifier.wanted(room) != Nothing {
				n += room.Unread
			}
		}
	}
	if s.at.State == session.Online && s.offers != nil {
		n += len(s.offers.Offers)
	}
	s.screen.setUnread(n)
}

// setNotifyPrefs takes what the user wants to be notified of from now on.
func (s *state) setNotifyPrefs(prefs NotifyPrefs) {
	changed := s.notifier.prefs.Notify != prefs.Notify
	s.notifier.prefs = prefs
	if changed {
		s.showRooms(slices.Collect(maps.Values(s.rooms)))
	}
}

// look takes what the user sees, and stores which room that is.
func (s *state) look(room string, front bool) error {
	changed := s.notifier.look.room != room
	s.notifier.look = look{room, front}
	if _, known := s.rooms[room]; s.account == nil || !changed || !known {
		return nil
	}
	return s.account.SetShown(room)
}

// setOffers takes the invitations that wait, and notifies the user of new ones.
func (s *state) setOffers(now *session.Offers) {
	s.offers = now
	s.screen.emit(Event{Offers: now})
	s.countUnread()
	s.notifier.offers(now.Fresh)
}

// setBlocked takes the users whom the user blocks: their messages do not count as
// unread from now on, or count again.
func (s *state) setBlocked(now *session.Blocked) {
	s.blocks = make(map[string]bool, len(now.Names))
	for _, name := range now.Names {
		s.blocks[wire.NameKey(name)] = true
	}
	s.screen.emit(Event{Blocked: now})
	if s.account == nil {
		return
	}
	rooms, err := s.account.SetBlocked(*now)
	if err != nil {
		s.log.Error("the archive cannot store who is blocked", "error", err)
		return
	}
	s.showRooms(slices.DeleteFunc(rooms, func(room archive.Room) bool { return reflect.DeepEqual(room, s.rooms[room.Name]) }))
}

// isBlocked reports whether the user blocks the user who has a name now.
func (s *state) isBlocked(name string) bool {
	return len(s.blocks) > 0 && s.blocks[wire.NameKey(name)]
}

// has reports whether a message that waits to be sent is stored all the same: the
// program crashed before the outbox could forget it.
func (s *state) has(m *session.RoomEvent) bool {
	if s.account == nil {
		return false
	}
	_, stored, err := s.account.Row(m.Room, m.ID)
	return err == nil && stored
}

// row returns a message that is not in the archive as a row.
func (s *state) row(m *session.RoomEvent) *archive.Row {
	row := archive.RowOf(m)
	row.Parts = parse(s.account, s.at.You, m.Text, s.roster)
	return &row
}

// takeUnkept returns the rooms of which the archive lacks something, and forgets
// them: they are fetched now. It returns none while the archive takes nothing.
func (s *state) takeUnkept() []string {
	if s.archive.Trouble() != nil || s.quota.full != "" {
		return nil
	}
	rooms := slices.Sorted(maps.Keys(s.unkept))
	clear(s.unkept)
	return rooms
}

// backlog returns the events that lead to what is now, with what the session
// reports of its own, and the room that was shown last.
func (s *state) backlog(reported []session.Event) (events []Event, room string) {
	for _, e := range reported {
		switch {
		case isMessage(e) && e.RoomEvent.Waits():
			if !s.has(e.RoomEvent) {
				events = append(events, Event{Row: s.row(e.RoomEvent)})
			}
		case e.Connection != nil:
			events = append(events, Event{Connection: e.Connection})
		case e.People != nil, e.Devices != nil, e.Asking != nil, e.Offers != nil, e.Blocked != nil:
			events = append(events, Event{People: e.People, Devices: e.Devices, Asking: e.Asking, Offers: e.Offers, Blocked: e.Blocked})
		}
	}
	if s.quota.full != "" {
		events = append(events, Event{Quota: &Quota{s.quota.full}})
	}
	for _, p := range s.screen.warnings {
		events = append(events, Event{Warning: p})
	}
	for _, room := range s.rooms {
		events = append(events, Event{Room: s.shown(room, true)})
	}
	if s.account != nil {
		var err error
		if room, err = s.account.Shown(); err != nil {
			s.log.Error("the archive cannot say which room was shown", "error", err)
		}
	}
	return events, room
}
