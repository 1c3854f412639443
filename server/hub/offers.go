package hub

import (
	"slices"
	"time"

	"confab/server/wire"
)

// An offer is an invitation to a room that waits for somebody, or that was
// declined: then it is kept for a while, so that nobody repeats it at once. It
// never changes.
type offer struct {
	room     *Room
	seq      int64     // of its event
	at       time.Time // of its event
	to       string    // the name of the user it is for
	from     string    // who invites
	by       string    // the key of that name
	declined time.Time // zero while it waits
}

// waits reports whether o waits at now.
func (o *offer) waits(now time.Time) bool {
	return o.declined.IsZero() && now.Sub(o.at) < wire.OfferFor
}

// counts reports whether o is one of those that its inviter may have at now: it
// waits, or was declined not long ago.
func (o *offer) counts(now time.Time) bool {
	return o.waits(now) || !o.declined.IsZero() && now.Sub(o.declined) < wire.DeclinedFor
}

// offers are the invitations of all people to rooms, as the rooms' events made
// them; rooms.mu guards them.
type offers struct {
	of map[string][]*offer // by the keys of the invited people's names, the oldest first; the slices never change

	// changed is whose invitation to which room has begun or ended since it was
	// emptied; nothing is noted of a change that may be taken back.
	changed []offered
}

// An offered is the key of somebody's name and a room.
type offered struct {
	who  string
	room *Room
}

// checkOffer returns what speaks against inviting the person that e names, who is
// no member, to r.
func (os *offers) checkOffer(r *Room, e *wire.Event, name string) error {
	by, count := wire.NameKey(e.From), 0
	for _, o := range os.of[wire.NameKey(name)] {
		switch {
		case !o.counts(e.At):
		case o.room == r && o.waits(e.At):
			return errAlready
		case o.by != by:
		case o.room == r: // which they have declined
			return notTaken(name)
		default:
			count++
		}
	}
	if count >= wire.MaxOffersFrom {
		return notTaken(name)
	}
	return nil
}

// has reports whether somebody is invited to a room at now.
func (os *offers) has(who string, r *Room, now time.Time) bool {
	return slices.ContainsFunc(os.of[who], func(o *offer) bool { return o.room == r && o.waits(now) })
}

// invitations returns the invitations of who that wait at now.
func (rs *rooms) invitations(who string, now time.Time) (all []*offer) {
	rs.mu.RLock()
	defer rs.mu.RUnlock()
	for _, o := range rs.offers.of[who] {
		if o.waits(now) {
			all = append(all, o)
		}
	}
	return all
}

// add takes an invitation of who. Those that are over by then go, and one more
// if there are too many: the oldest one of the inviter who has the most, so that
// an inviter with many does not drive out those of others.
func (os *offers) add(done *undoing, who string, o *offer) {
	os.drop(done, who, func(old *offer) bool {
		return !old.counts(o.at) || old.room == o.room && (old.by == o.by || old.declined.IsZero())
	})
	os.put(done, who, append(slices.Clone(os.of[who]), o))
	set(done, o.room.offered, who, o.room.offered[who]+1)
	os.note(done, who, o.room)
	if len(os.of[who]) > wire.MaxOffers {
		out := crowding(os.of[who])
		os.drop(done, who, func(o *offer) bool { return o == out })
	}
}

// crowding returns the oldest offer of the inviter who has the most.
func crowding(all []*offer) *offer {
	count := map[string]int{}
	for _, o := range all {
		count[o.by]++
	}
	most := all[0]
	for _, o := range all {
		if count[o.by] > count[most.by] {
			most = o
		}
	}
	return most
}

// decline notes that who has declined the invitation to a room.
func (os *offers) decline(done *undoing, who string, r *Room, at time.Time) {
	all := slices.Clone(os.of[who])
	for i, o := range all {
		if o.room == r && o.declined.IsZero() {
			declined := *o
			declined.declined = at
			all[i] = &declined
			os.note(done, who, r)
		}
	}
	os.put(done, who, all)
}

// accept ends all invitations of who to a room: who is a member now, or the name
// is another user's.
func (os *offers) accept(done *undoing, who string, r *Room) {
	if r.offered[who] > 0 {
		os.drop(done, who, func(o *offer) bool { return o.room == r })
	}
}

// withdraw ends the invitations to a room by somebody who is no member any more;
// an empty by is all of them, of a room that has ended.
func (os *offers) withdraw(done *undoing, by string, r *Room) {
	for who := range r.offered {
		os.drop(done, who, func(o *offer) bool { return o.room == r && (o.by == by || by == "") })
	}
}

// drop removes the invitations of who that which names.
func (os *offers) drop(done *undoing, who string, which func(*offer) bool) {
	var left []*offer
	for _, o := range os.of[who] {
		if !which(o) {
			left = append(left, o)
			continue
		}
		if n := o.room.offered[who]; n > 1 {
			set(done, o.room.offered, who, n-1)
		} else {
			unset(done, o.room.offered, who)
		}
		if o.declined.IsZero() {
			os.note(done, who, o.room)
		}
	}
	if len(left) < len(os.of[who]) {
		os.put(done, who, left)
	}
}

// put makes all the invitations of who.
func (os *offers) put(done *undoing, who string, all []*offer) {
	if len(all) > 0 {
		set(done, os.of, who, all)
	} else {
		unset(done, os.of, who)
	}
}

func (os *offers) note(done *undoing, who string, r *Room) {
	if done == nil {
		os.changed = append(os.changed, offered{who, r})
	}
}

// loaded begins after all events so far: nothing has changed, and what is over
// by now is gone.
func (os *offers) loaded(now time.Time) {
	for who := range os.of {
		os.drop(nil, who, func(o *offer) bool { return !o.counts(now) })
	}
	os.changed = nil
}

// offersTo returns the invitations that wait at now for who, the newest first;
// with r only the one to that room. Those from before the event since were meant
// for somebody else who had the name, and those of people whom who blocks do
// not wait.
func (h *Hub) offersTo(who string, r *Room, now time.Time, since int64) []wire.Offer {
	rs := h.rooms
	rs.mu.RLock()
	defer rs.mu.RUnlock()
	var all []wire.Offer
	for _, o := range slices.Backward(rs.offers.of[who]) {
		if r != nil && o.room != r || !o.waits(now) || o.seq <= since || h.blocks.has(who, o.by) {
			continue
		}
		all = append(all, wire.Offer{
			Room: o.room.name, Seq: o.seq, At: wire.Stamp(o.at), From: o.from, Topic: o.room.topic, Private: o.room.private,
			Members: len(o.room.people), For: wire.SecondsUntil(o.at.Add(wire.OfferFor), now),
		})
	}
	return all
}

// isInvited reports whether an invitation to a room waits for the client's user.
func (h *Hub) isInvited(c *conn, room string) bool {
	h.rooms.mu.RLock()
	r := h.rooms.byName[room]
	h.rooms.mu.RUnlock()
	return r != nil && len(h.offersTo(c.key, r, time.Now(), c.holder.is().Since)) > 0
}

// tellOffers tells those whose invitations have begun or ended. Run calls it.
func (h *Hub) tellOffers(now time.Time) {
	h.rooms.mu.Lock()
	changed := h.rooms.offers.changed
	h.rooms.offers.changed = nil
	h.rooms.mu.Unlock()
	for _, o := range changed {
		h.tellOffer(o.who, o.room, now)
	}
}

// tellOffer tells somebody how their invitation to a room stands. Run calls it.
func (h *Hub) tellOffer(who string, r *Room, now time.Time) {
	p := h.people[who]
	if p == nil {
		return
	}
	line := wire.Offer{Room: r.name, Over: true}
	if all := h.offersTo(who, r, now, p.conns[0].holder.is().Since); len(all) > 0 {
		line = all[0]
	}
	h.tellPerson(who, wire.AppendAnswer(nil, line))
}

// tellOffersFrom tells somebody how the invitations by another person stand, whom
// they have blocked or unblocked. Run calls it.
func (h *Hub) tellOffersFrom(who, by string) {
	now := time.Now()
	for _, o := range h.rooms.offers.of[who] { // Run alone changes it
		if o.by == by && o.waits(now) {
			h.tellOffer(who, o.room, now)
		}
	}
}

// decline gives an invitation to a room back. Members hear of it as an event of
// the room; the client, who is none, is answered.
func (c *conn) decline(r *wire.Decline) error {
	h := c.hub
	e := meant(event(r.Room, r.Key, wire.LeaveType, wire.RoomBody{Offer: true}), r.First)
	e.At = time.Now()
	c.sign(e)
	again, err := h.find(e.Key)
	if err != nil {
		return c.refuse(unreadable(), "decline", e.Key)
	}
	if c.hasDone(again, e.Room, e.Type) {
		c.answer(wire.Done{Key: e.Key})
		return nil
	}
	err = h.rooms.check(e)
	if err == nil { // a muted client does nothing that others see
		err = orNil(c.muted())
	}
	if err != nil {
		return c.unchanged("decline", e, err)
	}
	if err := c.commit("decline", e); err != nil || e.Seq == 0 {
		return err
	}
	c.answer(wire.Done{Key: e.Key})
	return nil
}

// noOffer is the answer about an invitation that there is not.
func noOffer() *wire.Error {
	return wire.Refuse(wire.NoOffer)
}

// checkTaken returns what speaks against the client sending something to the
// other one of a room of two; nothing does in any other room.
func (c *conn) checkTaken(room string) *wire.Error {
	if !wire.IsDirect(room) {
		return nil
	}
	key, name := c.hub.rooms.other(room, c.key)
	if key == "" || key == c.key {
		return nil
	}
	return c.untaken(key, name)
}

// other returns the key and the name of the other one in a room of two.
func (rs *rooms) other(room, who string) (key, name string) {
	rs.mu.RLock()
	defer rs.mu.RUnlock()
	if r := rs.byName[room]; r != nil {
		for key, name := range r.people {
			if key != who {
				return key, name
			}
		}
	}
	return "", ""
}
