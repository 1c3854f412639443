package hub

import (
	"slices"
	"time"

	"confab/server/wire"
)

// An offer is one person's invitation of another one to a room. It waits until it
// is over, and is kept for a while then, so that inviting the same person again
// and again has a limit. It never changes.
//
// Whether one that waits also stands depends on more than the log: see
// invitations.stands. So one that waits limits only its inviter.
type offer struct {
	room     *Room     // nil once it is over
	name     string    // of the room
	seq      int64     // of its event
	at       time.Time // of its event
	to       string    // the name of the user it is for
	from     string    // who invites
	by       string    // the key of that name
	over     time.Time // zero while it waits
	declined bool      // that is why it is over
}

// waits reports whether o waits at now.
func (o *offer) waits(now time.Time) bool {
	return o.over.IsZero() && now.Sub(o.at) < wire.OfferFor
}

// isFresh reports whether o is one of those that its inviter may make in a day.
func (o *offer) isFresh(now time.Time) bool { return now.Sub(o.at) < wire.OffersWithin }

// bars reports whether o has been declined so lately that it cannot be repeated.
func (o *offer) bars(now time.Time) bool {
	return o.declined && now.Sub(o.over) < wire.DeclinedFor
}

// matters reports whether o changes anything from now on.
func (o *offer) matters(now time.Time) bool { return o.waits(now) || o.isFresh(now) || o.bars(now) }

// ended returns o as it is when it is over.
func (o *offer) ended(at time.Time, declined bool) *offer {
	over := *o
	over.room, over.over, over.declined = nil, at, declined
	return &over
}

// maxWaiting is how many invitations of one person wait as the log has them. It
// is more than wire.MaxOffers, which are those that stand: 100 inviters whom the
// person blocks must not keep all others out.
const maxWaiting = 10 * wire.MaxOffers

// offers are the invitations of all people to rooms, as the rooms' events made
// them; rooms.mu guards them.
type offers struct {
	of map[string][]*offer // by the keys of the invited people's names, the oldest first; the slices never change

	// changed is which invitations have begun or ended since it was emptied;
	// nothing is noted of a change that may be taken back.
	changed []offered
}

// An offered is an invitation that has begun or ended.
type offered struct {
	who   string // the key of the invited person's name
	room  *Room
	offer *offer // as it was while it waited
	ended bool
}

// checkOffer returns what speaks against inviting the person that e names, who is
// no member, to r: what the inviter has asked of that person before, whatever
// has become of it.
func (os *offers) checkOffer(r *Room, e *wire.Event, name string) error {
	by, made, waiting := wire.NameKey(e.From), 0, 0
	for _, o := range os.of[wire.NameKey(name)] {
		if o.waits(e.At) {
			waiting++
		}
		switch {
		case o.by != by:
		case o.name == r.name && o.bars(e.At):
			return notTaken(name)
		case o.isFresh(e.At):
			made++
		}
	}
	if made >= wire.MaxOffersFrom || waiting >= maxWaiting {
		return notTaken(name)
	}
	return nil
}

// has reports whether a user is invited to a room at now.
func (os *offers) has(who string, r *Room, now time.Time) bool {
	return slices.ContainsFunc(os.of[who], func(o *offer) bool { return o.room == r && o.waits(now) })
}

// invitations returns the first invitation of who to each room that waits at now.
func (rs *rooms) invitations(who string, now time.Time) (all []*offer) {
	rs.mu.RLock()
	defer rs.mu.RUnlock()
	for _, o := range rs.offers.of[who] {
		isSame := func(other *offer) bool { return other.room == o.room }
		if o.waits(now) && !slices.ContainsFunc(all, isSame) {
			all = append(all, o)
		}
	}
	return all
}

// add takes an invitation of who. It ends an earlier one by the same person to
// the same room.
func (os *offers) add(done *undoing, who string, o *offer) {
	os.change(done, who, func(old *offer) *offer {
		switch {
		case !old.matters(o.at):
			return nil
		case old.room == o.room && old.by == o.by:
			return old.ended(o.at, false)
		}
		return old
	})
	all := os.of[who]
	if i := slices.IndexFunc(all, func(o *offer) bool { return o.room == nil }); i >= 0 && len(all) >= 2*maxWaiting {
		all = slices.Delete(slices.Clone(all), i, i+1)
	}
	os.put(done, who, append(slices.Clone(all), o))
	set(done, o.room.offered, who, o.room.offered[who]+1)
	os.note(done, offered{who: who, room: o.room, offer: o})
}

// decline notes that who has declined the invitations to a room.
func (os *offers) decline(done *undoing, who string, r *Room, at time.Time) {
	os.change(done, who, func(o *offer) *offer {
		if o.room == r {
			return o.ended(at, true)
		}
		return o
	})
}

// accept forgets all invitations of who to a room: who is a member now, so they
// were welcome and count no more, or the name is another user's.
func (os *offers) accept(done *undoing, who string, r *Room) {
	if r.offered[who] > 0 {
		os.change(done, who, func(o *offer) *offer {
			if o.room == r {
				return nil
			}
			return o
		})
	}
}

// withdraw ends the invitations to a room by a user who is no member any more;
// an empty by is all of them, of a room that has ended.
func (os *offers) withdraw(done *undoing, by string, r *Room, at time.Time) {
	for who := range r.offered {
		os.change(done, who, func(o *offer) *offer {
			if o.room == r && (o.by == by || by == "") {
				return o.ended(at, false)
			}
			return o
		})
	}
}

// change makes each invitation of who what to returns for it, nil for none.
func (os *offers) change(done *undoing, who string, to func(*offer) *offer) {
	var all []*offer
	same := true
	for _, o := range os.of[who] {
		now := to(o)
		same = same && now == o
		if now != nil {
			all = append(all, now)
		}
		if o.room == nil || now == o {
			continue
		}
		if n := o.room.offered[who]; n > 1 {
			set(done, o.room.offered, who, n-1)
		} else {
			unset(done, o.room.offered, who)
		}
		os.note(done, offered{who, o.room, o, true})
	}
	if !same {
		os.put(done, who, all)
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

func (os *offers) note(done *undoing, o offered) {
	if done == nil {
		os.changed = append(os.changed, o)
	}
}

// loaded begins after all events so far: nothing has changed, and what does not
// matter any more is gone.
func (os *offers) loaded(now time.Time) {
	for who := range os.of {
		os.change(nil, who, func(o *offer) *offer {
			if o.matters(now) {
				return o
			}
			return nil
		})
	}
	os.changed = nil
}
