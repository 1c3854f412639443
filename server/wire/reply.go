package wire

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// A Reply is the server's answer to a first line, or to a line of CHAT/1.0 and
// CHAT/1.1 that it refuses. Programs decide by Code alone: Text is for people,
// and servers spell it in many ways. A Reply is also an error, so that what
// refuses something can return what is to be said about it.
type Reply struct {
	Code int
	Text string
}

// The replies of the protocol. All but Wait, OK, InvalidText, Silenced and
// NotStored end the connection. From 500 on the same line may be accepted later.
var (
	Wait               = Reply{100, "Confirm this on your other device"} // the true reply follows
	OK                 = Reply{200, "Registration successful"}
	Invalid            = Reply{400, "Invalid registration"}
	LineTooLong        = Reply{400, "Line too long"}
	InvalidText        = Reply{400, "Invalid text"}
	NameTaken          = Reply{401, "Client already registered"}
	NameForbidden      = Reply{402, "Forbidden user name"}
	Banned             = Reply{403, "Banned"}
	RegistrationClosed = Reply{405, "Registration is closed"}
	InvitationNeeded   = Reply{407, "Invitation required"}
	LinkExpired        = Reply{408, "Link expired"} // before another device confirmed this one
	LinkOfAnother      = Reply{409, "Link of another name"}
	InvitationVoid     = Reply{410, "Invitation used or expired"}
	NotConfirmed       = Reply{411, "Device not confirmed"}
	AskedLater         = Reply{412, "Another device used this link later"}
	NameFull           = Reply{413, "Too many devices"} // of this name
	DeviceFull         = Reply{414, "Too many names"}   // of this device
	Silenced           = Reply{420, "Muted"}            // a line; the connection goes on
	Kicked             = Reply{421, "Kicked"}
	NameUnregistered   = Reply{422, "Name unregistered"}
	DeviceRevoked      = Reply{423, "Device revoked"}
	TLSNeeded          = Reply{426, "TLS required"}
	TooMany            = Reply{429, "Too many"}
	BadCertificate     = Reply{495, "Certificate not usable"}
	Full               = Reply{503, "Server full"}
	Unready            = Reply{504, "Not ready"}
	ShuttingDown       = Reply{505, "Shutting down"}
	NotStored          = Reply{507, "Not stored"} // a line; the connection goes on
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
