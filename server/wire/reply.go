package wire

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// A Reply is the server's answer to a first line, or the reason it gives
// later for refusing a line. Programs decide by Code alone: CHAT/1.0 servers
// spell their texts in many ways. A Reply is also an error, so that whoever
// refuses something can return what is to be said about it.
type Reply struct {
	Code int
	Text string
}

// The replies of the protocol. All but Wait, OK, InvalidText and NotStored end the connection.
var (
	Wait          = Reply{100, "Confirm this on your other device"} // the true reply follows
	OK            = Reply{200, "Registration successful"}
	Invalid       = Reply{400, "Invalid registration"}
	LineTooLong   = Reply{400, "Line too long"}
	InvalidText   = Reply{400, "Invalid text"}
	NameTaken     = Reply{401, "Client already registered"}
	NameForbidden = Reply{402, "Forbidden user name"}
	NotAllowed    = Reply{403, "Not allowed"}
	TooMany       = Reply{429, "Too many"}
	Full          = Reply{503, "Server full"}
	ShuttingDown  = Reply{503, "Shutting down"}
	Unready       = Reply{503, "Not ready: try again in a while"}
	NotStored     = Reply{507, "Not stored"} // a line; the connection goes on
)

// Because returns r with the reason behind a colon.
func (r Reply) Because(reason string) Reply {
	return Reply{r.Code, r.Text + ": " + reason}
}

// String returns r as it stands on the wire, without its line end.
func (r Reply) String() string { return strconv.Itoa(r.Code) + " " + r.Text }

// Error returns what String does.
func (r Reply) Error() string { return r.String() }

// Line returns r as it goes out, with its line end.
func (r Reply) Line() []byte { return []byte(r.String() + "\n") }

// ErrNotChat is the error for a first line from a server that is none of ours.
var ErrNotChat = errors.New("this is not a chat server")

// ParseReply reads a reply without its line end; a \r at its end is ignored.
// A line that does not begin with three digits gives ErrNotChat.
func ParseReply(line string) (Reply, error) {
	code, text, _ := strings.Cut(strings.TrimSuffix(line, "\r"), " ")
	n, err := strconv.Atoi(code)
	if err != nil || len(code) != 3 || n < 100 {
		return Reply{}, fmt.Errorf("%w: it said %.40q", ErrNotChat, line)
	}
	return Reply{n, text}, nil
}
