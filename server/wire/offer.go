package wire

import "time"

// Limits of what people do to each other, so that nobody uses up what is another's.
const (
	MaxOffers      = 100 // invitations to rooms that wait for one person
	MaxOffersFrom  = 5   // those of them, and of those declined within DeclinedFor, from one person
	MaxDirectsADay = 100 // direct rooms that one person opens within a day

	OfferFor    = 30 * 24 * time.Hour // how long an invitation waits
	DeclinedFor = 24 * time.Hour      // how long nobody can repeat an invitation that was declined
)

// What a CHAT/2.0 client asks about invitations and people who bother it. Each
// is answered by Done or by an error, either with its key.
type (
	// Decline gives an invitation to a room back.
	Decline struct {
		Room string `json:"room"`
		Key  string `json:"key"`
	}
	// Block refuses direct messages and invitations from Name from now on.
	Block struct {
		Key  string `json:"key"`
		Name string `json:"name"`
	}
	// Unblock ends a block.
	Unblock struct {
		Key  string `json:"key"`
		Name string `json:"name"`
	}
)

// What the server says about them.
type (
	// Offer is an invitation to a room that waits for the client's user: in a
	// welcome, and when it comes, changes or ends. Over says that it does not
	// wait any more; then only Room is set.
	Offer struct {
		Room    string `json:"room"`
		Seq     int64  `json:"seq,omitempty"` // of the event that it is
		At      string `json:"at,omitempty"`
		From    string `json:"from,omitempty"` // who invites
		Topic   string `json:"topic,omitempty"`
		Private bool   `json:"private,omitempty"`
		Members int    `json:"members,omitempty"`
		For     int64  `json:"for,omitempty"` // seconds until it expires
		Over    bool   `json:"over,omitempty"`
	}
	// Blocked is people whom the client's user blocks, or, with Off, does not
	// block any more: in a welcome all of them, and when they change.
	Blocked struct {
		Names  []string `json:"names"`
		Guests []string `json:"guests,omitempty"` // those of Names that are guests' names
		Off    bool     `json:"off,omitempty"`
	}
)

func (r *Decline) check() *Error { return first(checkRoom(r.Room), checkNewKey(r.Key)) }
func (r *Block) check() *Error   { return first(checkNewKey(r.Key), checkName(r.Name)) }
func (r *Unblock) check() *Error { return first(checkNewKey(r.Key), checkName(r.Name)) }
