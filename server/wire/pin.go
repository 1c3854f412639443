package wire

// PinType is the type of an event that pins a message, or unpins it.
const PinType = "pin"

// MaxPins is how many messages of a room are pinned at most.
const MaxPins = 50

// Pin pins a message of a room for all its members or, with Off, unpins it. Any
// member may do both.
type Pin struct {
	Room   string `json:"room"`
	ID     string `json:"id"`
	Target string `json:"target"`
	Off    bool   `json:"off,omitempty"`
	First  int64  `json:"first,omitempty"`
}

func (r *Pin) check() *Error {
	return first(checkRoom(r.Room), checkNewID(r.ID), checkID("target", r.Target))
}
