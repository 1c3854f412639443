package archive

import (
	"confab/backend/session"
	"confab/server/wire"
)

// A reducer is what the archive makes of the events of one type. Everything that
// is particular to a type is in its row of the table below: the rest of the
// archive asks the row.
type reducer struct {
	// shown reports whether a window shows the event as a row; nil is no.
	shown func(c *wire.Content) bool

	// fold changes what the event is about, or what is derived from the event; nil
	// is nothing. It runs once, when the event is stored; from is its sender's
	// names.id.
	fold func(s *storing, r *room, e *session.RoomEvent, from int64)

	// becomes is the status that the event gives to the message that it is about.
	// If several events give one, the greatest counts, and of those the newest.
	becomes status

	// flag is the flag that the event sets on the message that it is about, or
	// clears if it is Off: the newest event counts. Row.Flags has its type. 0 is
	// none; the bits are on people's disks.
	flag int64

	// unread is how much the event counts while it is not read: 0, 1, or 2 if it is
	// meant for the account. nil is 0. The user's own events count nothing.
	unread func(s *storing, r *room, c *wire.Content) int

	// searched is the text that the event is found by; nil is none.
	searched func(c *wire.Content) string

	// room changes the room of an event that was not here yet; nil is nothing. you
	// is the account's name.
	room func(r *room, e *session.RoomEvent, you string)
}

// reducers has a row for each type of event that the archive derives something
// from. An event of any other type is stored, and takes its place in the room.
// A function of a row that has to look up a row itself is the reason for init.
var reducers map[string]*reducer

func init() {
	reducers = map[string]*reducer{
		wire.MessageType: {shown: anyway, fold: (*storing).said, unread: (*storing).unreadWeight, searched: textOf, room: (*room).reads},
		wire.OpenType:    {shown: anyway, room: (*room).reads},
		wire.JoinType:    {shown: anyway, room: (*room).joined},
		wire.LeaveType:   {shown: unlessOffer, room: (*room).left},
		wire.InviteType:  {shown: anyway, room: (*room).invited},
		wire.TopicType:   {shown: anyway, fold: (*storing).setTopic},
		wire.EditType:    {becomes: edited},
		wire.RetractType: {becomes: retracted},
		wire.RemoveType:  {becomes: removed},
		wire.ReactType:   {fold: (*storing).react},
		wire.PinType:     {shown: anyway, flag: 1},
	}
}

// inert is the reducer of a type that has no row.
var inert = &reducer{}

// reducerOf returns the row of a type.
func reducerOf(typ string) *reducer {
	if r := reducers[typ]; r != nil {
		return r
	}
	return inert
}

// shows reports whether a window shows an event as a row.
func (r *reducer) shows(c *wire.Content) bool { return r.shown != nil && r.shown(c) }

// textIn returns what an event with a body is found by.
func (r *reducer) textIn(body string) string {
	if r.searched == nil {
		return ""
	}
	c := wire.ParseContent(body)
	return r.searched(&c)
}

func anyway(*wire.Content) bool { return true }

// unlessOffer hides that an invitation was declined: the user was never a member.
func unlessOffer(c *wire.Content) bool { return !c.Offer }

func textOf(c *wire.Content) string { return c.Text }

// about returns the ID of the message that an event changes or replies to.
func about(c *wire.Content) string {
	if c.Target != "" {
		return c.Target
	}
	return c.ReplyTo
}

// flagsOf returns the types whose flags are set.
func flagsOf(flags int64) (types []string) {
	if flags == 0 {
		return nil
	}
	for typ, r := range reducers {
		if r.flag&flags != 0 {
			types = append(types, typ)
		}
	}
	return types
}
