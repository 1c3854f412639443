package chat

import (
	"maps"
	"slices"
	"time"

	"confab/server/wire"
)

// presenceEvery is how often it is told who came and went at the most: in a
// crowd that reconnects, everybody would hear of everybody.
const presenceEvery = time.Second

// A presence collects who came and went. Hub.Run owns it.
type presence struct {
	arrived, departed map[string]struct{} // since it was told last; never both
	timer             *time.Timer
}

// came notes that somebody is here. Whoever went since it was told last has not been away.
func (p *presence) came(name string) { p.note(&p.arrived, p.departed, name) }

// went notes that somebody is gone.
func (p *presence) went(name string) { p.note(&p.departed, p.arrived, name) }

func (p *presence) note(now *map[string]struct{}, before map[string]struct{}, name string) {
	if _, ok := before[name]; ok {
		delete(before, name)
		return
	}
	if *now == nil {
		*now = map[string]struct{}{}
	}
	(*now)[name] = struct{}{}
	if p.timer == nil {
		p.timer = time.NewTimer(presenceEvery)
	}
}

// due delivers when it is time to tell; it is nil while there is nothing to tell.
func (p *presence) due() <-chan time.Time {
	if p.timer == nil {
		return nil
	}
	return p.timer.C
}

// take returns what is to be told and begins anew.
func (p *presence) take() (came, went []string) {
	came, went = slices.Sorted(maps.Keys(p.arrived)), slices.Sorted(maps.Keys(p.departed))
	*p = presence{}
	return came, went
}

// tellPresence tells every CHAT/2.0 client who came and went.
func (h *Hub) tellPresence() {
	came, went := h.presence.take()
	for len(came)+len(went) > 0 {
		var some wire.Presence
		some.Came, came = cutNames(came)
		if len(came) == 0 {
			some.Went, went = cutNames(went)
		}
		h.tell(h.rooms.byName[wire.Lobby].members, some, nil)
	}
}

// cutNames returns as many of names as go into one line, twice, and the rest.
func cutNames(names []string) (head, tail []string) {
	bytes := 0
	for i, name := range names {
		if bytes += len(name) + len(`"",`); bytes > wire.MaxLine*2/5 {
			return names[:i], names[i:]
		}
	}
	return names, nil
}

// A signal is something that is passed on and not kept.
type signal struct {
	from   *conn
	room   string // to the members of this room but for the person it is from, or
	own    bool   // to that person's other connections
	answer any
}

// pass gives Run a signal.
func (h *Hub) pass(s signal) {
	select {
	case h.signals <- s:
	case <-h.done:
	}
}

// signal passes s on.
func (h *Hub) signal(s signal) {
	p := h.people[s.from.key]
	switch r := h.rooms.byName[s.room]; {
	case p == nil: // gone meanwhile
	case s.own:
		h.tell(p.conns, s.answer, []*conn{s.from})
	case r != nil:
		h.tell(r.members, s.answer, p.conns)
	}
}

// tell pushes an answer to those of conns that speak CHAT/2.0, but for some.
func (h *Hub) tell(conns []*conn, answer any, but []*conn) {
	now := time.Now()
	text := wire.AppendAnswer(nil, answer)
	each(conns, func(c *conn) {
		if c.speaks == wire.V2 && !slices.Contains(but, c) {
			c.push(text, now)
		}
	})
}
