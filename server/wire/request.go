package wire

// Limits of what a CHAT/2.0 client may ask for.
const (
	MaxKey    = 64   // bytes of a key
	MaxRoom   = 64   // characters of a room's name, see CheckRoom
	MaxTopic  = 300  // characters
	MaxPage   = 200  // events in a page
	MaxWho    = 1000 // names in an answer to who
	MaxResume = 500  // events of one room that a hello brings
	MaxRooms  = 1000 // rooms that a hello may name
	MaxClient = 64   // characters of a client's own name and version
	MaxLines  = 1000 // lines of a text: each goes to CHAT/1.0 and CHAT/1.1 with a prefix
)

// Limits of rooms. They are on what exists: a room that has ended counts no more.
const (
	MaxOpened      = 200    // rooms that one account has opened
	MaxGuestOpened = 20     // rooms that guests of one address have opened
	MaxDirects     = 1000   // rooms of two that one account has opened
	MaxMembers     = 10_000 // of a room but the lobby
	MaxServerRooms = 10_000 // of a server, those of two apart
)

// MaxSent is the longest line that a server sends, in bytes. It is longer than
// MaxLine only for an event whose text needs more escapes than its sender's
// dialect did.
const MaxSent = 2*MaxLine + 2<<10

// The requests of CHAT/2.0: what a client may send after its registration, one
// struct for each type. Every one that changes something carries a key that
// the client has made, which is the event's identity for good.
type (
	// Hello is the first: what the client holds of the rooms it knows, as the
	// last seq of each.
	Hello struct {
		Client string           `json:"client"`
		Device string           `json:"device,omitempty"` // what its owner would call this device, for a device that has no name yet
		Rooms  map[string]int64 `json:"rooms"`
	}
	// Say says a text in a room; Re is the key of the message it answers, or empty.
	Say struct {
		Room string `json:"room"`
		Key  string `json:"key"`
		Text string `json:"text"`
		Re   string `json:"re,omitempty"`

		Further string `json:"-"` // the members that this version does not know, as they go into the event, each behind a comma
	}
	// Edit gives a message of one's own, Target, another text.
	Edit struct {
		Room   string `json:"room"`
		Key    string `json:"key"`
		Target string `json:"target"`
		Text   string `json:"text"`
	}
	// Retract takes a message of one's own back.
	Retract struct {
		Room   string `json:"room"`
		Key    string `json:"key"`
		Target string `json:"target"`
	}
	// React puts a reaction on a message, or takes it off.
	React struct {
		Room   string `json:"room"`
		Key    string `json:"key"`
		Target string `json:"target"`
		Emoji  string `json:"emoji"`
		Off    bool   `json:"off,omitempty"`
	}
	// Open makes a room, whose first member is who made it.
	Open struct {
		Room    string `json:"room"`
		Key     string `json:"key"`
		Topic   string `json:"topic,omitempty"`
		Private bool   `json:"private,omitempty"`
	}
	// Join makes one a member of a room that is not private, or to which one is
	// invited.
	Join struct {
		Room string `json:"room"`
		Key  string `json:"key"`
	}
	// Leave ends one's membership.
	Leave struct {
		Room string `json:"room"`
		Key  string `json:"key"`
	}
	// Topic changes what a room is about.
	Topic struct {
		Room  string `json:"room"`
		Key   string `json:"key"`
		Topic string `json:"topic"`
	}
	// Invite offers somebody to become a member of a room.
	Invite struct {
		Room string `json:"room"`
		Key  string `json:"key"`
		Name string `json:"name"`
	}
	// Direct opens the room of two people, if there is none, and answers with it.
	Direct struct {
		Key  string `json:"key"`
		Name string `json:"name"`
	}
	// History asks for events of a room: the newest before a seq, or the
	// oldest after one; with neither, the newest there are.
	History struct {
		Room   string `json:"room"`
		Before int64  `json:"before,omitempty"`
		After  int64  `json:"after,omitempty"`
		Limit  int    `json:"limit"`
	}
	// Read says how far one has read a room. It never goes back.
	Read struct {
		Room string `json:"room"`
		Seq  int64  `json:"seq"`
	}
	// Typing says that one is writing in a room.
	Typing struct {
		Room string `json:"room"`
	}
	// Who asks for a page of who is there, in a room or, without one, on the
	// server: up to Limit names after the name After, in the order of their
	// case-folded forms. Without After it is the first page, without Limit one of
	// MaxWho.
	Who struct {
		Room  string `json:"room,omitempty"`
		After string `json:"after,omitempty"`
		Limit int    `json:"limit,omitempty"`
	}
	// Ping asks for a pong with the same id.
	Ping struct {
		ID string `json:"id,omitempty"`
	}
	// Quit says that the client leaves.
	Quit struct{}
)

// AppendRequest appends a request as a line, with its type and its line end.
func AppendRequest(b []byte, request any) []byte {
	return appendTyped(b, RequestOf(request).Type, request)
}
