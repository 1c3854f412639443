package archive

import (
	"confab/backend/millis"
	"confab/backend/session"
	"confab/backend/text"
	"confab/server/wire"
)

// The statuses of a message, see Row.
const (
	Edited    = "edited"
	Retracted = "retracted"
	Removed   = "removed"
)

// Gap is the Kind of a row that stands for what is not here, right before the
// event with its Seq. One that has been closed meanwhile has the status Removed.
const Gap = "gap"

// MessageState is how far a message of the user's own has come.
type MessageState string

// The states of a message. One from another user is always Sent.
const (
	Waiting MessageState = "waiting" // kept on this device until the server has it
	Sent    MessageState = "sent"    // on the server's disk
)

// A Row is one event of a room as it is now: a message, or something else that
// happened there. It has the members of the event's body as they came, but for
// the text of a message, which is that of its newest edit and empty if it was
// retracted or removed, and for the reason, which is that of the removal. A later
// row with the same Key replaces it.
type Row struct {
	ID   string      `json:"key"`
	Seq  int64       `json:"seq"` // its place; 0 while it waits
	Room string      `json:"room"`
	Kind string      `json:"kind"` // the type of the event, see reducers.go, or Gap
	At   millis.Time `json:"at"`   // the server's clock; this device's while it waits; the zero time for a gap
	From string      `json:"from"`
	Own  bool        `json:"own"` // sent by the user, on this device or another

	wire.Content

	Parts     []text.Part  `json:"parts,omitempty"` // of the text; none if it is text and nothing else
	State     MessageState `json:"state"`
	Status    string       `json:"status"` // Edited, Retracted, Removed or empty
	By        string       `json:"by"`     // who removed it
	Quote     *Quote       `json:"quote"`  // the message that it replies to; nil if that is not here
	Reactions []Reaction   `json:"reactions"`
	Flags     []string     `json:"flags,omitempty"` // the types of events that have set a flag on it
	Mention   bool         `json:"mention"`         // from another user, and meant for this one: by name, or in a direct message
}

// RowOf returns an event as a row of itself, as it came: one that waits, or for
// which the archive has no room.
func RowOf(e *session.RoomEvent) Row {
	row := Row{
		ID: e.ID, Seq: e.Seq, Room: e.Room, Kind: e.Type, At: millis.Time{Time: e.At}, From: e.From, Own: e.Own, Content: e.Content,
		State: Sent, Reactions: []Reaction{},
	}
	if e.Waits() {
		row.State = Waiting
	}
	return row
}

// isReadable reports whether a message still says something.
func (r *Row) isReadable() bool { return r.Status != Retracted && r.Status != Removed }

// A Quote is the message that another one answers.
type Quote struct {
	ID     string `json:"key"`
	Seq    int64  `json:"seq"`
	From   string `json:"from"`
	Text   string `json:"text"` // how it begins: up to 200 characters
	Status string `json:"status"`

	Files []wire.File `json:"files,omitempty"` // of the message, whose text may be empty with them
}

// A Reaction is one emoji under a message, and who put it there, the first one first.
type Reaction struct {
	Emoji string   `json:"emoji"`
	Names []string `json:"names"`
	Own   bool     `json:"own"` // oneself is among them
}

// A Part is what is another now of a row that stays what it was otherwise: its
// text, which may be long, is not said again for each reaction.
type Part struct {
	Room      string     `json:"room"`
	ID        string     `json:"key"`
	Seq       int64      `json:"seq"`
	Quote     *Quote     `json:"quote,omitempty"`     // if it quotes something else now
	Reactions []Reaction `json:"reactions,omitempty"` // if it has others; of a row that has none any more Bare says so
	Bare      bool       `json:"bare,omitempty"`
}

// Changed is what storing has changed.
type Changed struct {
	Rows  []Row    // by place within a room: what is new or another now, gaps too
	Parts []Part   // likewise: what is another of rows that are not among these
	Rooms []Room   // that stand otherwise now, by name
	Anew  []string // those of Rooms that are others than before: the room that had the name has ended
	Fresh []Row    // those of Rows that are others' messages, new here and not read yet

	Refused []session.Event // what there was no room for, see Quota
}
