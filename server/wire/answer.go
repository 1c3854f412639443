package wire

import "encoding/json"

// The responses of CHAT/2.0: what a server sends besides events, one struct for
// each type.
type (
	// Welcome answers hello: where the client is, and the rooms it is in.
	Welcome struct {
		Server  string     `json:"server"`
		Journal string     `json:"journal"` // identifies the journal; with another one, the client starts again
		You     string     `json:"you"`
		Limits  Limits     `json:"limits"`
		Rooms   []RoomInfo `json:"rooms"`

		Self    *Self    `json:"self,omitempty"`    // missing on a server without accounts
		Offers  []Offer  `json:"offers,omitempty"`  // that wait, the newest first
		Blocked *Blocked `json:"blocked,omitempty"` // missing if the user blocks no one
	}
	// Limits are those that a client must keep.
	Limits struct {
		Line  int     `json:"line"`            // bytes of a line
		Page  int     `json:"page"`            // events of a page
		Rate  float64 `json:"rate"`            // lines a second, 0 is no limit
		Burst int     `json:"burst"`           // lines at once
		File  int64   `json:"file,omitempty"`  // bytes of a file; 0 if the server takes none
		Files int     `json:"files,omitempty"` // of a message
	}
	// RoomInfo is a room as a member sees it: in a welcome, or as the response
	// "room" to a user who became a member, requested what is already so, or
	// is in more rooms than a welcome holds.
	RoomInfo struct {
		Name    string   `json:"name"`
		Seq     int64    `json:"seq"`             // of its last event, 0 if there is none
		First   int64    `json:"first,omitempty"` // of the event that opened it: what has a lower one is another room's, which has ended; 0 for the lobby
		Read    int64    `json:"read,omitempty"`  // how far the member has read; 0 if unknown
		Topic   string   `json:"topic,omitempty"`
		Members int      `json:"members"` // how many there are; in the lobby, how many are connected
		Private bool     `json:"private,omitempty"`
		With    []string `json:"with,omitempty"` // the two users of a direct message
		ID      string   `json:"id,omitempty"`   // of the request that this answers, if nothing was stored for it
	}
	// Page answers history: events in their order, as many as were asked for
	// or as a line holds. More says that there are further ones behind those,
	// in the direction that was asked for.
	Page struct {
		Room   string            `json:"room"`
		Events []json.RawMessage `json:"events"`
		More   bool              `json:"more"`
	}
	// Presence says who has connected and disconnected since the last one. Came
	// also has connected users whose mark (guest, moderator) has changed.
	Presence struct {
		Came       []string `json:"came,omitempty"`
		Went       []string `json:"went,omitempty"`
		Guests     []string `json:"guests,omitempty"`     // of Came
		Moderators []string `json:"moderators,omitempty"` // of Came, administrators included
	}
	// Present answers who. More says that there are names after the last one.
	Names struct {
		Room       string   `json:"room,omitempty"`
		Names      []string `json:"names"`
		Guests     []string `json:"guests,omitempty"`     // of Names, if connected
		Moderators []string `json:"moderators,omitempty"` // of Names, if connected; administrators included
		More       bool     `json:"more,omitempty"`
	}
	// RoomList answers rooms. With After there may be others: those after that name.
	RoomList struct {
		ID    string       `json:"id"`
		Rooms []ListedRoom `json:"rooms"`
		After string       `json:"after,omitempty"`
	}
	// ListedRoom is a room that every user can join, as those see it who are not in it.
	ListedRoom struct {
		Name    string `json:"name"`
		Topic   string `json:"topic,omitempty"`
		Members int    `json:"members"`
		At      string `json:"at,omitempty"` // of its last event; empty if that has expired
	}
	// IsTyping says that From is writing in a room.
	IsTyping struct {
		Room string `json:"room"`
		From string `json:"from"`
	}
	// HasRead tells the user's other connections how far a room has been read.
	HasRead struct {
		Room string `json:"room"`
		Seq  int64  `json:"seq"`
	}
	// Pong answers ping.
	Pong struct {
		ID string `json:"id,omitempty"`
	}
	// Bye is the last line of a connection. Back is the number of seconds after
	// which the client may reconnect; with -1 it does not reconnect by itself.
	Bye struct {
		Code   Code   `json:"code"`
		Params Params `json:"params,omitempty"`
		Text   string `json:"text,omitempty"` // for people; no program decides by it
		Back   int    `json:"back"`
	}
	// Error says why a request failed. ID or Request identifies it.
	Error struct {
		Code    Code   `json:"code"`
		Params  Params `json:"params,omitempty"`
		Text    string `json:"text,omitempty"` // for people; no program decides by it
		ID      string `json:"id,omitempty"`
		Request string `json:"request,omitempty"` // the type of the request
	}
)

// AppendAnswer appends an answer as a line, with its type and its line end.
func AppendAnswer(b []byte, answer any) []byte {
	return appendTyped(b, AnswerOf(answer).Type, answer)
}

// appendTyped appends a line of CHAT/2.0: what v has, behind its type.
func appendTyped(b []byte, kind string, v any) []byte {
	body := Encode(v)
	b = append(b, `{"type":"`...)
	b = append(b, kind...)
	b = append(b, '"')
	if len(body) > len("{}") {
		b = append(b, ',')
	}
	b = append(b, body[1:]...)
	return append(b, '\n')
}
