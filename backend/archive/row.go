package archive

import (
	"confab/backend/session"
	"confab/backend/text"
)

// The fates of a message, see Row.
const (
	Edited    = "edited"
	Retracted = "retracted"
	Removed   = "removed"
)

// Gap is the Kind of a row that stands for what is not here, right before the
// event with its Seq. One that has been closed meanwhile has the fate Removed.
const Gap = "gap"

// A Row is one thing in a room, as it stands now: a message, or something else
// that happened there. A later one with the same Key replaces it.
type Row struct {
	ID        string               `json:"key"`
	Seq       int64                `json:"seq"` // its place; 0 while it waits
	Room      string               `json:"room"`
	Kind      string               `json:"kind"` // "message", "open", "join", "leave", "invite", "topic" or Gap
	At        string               `json:"at"`   // RFC 3339 with milliseconds, here; empty for a gap
	From      string               `json:"from"`
	Guest     bool                 `json:"guest"` // From had no key
	Own       bool                 `json:"own"`
	Text      string               `json:"text"`            // as it was edited last; empty if it was retracted or removed
	Parts     []text.Part          `json:"parts,omitempty"` // of Text; none if it is text and nothing else
	State     session.MessageState `json:"state"`
	Fate      string               `json:"fate"`   // Edited, Retracted, Removed or empty
	By        string               `json:"by"`     // who removed it …
	Reason    string               `json:"reason"` // … and why
	ReplyTo   string               `json:"re"`     // the Key of the message that it answers, or empty
	Quote     *Quote               `json:"quote"`  // that message; nil if it is not here
	Reactions []Reaction           `json:"reactions"`
	Mention   bool                 `json:"mention"` // somebody else's, meant for oneself: by name, or in a room of two
	Name      string               `json:"name"`    // of an invitation: who is invited
	Topic     string               `json:"topic"`   // of a topic and of a room that is opened
}

// A Quote is the message that another one answers.
type Quote struct {
	ID   string `json:"key"`
	Seq  int64  `json:"seq"`
	From string `json:"from"`
	Text string `json:"text"` // how it begins: up to 200 characters
	Fate string `json:"fate"`
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
