package hub

import (
	"slices"

	"confab/server/clientaddr"
	"confab/server/wire"
)

// A Bus carries notices to all nodes of a server. A server of one node needs
// none: see Config.Bus.
//
// A notice may be lost on its way to another node. So a notice never is the only
// one to know something: what must last is in the journal or the accounts.
type Bus interface {
	// Publish sends n to every node, this one included, in the order of the
	// calls from one goroutine. This node has received n when Publish returns.
	Publish(n Notice)

	// Subscribe sets what receives the notices of all nodes. Open calls it once,
	// before the first Publish. receive may read from the accounts.
	Subscribe(receive func(n Notice))
}

// A Notice tells the connections of all nodes something that is not stored. It
// travels as JSON. One of its fields is set.
type Notice struct {
	Typing     *wire.IsTyping `json:"typing,omitempty"`     // for the room's members, except the user who is typing
	Read       *ReadPosition  `json:"read,omitempty"`       // for the user's other connections
	Presence   *wire.Presence `json:"presence,omitempty"`   // for everyone
	Pairing    *PairingNotice `json:"pairing,omitempty"`    // for the user's connections
	Disconnect *Disconnection `json:"disconnect,omitempty"` // a sanction that ends connections
	Refresh    *Target        `json:"refresh,omitempty"`    // permissions have changed: the accounts have the new ones
}

// A ReadPosition is how far a user has read a room.
type ReadPosition struct {
	Key    string `json:"key"`    // of the user's name
	Reader string `json:"reader"` // the connection that has read, which knows it: see online.readerID
	wire.HasRead
}

// A Disconnection ends connections, with the code and the params of a bye.
type Disconnection struct {
	Target Target      `json:"target"`
	Code   wire.Code   `json:"code"`
	Params wire.Params `json:"params,omitempty"`
}

// A Target is the connections that a sanction is about: those of an address, or
// else those of a user and of devices. The console is never one of them.
type Target struct {
	Key     string             `json:"key,omitempty"`     // of the user's name
	Device  wire.Fingerprint   `json:"device,omitempty"`  // only this device of the user
	Devices []wire.Fingerprint `json:"devices,omitempty"` // besides the user's, under any name
	Address string             `json:"address,omitempty"` // without moderators and administrators
}

// has reports whether c is one of the connections.
func (t Target) has(c *Conn) bool {
	switch {
	case c.console:
		return false
	case t.Address != "":
		role := c.user.account().Role
		return clientaddr.Covers(t.Address, c.from.Key) && (role == "" || role == wire.Member)
	case t.Device != "":
		return c.key == t.Key && c.device == t.Device
	}
	return c.key == t.Key || c.device != "" && slices.Contains(t.Devices, c.device)
}

// alone is the Bus of a server of one node.
type alone struct{ receive func(Notice) }

func (a *alone) Publish(n Notice)                 { a.receive(n) }
func (a *alone) Subscribe(receive func(n Notice)) { a.receive = receive }
