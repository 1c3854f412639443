package hub

import (
	"maps"
	"slices"
	"strings"
	"time"

	"confab/server/model"
	"confab/server/wire"
)

// presenceEvery is how often it is told who came and went at the most: in a
// crowd that reconnects, every client would receive a line for every other one.
const presenceEvery = time.Second

// A mark is how a name is shown.
type mark uint8

const (
	plain     mark = iota // a member, or one of a server that knows no guests
	guest                 // the name has no account
	moderator             // or an administrator
)

// markOf returns how the name of who has it is shown.
func (on *online) markOf(who *user) mark {
	switch a := who.account(); {
	case on.hub.cfg.Accounts == nil:
		return plain
	case a.ID == model.Guest:
		return guest
	case a.Role == wire.Moderator, a.Role == wire.Administrator:
		return moderator
	}
	return plain
}

// unsure is no mark: it is not known with which one others show the name.
const unsure mark = 255

// A presence collects who came and went. Hub.Run owns it.
type presence struct {
	arrived  map[string]arrival // since it was told last
	departed map[string]mark    // the same, with the mark that clients know; no name is in both
	publish  func()             // called presenceEvery after the first of these; not by Run

	collecting bool // publish will be called
}

// An arrival is a user who has connected.
type arrival struct {
	mark  mark
	known bool // others have them there already, with another mark
}

// came notes that a user has connected. A user who has left since the last
// presence and comes back with the same mark has not been away.
func (p *presence) came(name string, m mark) {
	before, back := p.departed[name]
	delete(p.departed, name)
	if !back || before != m {
		note(p, &p.arrived, name, arrival{m, back})
	}
}

// changed notes that a connected user has another mark.
func (p *presence) changed(name string, m mark) {
	a, fresh := p.arrived[name]
	note(p, &p.arrived, name, arrival{m, !fresh || a.known})
}

// went notes that a user has left. A user who has come since the last presence
// has not been there.
func (p *presence) went(name string, m mark) {
	a, fresh := p.arrived[name]
	delete(p.arrived, name)
	switch {
	case !fresh:
		note(p, &p.departed, name, m)
	case a.known:
		note(p, &p.departed, name, unsure)
	}
}

// note puts what is to be told of a name to the rest, and has it told in a while.
func note[V any](p *presence, to *map[string]V, name string, what V) {
	if *to == nil {
		*to = map[string]V{}
	}
	(*to)[name] = what
	if !p.collecting {
		p.collecting = true
		time.AfterFunc(presenceEvery, p.publish)
	}
}

// take returns what is to be told, and starts to collect again.
func (p *presence) take() (came []marked, went []string) {
	for name, a := range p.arrived {
		came = append(came, marked{name, a.mark})
	}
	slices.SortFunc(came, byName)
	went = slices.Sorted(maps.Keys(p.departed))
	p.arrived, p.departed, p.collecting = nil, nil, false
	return came, went
}

// publish tells everyone on all nodes who came and went here.
func (on *online) publish() {
	var came []marked
	var went []string
	on.hub.doAndWait(func() { came, went = on.presence.take() })
	for len(came)+len(went) > 0 {
		var some wire.Presence
		some.Came, some.Guests, some.Moderators, came = cutMarked(came)
		if len(came) == 0 {
			some.Went, went = cutNames(went)
		}
		on.hub.bus.Publish(Notice{Presence: &some})
	}
}

// marked is a name and how it is shown.
type marked struct {
	name string
	mark mark
}

func byName(a, b marked) int { return strings.Compare(a.name, b.name) }

// cutMarked returns as many names as go into one line, those of them that
// are guests' and moderators', and the rest.
func cutMarked(all []marked) (names, guests, moderators []string, tail []marked) {
	bytes := 0
	for i, m := range all {
		if bytes += len(m.name) + len(`"",`); bytes > namesInLine {
			return names, guests, moderators, all[i:]
		}
		names = append(names, m.name)
		switch m.mark {
		case guest:
			guests = append(guests, m.name)
		case moderator:
			moderators = append(moderators, m.name)
		}
	}
	return names, guests, moderators, nil
}

// namesInLine is how many bytes of names go into a line that has each of them
// twice, and others besides.
const namesInLine = wire.MaxLine / 4

// cutNames returns as many of names as go into one line with others, and the rest.
func cutNames(names []string) (head, tail []string) {
	bytes := 0
	for i, name := range names {
		if bytes += len(name) + len(`"",`); bytes > namesInLine {
			return names[:i], names[i:]
		}
	}
	return names, nil
}

// Online returns how many users are online, each counted once.
func (h *Hub) Online() (users int) {
	h.doAndWait(func() { users = len(h.online.people) })
	return users
}
