package client

import (
	"strconv"
	"strings"

	"confab/backend/archive"
	"confab/backend/discovery"
	"confab/backend/session"
	"confab/backend/transfer"
)

// An Event is one thing that happened, as a window is told of it: exactly one
// member is set.
type Event struct {
	Connection *session.Connection    `json:"connection,omitempty"`
	Row        *archive.Row           `json:"row,omitempty"`      // new, or another than before
	Part       *archive.Part          `json:"part,omitempty"`     // of a row that the window may have: what of it is another now
	Room       *archive.Room          `json:"room,omitempty"`     // likewise
	People     *session.People        `json:"people,omitempty"`   // all who are connected
	Presence   *session.Presence      `json:"presence,omitempty"` // who of them has come and gone since
	Devices    *session.Devices       `json:"devices,omitempty"`
	Asking     *session.Asking        `json:"asking,omitempty"`
	Refusal    *session.Refusal       `json:"refusal,omitempty"`
	Typing     *session.Typing        `json:"typing,omitempty"`
	Quota      *Quota                 `json:"quota,omitempty"`
	Offers     *session.Offers        `json:"offers,omitempty"`  // all that wait
	Blocked    *session.Blocked       `json:"blocked,omitempty"` // all whom the person blocks
	Closed     *Closed                `json:"closed,omitempty"`
	Servers    *Servers               `json:"servers,omitempty"`
	Show       *Place                 `json:"show,omitempty"`
	Dropped    *[]transfer.Attachment `json:"dropped,omitempty"` // on the window
	Link       string                 `json:"link,omitempty"`    // to a server, opened outside the window
	Warning    *session.Problem       `json:"warning,omitempty"` // see Chat.Warn
	Over       session.Code           `json:"over,omitempty"`    // of a Warning that holds no more
	Forget     bool                   `json:"forget,omitempty"`  // everything so far is of another person or server
}

// Servers are those that the user can pick, as long as they are looked for.
type Servers struct {
	Servers []discovery.Server `json:"servers"`
}

// Closed says that a moderator has closed a room that the person was in.
type Closed struct {
	Room   string `json:"room"`
	By     string `json:"by"`     // a name, or "server" for its own terminal
	Own    bool   `json:"own"`    // the person has done it, here or on another device
	Reason string `json:"reason"` // may be empty
}

// A Place is one in a room's timeline; without a Seq the room's newest.
type Place struct {
	Room string `json:"room"`
	Seq  int64  `json:"seq"`
}

// String is how a notification names the place; see ParsePlace.
func (p Place) String() string { return p.Room + " " + strconv.FormatInt(p.Seq, 10) }

// ParsePlace returns the Place of a String, or one without a room.
func ParsePlace(s string) Place {
	room, number, _ := strings.Cut(s, " ")
	seq, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return Place{}
	}
	return Place{room, seq}
}

// A Window is what is told. Emit and Unread are called one at a time and have to
// return soon; Notify is called beside them, and may take its time.
type Window interface {
	Emit(e Event)
	Notify(id, title, body string) error // id is a Place's String; title and body are plain text
	Unread(n int)                        // messages to be read, in all rooms of which the person wants to be told anything
}
