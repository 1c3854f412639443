package wire

// Limits of what a CHAT/2.0 client may ask for.
const (
	MaxID     = 64   // bytes of an id
	MaxRoom   = 64   // characters of a room's name, see CheckRoom
	MaxTopic  = 300  // characters
	MaxPage   = 200  // events in a page
	MaxWho    = 1000 // names in an answer to who
	MaxList   = 100  // rooms in an answer to rooms
	MaxSearch = 64   // characters that an answer to rooms is searched for
	MaxResume = 500  // events of one room that a hello brings
	MaxRooms  = 1000 // rooms that a hello may name
	MaxClient = 64   // characters of a client's own name and version
	MaxLines  = 1000 // lines of a text: each goes to CHAT/1.0 and CHAT/1.1 with a prefix
)

// Limits of rooms. A room that has ended does not count.
const (
	MaxOpened      = 200    // rooms that one account has opened
	MaxGuestOpened = 20     // rooms that guests of one address have opened
	MaxFromAddress = 2000   // rooms that accounts have opened from one address since the server started
	MaxDirects     = 1000   // direct messages that one account has opened
	MaxMembers     = 10_000 // of a room but the lobby
	MaxServerRooms = 10_000 // of a server, without direct messages
)

// MaxSent is the longest line that a server sends, in bytes. It is longer than
// MaxLine only for an event whose text needs more escapes than its sender's
// dialect did.
const MaxSent = 2*MaxLine + 2<<10

// The requests of CHAT/2.0: what a client may send after its registration, one
// struct for each type. A request that changes something has an id, which the
// client makes and which stays the identity of the event. First says which of the
// rooms that have had a name is meant: see RequestKind.WithFirst.
type (
	// Hello is the first request. Rooms has the last seq that the client has of
	// each room it knows.
	Hello struct {
		Client string           `json:"client"`
		Device string           `json:"device,omitempty"` // a name for this device if it has none yet
		Rooms  map[string]int64 `json:"rooms"`
	}
	// Say sends a message to a room; ReplyTo is the id of the message that it replies
	// to, or empty.
	Say struct {
		Room    string `json:"room"`
		ID      string `json:"id"`
		Text    string `json:"text"`
		ReplyTo string `json:"reply_to,omitempty"`
		First   int64  `json:"first,omitempty"`

		Files []FileRef `json:"files,omitempty"` // up to MaxFiles; with any, Text may be empty

		Further string `json:"-"` // the members that this version does not know, as they go into the event, each behind a comma
	}
	// Edit replaces the text of the user's own message Target.
	Edit struct {
		Room   string `json:"room"`
		ID     string `json:"id"`
		Target string `json:"target"`
		Text   string `json:"text"`
		First  int64  `json:"first,omitempty"`
	}
	// Retract deletes the user's own message Target.
	Retract struct {
		Room   string `json:"room"`
		ID     string `json:"id"`
		Target string `json:"target"`
		First  int64  `json:"first,omitempty"`
	}
	// React adds a reaction to a message, or removes it.
	React struct {
		Room   string `json:"room"`
		ID     string `json:"id"`
		Target string `json:"target"`
		Emoji  string `json:"emoji"`
		Off    bool   `json:"off,omitempty"`
		First  int64  `json:"first,omitempty"`
	}
	// Open creates a room, with the user as its first member.
	Open struct {
		Room    string `json:"room"`
		ID      string `json:"id"`
		Topic   string `json:"topic,omitempty"`
		Private bool   `json:"private,omitempty"`
	}
	// Join makes the user a member of a room that is not private, or to which the
	// user is invited.
	Join struct {
		Room  string `json:"room"`
		ID    string `json:"id"`
		First int64  `json:"first,omitempty"`
	}
	// Leave ends the user's membership.
	Leave struct {
		Room  string `json:"room"`
		ID    string `json:"id"`
		First int64  `json:"first,omitempty"`
	}
	// Topic sets the topic of a room.
	Topic struct {
		Room  string `json:"room"`
		ID    string `json:"id"`
		Topic string `json:"topic"`
		First int64  `json:"first,omitempty"`
	}
	// Invite invites the user Name to a room.
	Invite struct {
		Room  string `json:"room"`
		ID    string `json:"id"`
		Name  string `json:"name"`
		First int64  `json:"first,omitempty"`
	}
	// Direct opens the direct message with the user Name, or returns it.
	Direct struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}
	// History requests events of a room: the newest before a seq, or the oldest
	// after one; with neither, the newest.
	History struct {
		Room   string `json:"room"`
		Before int64  `json:"before,omitempty"`
		After  int64  `json:"after,omitempty"`
		Limit  int    `json:"limit"`
	}
	// Read records how far the user has read a room. It never goes back.
	Read struct {
		Room string `json:"room"`
		Seq  int64  `json:"seq"`
	}
	// Typing says that the user is writing in a room.
	Typing struct {
		Room string `json:"room"`
	}
	// Who requests the names of a room's members or, without Room, of the connected
	// users: up to Limit names after the name After, in the order of their
	// case-folded forms. Without After it returns the first page, without Limit up
	// to MaxWho names.
	Who struct {
		Room  string `json:"room,omitempty"`
		After string `json:"after,omitempty"`
		Limit int    `json:"limit,omitempty"`
	}
	// Rooms requests the rooms that every user can join: up to Limit of them after the
	// name After, in the order of their names. With Search, only those whose name or
	// topic contains it, in any case.
	Rooms struct {
		ID     string `json:"id"`
		Search string `json:"search,omitempty"`
		After  string `json:"after,omitempty"`
		Limit  int    `json:"limit"`
	}
	// Ping requests a pong with the same id.
	Ping struct {
		ID string `json:"id,omitempty"`
	}
	// Quit ends the connection.
	Quit struct{}
)

// AppendRequest appends a request as a line, with its type and its line end.
func AppendRequest(b []byte, request any) []byte {
	return appendTyped(b, RequestOf(request).Type, request)
}
