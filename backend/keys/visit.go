package keys

import (
	"bytes"
	"crypto/tls"

	"confab/server/wire"
)

// A visit is a connection to a server, whose key is to be pinned if the first
// line lets us in.
type visit struct {
	*tls.Conn
	server, device wire.Fingerprint
	verified       bool

	letIn   func() error // nil if there is nothing to be pinned, or the first line has been seen
	head    []byte       // of the first line
	waiting bool         // the line that has begun is wire.Wait: the first one is behind it
}

// ServerKey returns the key that the server has proved to have.
func (v *visit) ServerKey() wire.Fingerprint { return v.server }

// Verified reports whether a join link has told that key.
func (v *visit) Verified() bool { return v.verified }

// DeviceKey returns the key that we have proved to have; nothing for a guest.
func (v *visit) DeviceKey() wire.Fingerprint { return v.device }

// Read reads, and looks at what comes first.
func (v *visit) Read(p []byte) (int, error) {
	n, err := v.Conn.Read(p)
	if changed := v.look(p[:n]); changed != nil {
		_ = v.Close()
		return 0, changed
	}
	return n, err
}

// look takes the next piece of what the server says, until its first line has
// said whether we are in. The error is a *KeyChanged.
func (v *visit) look(piece []byte) error {
	const enough = len("200 ")
	for v.letIn != nil && len(piece) > 0 {
		if v.waiting {
			_, rest, ended := bytes.Cut(piece, []byte("\n"))
			v.waiting, piece = !ended, rest
			continue
		}
		n := min(len(piece), enough-len(v.head))
		v.head, piece = append(v.head, piece[:n]...), piece[n:]
		if len(v.head) < enough && !bytes.HasSuffix(v.head, []byte("\n")) {
			continue
		}
		head, letIn := v.head, v.letIn
		reply, wrong := wire.ParseReply(string(bytes.TrimRight(head, " \r\n")))
		if wrong == nil && reply.Code == wire.Wait.Code {
			v.head, v.waiting = nil, !bytes.HasSuffix(head, []byte("\n"))
			continue
		}
		v.letIn, v.head = nil, nil
		if wrong == nil && reply.Code == wire.OK.Code {
			return letIn()
		}
	}
	return nil
}
