package discovery

import (
	"cmp"
	"net"
	"time"

	"confab/backend/keys"
	"confab/server/wire"
)

// maxRows is how many servers are listed.
const maxRows = 64

// shortKey is how many characters of a key tell two servers of one name apart.
const shortKey = 6

// tell tells what is listed.
func (s *search) tell() {
	s.changed, s.told = false, time.Now()
	rows := s.rows()
	s.length = len(rows)
	servers, targets := make([]Server, 0, len(rows)), map[string]target{}
	for _, r := range rows {
		servers = append(servers, r.Server)
		targets[r.ID] = target{r.Address, r.key}
	}
	s.publish(servers, targets)
}

// A row is a Server and its key, as far as that is known.
type row struct {
	Server
	key wire.Fingerprint
}

// rows returns what is listed: the servers that were used before, the last one
// first, then those that were heard, in the order in which they were, and last
// those of them that have proved nothing. A server that proves a known key is one
// row, however it was found.
func (s *search) rows() (rows []row) {
	at := map[wire.Fingerprint]int{} // the row of a known key
	for _, r := range s.recent {
		i, listed := at[r.expected]
		switch {
		case !listed:
			if r.expected != "" {
				at[r.expected] = len(rows)
			}
			rows = append(rows, s.recentRow(r))
		case rows[i].Standing != Known && r.proved():
			rows[i].Address, rows[i].Standing, rows[i].Reason = r.address, Known, nil
		}
	}
	var strange []row
	for _, e := range s.list.entries {
		proved := e.proved()
		i, listed := at[e.key]
		switch {
		case listed && proved == nil: // it adds nothing to announce a known key without having it
		case listed:
			s.merge(&rows[i].Server, e, proved)
		case proved == nil:
			strange = append(strange, s.entryRow(e, nil))
		default:
			if e.known {
				at[e.key] = len(rows)
			}
			rows = append(rows, s.entryRow(e, proved))
		}
	}
	rows = append(rows, strange...)
	rows = rows[:min(maxRows, len(rows))]
	tellApart(rows)
	return rows
}

// knownID is the ID of the row of a server that this device knows.
func knownID(key wire.Fingerprint) string { return "key " + string(key) }

// recentRow returns the row of a server at the address that was used before.
func (s *search) recentRow(r *recent) row {
	known := s.cfg.Servers.ByKey(r.expected)
	one := Server{ID: "at " + r.address, Name: known.Name, Address: r.address, Standing: Checking, Verified: known.Verified}
	if known.Key != "" {
		one.ID = knownID(known.Key)
	}
	switch {
	case r.proved() && r.expected == "":
		one.Standing = New
	case r.proved():
		one.Standing = Known
	case r.key != "":
		one.Standing = Changed
	case r.reason != nil:
		one.Standing, one.Reason = Unreachable, r.reason
	}
	return row{one, r.expected}
}

// merge adds to the row of a known server what it announces of itself.
func (s *search) merge(one *Server, e *entry, proved *candidate) {
	if one.Standing != Known {
		one.Address, one.Standing, one.Reason = proved.address.String(), Known, nil
	}
	if e.said.Name != "" {
		one.Name = e.said.Name
	}
	one.Heard, one.People, one.InvitationNeeded, one.Others = true, e.said.People, e.said.InvitationNeeded, one.Others+e.others()
}

// entryRow returns the row of a server that was heard. proved is where it is, and
// nil as long as no address of it has proved its key.
func (s *search) entryRow(e *entry, proved *candidate) row {
	first := e.candidates[0]
	one := Server{
		ID: e.id, Name: e.said.Name, Address: first.address.String(), Standing: Checking,
		Heard: true, People: e.said.People, InvitationNeeded: e.said.InvitationNeeded, Others: e.others(),
	}
	switch {
	case proved != nil:
		one.Address = proved.address.String()
		switch s.cfg.Servers.Judge(one.Address, e.key) {
		case keys.Same, keys.Moved:
			known := s.cfg.Servers.ByKey(e.key)
			one.ID, one.Standing, one.Verified = knownID(e.key), Known, known.Verified
		case keys.Changed:
			one.Standing = Changed
		default:
			one.Standing = New
		}
	case !e.hasFailed():
	case first.key != "":
		one.Standing = Wrong
	default:
		one.Standing, one.Reason = Unreachable, first.reason
	}
	one.Impostor = one.Standing != Known && !s.list.isKnown(e.key) && s.cfg.Servers.IsKnownAs(one.Name)
	return row{one, e.key}
}

// tellApart gives servers of one name the beginning of their keys, and those
// without one their host.
func tellApart(rows []row) {
	named := map[string]int{}
	for i := range rows {
		if rows[i].Name == "" && rows[i].Heard {
			host, _, _ := net.SplitHostPort(rows[i].Address)
			rows[i].Name = cmp.Or(host, rows[i].Address)
		}
		named[wire.NameSkeleton(rows[i].Name)]++
	}
	for i := range rows {
		if r := &rows[i]; r.key != "" && r.Name != "" && named[wire.NameSkeleton(r.Name)] > 1 {
			r.Short = string(r.key[:shortKey])
		}
	}
}
