// Package discovery finds servers on this network, and looks for the ones that
// this device knows at the addresses where they were last. A Browser asks by
// multicast DNS and by the beacon, lists what it hears, and looks at every address
// over TLS: nothing that was only announced counts as known.
//
// Between network namespaces on two busy cores (2026-11-30, with the race
// detector) a server is listed with its key proved 18 ms after the search begins,
// the median of 20 runs; a server that is killed is gone after 7.5 s. Of 200 servers
// on 25 machines (2026-12-01, without the race detector) the 64 that the list holds
// are listed after 0.2 s and have proved their keys after 1.0 s.
package discovery

import "confab/backend/session"

// A Server is one that a user can pick.
type Server struct {
	ID               string           `json:"id"`      // names it in Find; the same as long as it is listed
	Name             string           `json:"name"`    // as it calls itself; empty if that is not known
	Address          string           `json:"address"` // host:port
	Standing         Standing         `json:"standing"`
	Verified         bool             `json:"verified"`         // a join link has told its key
	Heard            bool             `json:"heard"`            // it announces itself on this network
	People           int              `json:"people"`           // online now; 0 unless Heard
	InvitationNeeded bool             `json:"invitationNeeded"` // to register a new name
	Impostor         bool             `json:"impostor"`         // it has the name of a known server and another key
	Others           int              `json:"others"`           // addresses that announce it and do not have its key
	Short            string           `json:"short"`            // the beginning of its key, if another one has the same name
	Reason           *session.Problem `json:"reason"`           // why it is Unreachable; else nil
}

// Standing is how well a Server is known. A server is Known or New only once it
// has proved its key at its address.
type Standing string

// The standings.
const (
	Checking    Standing = "checking"    // its address has not answered yet
	New         Standing = "new"         // this device has not been there before
	Known       Standing = "known"       // it has let this device in before
	Changed     Standing = "changed"     // its address belongs to a known server, which has another key
	Unreachable Standing = "unreachable" // Reason says why
	Wrong       Standing = "wrong"       // a server with another key answers at its address
)
