package session

import "confab/server/wire"

// State is where a session stands with its server.
type State string

// The states of a session, in the order a session usually goes through them.
const (
	Idle       State = "idle"       // no server chosen yet, or the person left
	Connecting State = "connecting" // the first try, which somebody is waiting for
	Online     State = "online"     // welcomed; lines go out at once
	Offline    State = "offline"    // the connection was lost; the session tries again by itself
	Shutdown   State = "shutdown"   // the server said that it stops; the session looks for it later
	Refused    State = "refused"    // the server would not have us back, or is another one; Reason says why, and unless that is KeyChanged only Reconnect tries again
)

// A Connection says how a session stands with its server, in what a window
// needs to show of it.
type Connection struct {
	State   State    `json:"state"`
	Address string   `json:"address"` // host:port; while Idle the one before, or empty
	You     string   `json:"you"`     // the name registered or asked for
	Since   string   `json:"since"`   // when this state began, RFC 3339 with milliseconds
	RetryAt string   `json:"retryAt"` // when the next try begins, RFC 3339 with milliseconds; only while Offline or Shutdown, and empty during a try
	Waiting int      `json:"waiting"` // own requests that the server has not answered
	Reason  *Problem `json:"reason"`  // for Offline, Shutdown, Refused, for Connecting while another device has to confirm this one, and for Idle after a Connect that failed; else nil

	// What the server has said in its last welcome and since.
	Server      string `json:"server"`      // its name; empty before
	ServerKey   string `json:"serverKey"`   // its fingerprint; empty if it has not proved to have a key
	Verified    bool   `json:"verified"`    // a join link has told that key: it was not only found at the first connect
	Guest       bool   `json:"guest"`       // the person has no key, so that others can have the name later
	Role        string `json:"role"`        // "member", "moderator" or "administrator"; empty for a guest, and where names are nobody's
	Muted       bool   `json:"muted"`       // nothing may be said
	MutedUntil  string `json:"mutedUntil"`  // RFC 3339 with milliseconds; empty is for good; then, while Online, Muted ends
	MutedReason string `json:"mutedReason"` // as somebody wrote it; may be empty

	// How many bytes of a line the server takes, as it said last; 0 before. What is
	// said is part of one, as JSON.
	Line int `json:"line"`

	// Whose numbers places are of, as the last welcome said, or what Recall did before it.
	Journal string `json:"-"` // the id of the server's journal; empty before
	Base    int64  `json:"-"` // what is added to a seq of this journal to make it a place
}

// A Room is one that the person is in, as the server described it last.
type Room struct {
	Name    string   `json:"name"`
	Topic   string   `json:"topic"`
	Members int      `json:"members"`
	Private bool     `json:"private"`
	With    []string `json:"with"` // the two of a direct room
	Left    bool     `json:"left"` // the person is not in it any more
	Read    int64    `json:"read"` // the place up to which the person has read it; 0 if it has not been said
	Seq     int64    `json:"seq"`  // the place of its last event then; 0 if there was none, or it has not been said

	// First is the place of the event that opened it, 0 if that is not known. What
	// has a lower place is of another room of this name, which has ended.
	First int64 `json:"-"`
}

// Typing says that somebody else is writing in a room now. It is said again
// while that goes on, and not when it is over.
type Typing struct {
	Room string `json:"room"`
	From string `json:"from"`
}

// Read says that the person has read a room further on another device.
type Read struct {
	Room string `json:"room"`
	Seq  int64  `json:"seq"` // the place up to which; it only grows
}

// People are those who are connected to the server, in order. Guests and
// Moderators are some of them; administrators are among the Moderators.
type People struct {
	Names      []string `json:"names"`
	Guests     []string `json:"guests"`
	Moderators []string `json:"moderators"`
}

// A Presence is what has become of the People said before it. Who has come may
// have been there: what is said of them holds from now on. Applied to People that
// know of it already, it changes nothing that a later one does not say again.
type Presence struct {
	Came       []string `json:"came,omitempty"`
	Guests     []string `json:"guests,omitempty"`     // of those who came
	Moderators []string `json:"moderators,omitempty"` // of those who came; administrators are among them
	Went       []string `json:"went,omitempty"`
}

// A Device is one of those that the person's name belongs to.
type Device struct {
	ID     string `json:"id"`     // its fingerprint
	Name   string `json:"name"`   // may be empty
	Added  string `json:"added"`  // RFC 3339 with milliseconds
	Seen   string `json:"seen"`   // when it came last; empty if it never has
	Online bool   `json:"online"` // it is connected
	Here   bool   `json:"here"`   // it is this one
}

// Devices are all of them, in the server's order.
type Devices struct {
	Devices []Device `json:"devices"`
}

// An Asking is a device that brings an invitation of the person's, and waits for Confirm.
type Asking struct {
	Device  string `json:"device"`  // its fingerprint
	Address string `json:"address"` // where it comes from
	Over    bool   `json:"over"`    // there is nothing to confirm any more
}

// A Refusal is what came of a request that the server will not have. The
// request is forgotten: whoever made it may make it again, with the same key.
type Refusal struct {
	ID     string   `json:"key"`
	Reason *Problem `json:"reason"`
}

// A Disk says what is wrong with the server's disk, as its answer to a request
// of the person's, which waits until that has passed.
type Disk struct {
	Trouble wire.Code `json:"trouble"` // wire.CodeNotStored or wire.CodeNotRead; empty when it has passed
}

// An Event is one thing that happened: exactly one member is set.
type Event struct {
	Connection *Connection `json:"connection,omitempty"`
	RoomEvent  *RoomEvent  `json:"-"`
	Room       *Room       `json:"room,omitempty"`
	People     *People     `json:"people,omitempty"`   // all, once for each connection
	Presence   *Presence   `json:"presence,omitempty"` // what has changed since
	Devices    *Devices    `json:"devices,omitempty"`
	Asking     *Asking     `json:"asking,omitempty"`
	Refusal    *Refusal    `json:"refusal,omitempty"`
	Typing     *Typing     `json:"typing,omitempty"`
	Read       *Read       `json:"read,omitempty"`
	Disk       *Disk       `json:"disk,omitempty"`
	Offers     *Offers     `json:"offers,omitempty"`
	Blocked    *Blocked    `json:"blocked,omitempty"`
	Forget     bool        `json:"forget,omitempty"` // everything so far is of another person or server
}
