package session

import (
	"slices"
	"time"

	"confab/server/wire"
)

// An Offer is an invitation to a room that waits until the user accepts it with
// Join or declines it with Decline.
type Offer struct {
	Room    string `json:"room"`
	From    string `json:"from"` // the user who invites
	At      string `json:"at"`   // the server's clock, RFC 3339 with milliseconds
	Topic   string `json:"topic"`
	Private bool   `json:"private"`
	Members int    `json:"members"`

	until time.Time // when it expires
}

// Offers are all that wait, the newest first.
type Offers struct {
	Offers []Offer `json:"offers"`
	Fresh  []Offer `json:"-"` // those that have come since the user connected, or the connection was lost
}

// offers are the invitations to rooms that wait.
type offers struct {
	all   []Offer // the newest first
	known bool    // the server has said which

	// Of the current connection.
	before []Offer // those that waited before it
	knew   bool    // they were known
	live   bool    // the server has said what waits; everything from now on is news
}

// set takes all invitations that wait, as a welcome has them; more may follow. It
// returns those that are new to the user, and whether anything has changed.
func (o *offers) set(said []wire.Offer) (fresh []Offer, changed bool) {
	o.before, o.knew, o.live = o.all, o.known, false
	o.all, o.known = nil, true
	for _, one := range slices.Backward(said[:min(len(said), wire.MaxOffers)]) {
		o.take(&one)
	}
	if slices.EqualFunc(o.before, o.all, Offer.is) {
		return nil, false
	}
	return slices.DeleteFunc(slices.Clone(o.all), func(one Offer) bool { return !o.isNews(one) }), true
}

// take puts an invitation before the others, or removes it. It reports whether
// that changes anything, and whether it is valid.
func (o *offers) take(said *wire.Offer) (changed, ok bool) {
	if !wire.IsRoom(said.Room) || len(said.From) > maxNameBytes || !said.Over && said.From == "" {
		return false, false
	}
	others := slices.DeleteFunc(slices.Clone(o.all), func(one Offer) bool { return one.Room == said.Room })
	switch {
	case said.Over && len(others) == len(o.all):
		return false, true
	case !said.Over && len(others) >= wire.MaxOffers:
		return false, true
	case !said.Over:
		others = slices.Insert(others, 0, Offer{
			Room: said.Room, From: printable(said.From), At: localTime(said.At), Topic: sanitize(said.Topic, wire.MaxTopic),
			Private: said.Private, Members: max(said.Members, 0), until: endIn(said.For),
		})
	}
	changed = !slices.EqualFunc(o.all, others, Offer.is)
	o.all = others
	return changed, true
}

// isNews reports whether an invitation has come since the user connected, or the
// connection was lost: until the server has sent the roster, it says what waits.
func (o *offers) isNews(one Offer) bool {
	return o.live || o.knew && !slices.ContainsFunc(o.before, one.is)
}

// expire removes the invitations that have expired, which the server does not
// say. It reports whether there were any, and how long it is until the next one
// expires; 0 if there is nothing to wait for.
func (o *offers) expire(now time.Time) (left time.Duration, changed bool) {
	waiting := slices.DeleteFunc(slices.Clone(o.all), func(one Offer) bool { return one.isOver(now) })
	changed = len(waiting) < len(o.all)
	o.all = waiting
	for _, one := range waiting {
		if until := one.until.Sub(now); !one.until.IsZero() && (left == 0 || until < left) {
			left = until
		}
	}
	return left, changed
}

// report returns the invitations that have not expired.
func (o *offers) report() *Offers {
	now := time.Now()
	left := slices.DeleteFunc(slices.Clone(o.all), func(one Offer) bool { return one.isOver(now) })
	return &Offers{Offers: append([]Offer{}, left...)}
}

// is reports whether both are the same, whenever they expire.
func (o Offer) is(other Offer) bool {
	o.until, other.until = time.Time{}, time.Time{}
	return o == other
}

// isOver reports whether an invitation has expired.
func (o Offer) isOver(now time.Time) bool { return !o.until.IsZero() && !now.Before(o.until) }
