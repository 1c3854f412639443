package hub

import (
	"slices"
	"time"

	"confab/server/wire"
)

// stands reports whether o waits at now for who: one from before the event since
// was meant for somebody else who had the name, and nobody is invited by people
// whom they block, or who are banned.
func (h *Hub) stands(o *offer, who string, now time.Time, since int64) bool {
	return o.waits(now) && o.seq > since && !h.isBlocked(who, o.by) && !h.aliases.isBanned(o.by, now)
}

// offersTo returns the invitations that stand at now for who, the newest first,
// one for each room: the first that was made. With r it is only the one to that room.
func (h *Hub) offersTo(who string, r *Room, now time.Time, since int64) []wire.Offer {
	rs := h.rooms
	rs.mu.RLock()
	defer rs.mu.RUnlock()
	var all []wire.Offer
	seen := map[*Room]bool{}
	for _, o := range rs.offers.of[who] {
		if r != nil && o.room != r || !h.stands(o, who, now, since) || seen[o.room] {
			continue
		}
		seen[o.room] = true
		all = append(all, wire.Offer{
			Room: o.room.name, Seq: o.seq, At: wire.Stamp(o.at), From: o.from, Topic: o.room.topic, Private: o.room.private,
			Members: len(o.room.people), For: wire.SecondsUntil(o.at.Add(wire.OfferFor), now),
		})
	}
	slices.Reverse(all)
	return all
}

// checkStanding returns what speaks against one more invitation to a room by the
// client for somebody who is not blocked: that one by the client stands already,
// or that too many do. The first ones stay, so that nobody can drive them out.
func (c *Conn) checkStanding(p whom, room string) error {
	h, who, now := c.hub, wire.NameKey(p.name), time.Now()
	h.rooms.mu.RLock()
	defer h.rooms.mu.RUnlock()
	all, own := 0, 0
	for _, o := range h.rooms.offers.of[who] {
		if !h.stands(o, who, now, p.since) {
			continue
		}
		all++
		if o.by == c.key {
			if own++; o.name == room {
				return errUnchanged
			}
		}
	}
	if all >= wire.MaxOffers || own >= wire.MaxOffersFrom {
		return notTaken(p.name)
	}
	return nil
}

// isInvited reports whether an invitation to a room waits for the client's user.
func (h *Hub) isInvited(c *Conn, room string) bool {
	h.rooms.mu.RLock()
	r := h.rooms.byName[room]
	h.rooms.mu.RUnlock()
	return r != nil && len(h.offersTo(c.key, r, time.Now(), c.user.account().Since)) > 0
}

// tellOffers tells those whose invitations have begun or ended. Run calls it.
func (h *Hub) tellOffers(now time.Time) {
	h.rooms.mu.Lock()
	changed := h.rooms.offers.changed
	h.rooms.offers.changed = nil
	h.rooms.mu.Unlock()
	for _, o := range changed {
		h.offerChanged(o, now)
	}
}

// offerChanged tells somebody what an invitation of theirs that has begun or ended
// makes of what they know: nothing, if they have not heard of it, or if an
// earlier one to the same room stands. Run calls it.
func (h *Hub) offerChanged(o offered, now time.Time) {
	p := h.people[o.who]
	if p == nil {
		return
	}
	since := p.conns[0].user.account().Since
	if o.ended && !h.stands(o.offer, o.who, o.offer.at, since) { // nobody else's room is named
		return
	}
	all := h.offersTo(o.who, o.room, now, since)
	if len(all) > 0 && (o.ended && all[0].Seq < o.offer.seq || !o.ended && all[0].Seq != o.offer.seq) {
		return
	}
	if !o.ended && len(all) == 0 {
		return
	}
	h.tellOffer(o.who, o.room, now)
}

// tellOffer tells somebody how their invitation to a room stands. Run calls it.
func (h *Hub) tellOffer(who string, r *Room, now time.Time) {
	p := h.people[who]
	if p == nil {
		return
	}
	line := wire.Offer{Room: r.name, Over: true}
	if all := h.offersTo(who, r, now, p.conns[0].user.account().Since); len(all) > 0 {
		line = all[0]
	}
	h.tellPerson(who, wire.AppendAnswer(nil, line))
}

// tellOffersFrom tells somebody how the invitations by another person stand, who
// has been blocked, unblocked, banned or unbanned. Run calls it.
func (h *Hub) tellOffersFrom(who, by string) {
	now := time.Now()
	for _, o := range h.rooms.offers.of[who] { // Run alone changes it
		if o.waits(now) && h.aliases.any(o.by, func(key string) bool { return key == by }) {
			h.tellOffer(who, o.room, now)
		}
	}
}

// decline gives an invitation to a room back. Members hear of it as an event of
// the room; the client, who is none, is answered.
func (c *Conn) decline(r *wire.Decline) error {
	e := withFirst(event(r.Room, r.ID, wire.LeaveType, wire.RoomBody{Offer: true}), r.First)
	repeated, may, err := c.permit("decline", e, func() error {
		if !c.hub.isInvited(c, r.Room) { // but perhaps somebody who had the name before
			return noOffer()
		}
		return nil
	})
	if !may {
		return err
	}
	if !repeated {
		if err := c.commit("decline", e); err != nil || e.Seq == 0 {
			return err
		}
	}
	c.answer(wire.Done{ID: e.ID})
	return nil
}

// noOffer is the answer about an invitation that there is not.
func noOffer() *wire.Error {
	return wire.Refuse(wire.NoOffer)
}
