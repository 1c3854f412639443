// Package scripted has the two ends of an App for its tests: a server that does
// what a script says, and a window that remembers what it was told.
package scripted

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"sync/atomic"
	"time"

	"confab/server/wire"
)

// A Server takes every name but "taken", stores what is said, and closes when a
// client says quit. It may serve any number of connections, one after the other.
type Server struct {
	Said   chan string                      // the first line, and then the type and the text, of what it has got
	Down   atomic.Bool                      // it takes what is said, stores nothing and closes
	Errorf func(format string, args ...any) // is told of a line that no client sends

	seq atomic.Int64 // of the last event
}

// Proved is a client's end of a connection whose server has proved to have a key.
type Proved struct {
	net.Conn
	Key wire.Fingerprint
}

// ServerKey, Verified and DeviceKey make it a session's Identified.
func (p Proved) ServerKey() wire.Fingerprint { return p.Key }
func (p Proved) Verified() bool              { return false }
func (p Proved) DeviceKey() wire.Fingerprint { return "" }

// Serve answers a client until it has gone.
func (s *Server) Serve(server net.Conn) {
	defer server.Close()
	for in := bufio.NewScanner(server); in.Scan(); {
		answer, more := s.answer(in.Text())
		if _, err := server.Write(answer); err != nil || !more {
			return
		}
	}
}

// answer returns what the server says to a line, and whether it goes on.
func (s *Server) answer(line string) (answer []byte, more bool) {
	if name, ok := strings.CutPrefix(line, "REGISTER "); ok {
		s.Said <- line
		if strings.HasPrefix(name, "taken") {
			return wire.NameTaken.Line(), false
		}
		return wire.OK.Line(), true
	}
	request, bad := wire.ParseRequest([]byte(line))
	if bad != nil {
		s.Errorf("the server got %q: %v", line, bad)
		return nil, false
	}
	switch r := request.(type) {
	case *wire.Hello:
		return wire.AppendAnswer(nil, wire.Welcome{Journal: "j", Rooms: []wire.RoomInfo{{Name: wire.Lobby, Seq: s.seq.Load()}}}), true
	case *wire.Who:
		return wire.AppendAnswer(nil, wire.Names{Names: []string{"alice"}}), true
	case *wire.Say:
		if s.Down.Load() {
			return nil, false
		}
		s.Said <- "say " + r.Text
		seq := s.seq.Add(1)
		return wire.AppendEvent(nil, &wire.Event{
			Seq: seq, Prev: seq - 1, At: time.Now(), Type: wire.MessageType, Room: r.Room, From: "alice", ID: r.ID, Body: wire.SaidBody([]byte(r.Text)),
		}), true
	case *wire.Devices:
		return wire.AppendAnswer(nil, wire.DeviceList{ID: r.ID}), true
	case *wire.Pair:
		return wire.AppendAnswer(nil, wire.InvitationToken{ID: r.ID, Token: "tok", For: 300}), true
	case *wire.Invitation:
		return wire.AppendAnswer(nil, wire.InvitationToken{ID: r.ID, Token: "for-a-" + string(r.Role)}), true
	case *wire.Confirm:
		s.Said <- fmt.Sprint("confirm ", r.Device, r.Yes)
		return wire.AppendAnswer(nil, wire.Done{ID: r.ID}), true
	case *wire.Rename:
		s.Said <- fmt.Sprint("rename ", r.Device, r.Name)
		return wire.AppendAnswer(nil, wire.Done{ID: r.ID}), true
	case *wire.Revoke:
		s.Said <- fmt.Sprint("revoke ", r.Device)
		return wire.AppendAnswer(nil, wire.Done{ID: r.ID}), true
	case *wire.Moderate:
		s.Said <- fmt.Sprint("moderate ", r.Act, r.Name, r.Minutes, r.Reason)
		return wire.AppendAnswer(nil, wire.Done{ID: r.ID}), true
	case *wire.Remove:
		return wire.AppendAnswer(nil, wire.Error{Code: wire.NoRole, Text: "Only moderators can do this.", ID: r.ID}), true
	case *wire.Audit:
		return wire.AppendAnswer(nil, wire.AuditLog{ID: r.ID, Entries: []wire.AuditEntry{{ID: 3, Act: "ban", By: "server"}}}), true
	case *wire.Sanctions:
		return wire.AppendAnswer(nil, wire.SanctionList{ID: r.ID, Closed: true}), true
	case *wire.Quit:
		s.Said <- "quit"
		return wire.AppendAnswer(nil, wire.Bye{Code: wire.ByeQuit, Back: -1}), false
	}
	return nil, true
}
