package session

import (
	"context"
	"slices"
	"time"

	"confab/server/wire"
)

// An Offer is an invitation to a room that waits until the person joins it with
// Join or gives it back with Decline.
type Offer struct {
	Room    string `json:"room"`
	From    string `json:"from"` // who invites
	At      string `json:"at"`   // the server's clock, RFC 3339 with milliseconds
	Topic   string `json:"topic"`
	Private bool   `json:"private"`
	Members int    `json:"members"`

	until time.Time // when it expires
}

// Offers are all that wait, the newest first.
type Offers struct {
	Offers []Offer `json:"offers"`
	Fresh  []Offer `json:"-"` // those that have come since the person came to the server, or the connection was lost
}

// Decline gives an invitation to a room back. It returns when
// the server has done it. The error is a Problem.
func (s *Session) Decline(ctx context.Context, room string) error {
	return s.doNow(ctx, func(key string) any { return wire.Decline{Room: room, ID: key} })
}

// offersAre takes all invitations that wait, as a welcome has them; more may
// follow. The caller holds mu.
func (s *Session) offersAre(l *link, said []wire.Offer) {
	l.offersWere, l.offersKnew = s.offers, s.offersSaid
	s.offers, s.offersSaid = nil, true
	for _, o := range slices.Backward(said[:min(len(said), wire.MaxOffers)]) {
		s.takeOffer(&o)
	}
	if slices.EqualFunc(l.offersWere, s.offers, Offer.is) {
		return
	}
	s.emitOffers(slices.DeleteFunc(slices.Clone(s.offers), func(o Offer) bool { return !l.isNews(o) })...)
}

// isNews reports whether an invitation has come since the person came to the
// server, or the connection was lost: until the server has said who is there, it
// says what waits. The caller holds the session's mu.
func (l *link) isNews(o Offer) bool {
	return l.answered || l.offersKnew && !slices.ContainsFunc(l.offersWere, o.is)
}

// is reports whether both are the same, whenever they expire.
func (o Offer) is(other Offer) bool {
	o.until, other.until = time.Time{}, time.Time{}
	return o == other
}

// offered takes an invitation, or the news that one does not wait any more. The
// caller holds mu.
func (s *Session) offered(l *link, said *wire.Offer) {
	if !s.takeOffer(said) {
		return
	}
	l.signal() // it waits for the next one to expire
	if said.Over || !l.isNews(s.offers[0]) {
		s.emitOffers()
	} else {
		s.emitOffers(s.offers[0])
	}
}

// expireOffers takes away the invitations whose time is over, which the server
// does not say. It returns how long it is until the next one's is; 0 if there is
// nothing to wait for. The caller holds mu.
func (s *Session) expireOffers() (left time.Duration) {
	now := time.Now()
	waiting := slices.DeleteFunc(slices.Clone(s.offers), func(o Offer) bool { return o.isOver(now) })
	if len(waiting) < len(s.offers) {
		s.offers = waiting
		s.emitOffers()
	}
	for _, o := range waiting {
		if until := o.until.Sub(now); !o.until.IsZero() && (left == 0 || until < left) {
			left = until
		}
	}
	return left
}

// isOver reports whether an invitation has expired.
func (o Offer) isOver(now time.Time) bool { return !o.until.IsZero() && !now.Before(o.until) }

// takeOffer puts an invitation before the others, and reports whether they are
// others than before. The caller holds mu.
func (s *Session) takeOffer(said *wire.Offer) bool {
	if !wire.IsRoom(said.Room) || len(said.From) > maxNameBytes || !said.Over && said.From == "" {
		s.log.Warn("the server says what cannot be read", "error", "an invitation to a room")
		return false
	}
	others := slices.DeleteFunc(slices.Clone(s.offers), func(o Offer) bool { return o.Room == said.Room })
	switch {
	case said.Over && len(others) == len(s.offers):
		return false
	case !said.Over && len(others) >= wire.MaxOffers:
		return false
	case !said.Over:
		others = slices.Insert(others, 0, Offer{
			Room: said.Room, From: printable(said.From), At: localTime(said.At), Topic: shown(said.Topic, wire.MaxTopic),
			Private: said.Private, Members: max(said.Members, 0), until: endIn(said.For),
		})
	}
	changed := !slices.EqualFunc(s.offers, others, Offer.is)
	s.offers = others
	return changed
}

// emitOffers reports the invitations that wait. The caller holds mu.
func (s *Session) emitOffers(fresh ...Offer) {
	now := s.waitingOffers()
	now.Fresh = fresh
	s.emit(Event{Offers: now})
}

// waitingOffers returns the invitations that have not expired. The caller holds mu.
func (s *Session) waitingOffers() *Offers {
	now := time.Now()
	left := slices.DeleteFunc(slices.Clone(s.offers), func(o Offer) bool { return o.isOver(now) })
	return &Offers{Offers: append([]Offer{}, left...)}
}
