package hub

import (
	"slices"
	"time"

	"confab/server/wire"
)

// invitations are those to rooms, as clients make, see and decline them.
type invitations struct {
	hub   *Hub
	quota offerQuota
}

func newInvitations(h *Hub) *invitations {
	return &invitations{hub: h, quota: offerQuota{made: map[fromTo][]time.Time{}}}
}

// stands reports whether o waits at now for who: one from before the event since
// was for an earlier user of the name, and no user is invited by users
// whom they block, or who are banned.
func (iv *invitations) stands(o *offer, who string, now time.Time, since int64) bool {
	return o.waits(now) && o.seq > since && !iv.hub.blocking.isBlocked(who, o.by) && !iv.hub.aliases.isBanned(o.by, now)
}

// offersTo returns the invitations that stand at now for who, the newest first,
// one for each room: the first that was made. With r it is only the one to that room.
func (iv *invitations) offersTo(who string, r *Room, now time.Time, since int64) []wire.Offer {
	rs := iv.hub.rooms
	rs.mu.RLock()
	defer rs.mu.RUnlock()
	var all []wire.Offer
	seen := map[*Room]bool{}
	for _, o := range rs.offers.of[who] {
		if r != nil && o.room != r || !iv.stands(o, who, now, since) || seen[o.room] {
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
// client for a user who is not blocked: that the client has invited the user already,
// that too many wait, or that too many were made from the client's address. The
// first ones stay, so that later ones cannot replace them.
func (iv *invitations) checkStanding(c *Conn, p whom, room string) error {
	h, who, now := c.hub, wire.NameKey(p.name), time.Now()
	h.rooms.mu.RLock()
	defer h.rooms.mu.RUnlock()
	all, own := 0, 0
	for _, o := range h.rooms.offers.of[who] {
		if !iv.stands(o, who, now, p.since) {
			continue
		}
		all++
		if o.by == c.key && o.name == room {
			return errUnchanged
		}
		if h.aliases.any(c.key, func(key string) bool { return key == o.by }) {
			own++
		}
	}
	if all >= wire.MaxOffers || own >= wire.MaxOffersFrom {
		return notTaken(p.name)
	}
	if !iv.quota.take(fromTo{c.from.Key, who}, now) {
		return notTaken(p.name)
	}
	return nil
}

// isInvited reports whether an invitation to a room waits for the client's user.
func (iv *invitations) isInvited(c *Conn, room string) bool {
	iv.hub.rooms.mu.RLock()
	r := iv.hub.rooms.byName[room]
	iv.hub.rooms.mu.RUnlock()
	return r != nil && len(iv.offersTo(c.key, r, time.Now(), c.user.account().Since)) > 0
}

// tellChanged tells those whose invitations have begun or ended. Run calls it.
func (iv *invitations) tellChanged(now time.Time) {
	iv.hub.rooms.mu.Lock()
	changed := iv.hub.rooms.offers.changed
	iv.hub.rooms.offers.changed = nil
	iv.hub.rooms.mu.Unlock()
	for _, o := range changed {
		iv.tellIfChanged(o, now)
	}
}

// tellIfChanged tells a user what an invitation of theirs that has begun or ended
// makes of what they know: nothing, if they have not heard of it, or if an
// earlier one to the same room stands. Run calls it.
func (iv *invitations) tellIfChanged(o offered, now time.Time) {
	p := iv.hub.online.people[o.who]
	if p == nil {
		return
	}
	since := p.conns[0].user.account().Since
	if o.ended && !iv.stands(o.offer, o.who, o.offer.at, since) { // a room must not be named to an uninvited user
		return
	}
	all := iv.offersTo(o.who, o.room, now, since)
	if len(all) > 0 && (o.ended && all[0].Seq < o.offer.seq || !o.ended && all[0].Seq != o.offer.seq) {
		return
	}
	if !o.ended && len(all) == 0 {
		return
	}
	iv.tell(o.who, o.room, now)
}

// tell tells a user the state of their invitation to a room. Run calls it.
func (iv *invitations) tell(who string, r *Room, now time.Time) {
	p := iv.hub.online.people[who]
	if p == nil {
		return
	}
	line := wire.Offer{Room: r.name, Over: true}
	if all := iv.offersTo(who, r, now, p.conns[0].user.account().Since); len(all) > 0 {
		line = all[0]
	}
	iv.hub.online.tellPerson(who, wire.AppendAnswer(nil, line))
}

// tellFrom tells a user the state of the invitations by another user, who
// has been blocked, unblocked, banned or unbanned. Run calls it.
func (iv *invitations) tellFrom(who, by string) {
	now := time.Now()
	for _, o := range iv.hub.rooms.offers.of[who] { // Run alone changes it
		if o.waits(now) && iv.hub.aliases.any(o.by, func(key string) bool { return key == by }) {
			iv.tell(who, o.room, now)
		}
	}
}

// decline gives an invitation to a room back. Members hear of it as an event of
// the room; the client, who is none, is answered.
func (rc *roomChanges) decline(c *Conn, r *wire.Decline) error {
	e := withFirst(event(r.Room, r.ID, wire.LeaveType, wire.RoomBody{Offer: true}), r.First)
	repeated, may, err := rc.permit(c, "decline", e, func() error {
		if !c.hub.invitations.isInvited(c, r.Room) { // or the invitation is for an earlier user of the name
			return noOffer()
		}
		return nil
	})
	if !may {
		return err
	}
	if !repeated {
		if err := rc.commit(c, "decline", e); err != nil || e.Seq == 0 {
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
