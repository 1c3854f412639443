package wire

// The registry has everything that goes over the wire in CHAT/2.0, a row for
// each kind of thing. A new one is a struct and a row here, what the server does
// with it (handlers in server/hub) or a session (takers in backend/session),
// and a line in PROTOCOL.md: the tests of each name what is missing.

// A Class says what the server does with a request, or what an event changes.
type Class uint8

// The classes. What changes something is known by its id: the same request,
// sent again, changes nothing.
const (
	Control       Class = iota + 1 // begins, keeps up or ends a connection; the server reads it first
	MessageChange                  // stored as an event about a message
	RoomChange                     // stored as an event that changes its room
	AccountChange                  // changes accounts, devices or sanctions, and answers
	Query                          // answers, and changes nothing
	Ephemeral                      // relayed and not stored
)

// Needs are what a client must be, or have done, for a request.
type Needs uint8

// The needs, which add up.
const (
	NeedsHello    Needs = 1 << iota // to have sent hello, which the console need not
	NeedsName                       // to be a user, which the console is not
	NeedsMember                     // to be a member of the room, if the request names one
	NeedsAccounts                   // to be on a server with accounts
	NeedsAccount                    // to have an account
	NeedsRole                       // to be a moderator or an administrator
	NeedsAuthor                     // to have sent the message that the request is about
)

// What most requests need.
const (
	asPerson    = NeedsHello | NeedsName
	asMember    = asPerson | NeedsMember
	asOwner     = asPerson | NeedsAccounts | NeedsAccount
	asModerator = NeedsHello | NeedsAccounts | NeedsRole
)

// requestKinds has a row for every request.
var requestKinds = []*RequestKind{
	request("hello", Control, NeedsName, (*Hello).check),
	request("say", MessageChange, asMember, (*Say).check),
	request("edit", MessageChange, asMember|NeedsAuthor, (*Edit).check),
	request("retract", MessageChange, asMember|NeedsAuthor, (*Retract).check),
	request("react", MessageChange, asMember, (*React).check),
	request("pin", MessageChange, asMember, (*Pin).check),
	request("open", RoomChange, asPerson, (*Open).check),
	request("join", RoomChange, asPerson, (*Join).check),
	request("leave", RoomChange, asMember, (*Leave).check),
	request("topic", RoomChange, asMember, (*Topic).check),
	request("invite", RoomChange, asMember, (*Invite).check),
	request("direct", RoomChange, asPerson, (*Direct).check),
	request("history", Query, NeedsHello|NeedsMember, (*History).check),
	request("read", Ephemeral, asMember, (*Read).check),
	request("typing", Ephemeral, asMember, (*Typing).check),
	request("who", Query, NeedsHello|NeedsMember, (*Who).check),
	request("rooms", Query, asPerson, (*Rooms).check),
	request("ping", Control, NeedsHello, (*Ping).check),
	request("quit", Control, 0, (*Quit).check),
	request("devices", Query, asOwner, (*Devices).check),
	request("pair", AccountChange, asOwner, (*Pair).check),
	request("confirm", AccountChange, asOwner, (*Confirm).check),
	request("rename", AccountChange, asOwner, (*Rename).check),
	request("revoke", AccountChange, asOwner, (*Revoke).check),
	request("invitation", AccountChange, asModerator, (*Invitation).check),
	request("moderate", AccountChange, asModerator, (*Moderate).check),
	request("remove", MessageChange, asModerator|NeedsMember, (*Remove).check),
	request("audit", Query, asModerator, (*Audit).check),
	request("sanctions", Query, asModerator, (*Sanctions).check),
	request("decline", RoomChange, asPerson, (*Decline).check),
	request("block", AccountChange, asPerson, (*Block).check),
	request("unblock", AccountChange, asPerson, (*Unblock).check),
}

// eventKinds has a row for every event type. A new one begins with its row here.
var eventKinds = []*EventKind{
	event[Message](MessageType, MessageChange),
	event[EditBody](EditType, MessageChange),
	event[EditBody](RetractType, MessageChange),
	event[EditBody](ReactType, MessageChange),
	event[EditBody](PinType, MessageChange),
	event[EditBody](RemoveType, MessageChange),
	event[RoomBody](OpenType, RoomChange),
	event[RoomBody](JoinType, RoomChange),
	event[RoomBody](LeaveType, RoomChange),
	event[RoomBody](InviteType, RoomChange),
	event[RoomBody](TopicType, RoomChange),
	event[RoomBody](CloseType, RoomChange),
}

// answerKinds has a row for everything else that a server sends.
var answerKinds = []*AnswerKind{
	answer[Welcome]("welcome"),
	answer[RoomInfo]("room"),
	answer[Page]("page"),
	answer[Presence]("presence"),
	answer[Names]("names"),
	answer[RoomList]("rooms"),
	answer[IsTyping]("typing"),
	answer[HasRead]("read"),
	answer[Pong]("pong"),
	answer[Bye]("bye"),
	answer[Error]("error"),
	answer[Self]("self"),
	answer[Done]("done"),
	answer[InvitationToken]("invitation"),
	answer[DeviceList]("devices"),
	answer[PairingRequest]("pairing-request"),
	answer[AuditLog]("audit"),
	answer[SanctionList]("sanctions"),
	answer[Offer]("offer"),
	answer[Blocked]("blocked"),
}
