package wire

import "time"

// Limits of what one user can do to another, so that no user exhausts what
// belongs to another.
const (
	MaxOffers      = 100 // invitations to rooms that wait for one user
	MaxOffersFrom  = 5   // of these from one inviter, and of those made within OffersWithin and not accepted
	MaxOffersThere = 50  // made for one user from one address within OffersWithin, since the server started
	MaxDirectsADay = 100 // direct messages that one account opens within 24 hours

	OfferFor     = 30 * 24 * time.Hour // how long an invitation waits
	OffersWithin = 24 * time.Hour      // how long an invitation counts for its inviter, unless it is accepted
	DeclinedFor  = 24 * time.Hour      // until a declined invitation can be repeated
)

// The requests about invitations to rooms and about blocks. Each is answered
// by Done or by an error, with its id.
type (
	// Decline declines an invitation to a room.
	Decline struct {
		Room  string `json:"room"`
		ID    string `json:"id"`
		First int64  `json:"first,omitempty"` // see Say
	}
	// Block refuses direct messages and invitations from Name from now on.
	Block struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}
	// Unblock ends a block.
	Unblock struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}
)

// The responses about them.
type (
	// Offer is an invitation to a room that waits for the user: in a welcome, and
	// when it is made, changes or ends. Over says that it no longer waits; then
	// only Room is set.
	Offer struct {
		Room    string `json:"room"`
		Seq     int64  `json:"seq,omitempty"` // of its event
		At      string `json:"at,omitempty"`
		From    string `json:"from,omitempty"` // who invites
		Topic   string `json:"topic,omitempty"`
		Private bool   `json:"private,omitempty"`
		Members int    `json:"members,omitempty"`
		For     int64  `json:"for,omitempty"` // seconds until it expires
		Over    bool   `json:"over,omitempty"`
	}
	// Blocked is the users that this user blocks or, with Off, no longer blocks:
	// all of them in a welcome, and the changes later.
	Blocked struct {
		Names  []string `json:"names"`
		Guests []string `json:"guests,omitempty"` // of Names
		Off    bool     `json:"off,omitempty"`
	}
)

func (r *Decline) check() *Error { return first(checkRoom(r.Room), checkNewID(r.ID)) }
func (r *Block) check() *Error   { return first(checkNewID(r.ID), checkName(r.Name)) }
func (r *Unblock) check() *Error { return first(checkNewID(r.ID), checkName(r.Name)) }
