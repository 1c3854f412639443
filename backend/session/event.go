package session

// State is where a session stands with its server.
type State string

// The states of a session, in the order a session usually goes through them.
const (
	Idle       State = "idle"       // no server chosen yet, or the person left
	Connecting State = "connecting" // the first try, which somebody is waiting for
	Online     State = "online"     // registered; lines go out at once
	Offline    State = "offline"    // the connection was lost; the session tries again by itself
	Shutdown   State = "shutdown"   // the server said that it stops; only Reconnect tries again
	Refused    State = "refused"    // the server would not have us back; Reason says why
)

// A Connection says how a session stands with its server, in what a window
// needs to show of it.
type Connection struct {
	State   State  `json:"state"`
	Address string `json:"address"` // host:port; while Idle the one before, or empty
	You     string `json:"you"`     // the name registered or asked for
	Since   string `json:"since"`   // when this state began, RFC 3339 with milliseconds
	RetryAt string `json:"retryAt"` // when the next try begins, RFC 3339 with milliseconds; only while Offline, and empty during a try
	Waiting int    `json:"waiting"` // own messages that wait for the connection
	Reason  string `json:"reason"`  // a sentence for Offline, Shutdown, Refused, and for Idle after a Connect that failed; else empty
}

// MessageState is how far a message of one's own has come.
type MessageState string

// The states of a message. A message from somebody else is always Sent.
const (
	Waiting MessageState = "waiting" // kept until there is a connection, and its turn
	Sent    MessageState = "sent"    // handed to the server
)

// A Message is one message of a room as this session knows it.
type Message struct {
	Key   string       `json:"key"`   // its identity: a later Message with the same Key replaces it
	Seq   int64        `json:"seq"`   // its place, strictly increasing in the order this session saw messages
	Room  string       `json:"room"`  // always "lobby" in CHAT/1.0
	At    string       `json:"at"`    // this device's clock, RFC 3339 with milliseconds
	From  string       `json:"from"`  // who said it
	Text  string       `json:"text"`  // plain text; own messages may have several lines
	Own   bool         `json:"own"`   // said by this session
	State MessageState `json:"state"` // how far it has come
}

// An Event is one thing that happened: exactly one member is set.
type Event struct {
	Connection *Connection `json:"connection,omitempty"`
	Message    *Message    `json:"message,omitempty"`
	Forget     bool        `json:"forget,omitempty"` // the messages so far are of another person or server
}
