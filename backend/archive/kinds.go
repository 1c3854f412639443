package archive

import "confab/server/wire"

// A kind is the type of an event as a number. The numbers are on people's disks:
// what is shown is 1 to 6, and of what changes a message the greater one wins.
type kind int

const (
	unknown kind = iota // kept for a newer program, not shown
	message
	opened
	joined
	left
	invited
	topic
	edit
	retract
	remove
	react
)

// types are the types of the protocol, by kind.
var types = [...]string{
	"", wire.MessageType, wire.OpenType, wire.JoinType, wire.LeaveType, wire.InviteType, wire.TopicType,
	wire.EditType, wire.RetractType, wire.RemoveType, wire.ReactType,
}

func kindOf(typ string) kind {
	for k, t := range types[message:] {
		if t == typ {
			return message + kind(k)
		}
	}
	return unknown
}

// isShown reports whether a window shows it as a row.
func (k kind) isShown() bool { return message <= k && k <= topic }

func (k kind) String() string { return types[k] }
