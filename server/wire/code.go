package wire

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// A Code is what a program decides by. The words for people are made from it
// and its Params, by the program that shows them.
type Code string

// The codes of Error. PROTOCOL.md says which params each of them has.
const (
	BadJSON        Code = "bad-json"       // not one JSON object
	UnknownType    Code = "unknown-type"   // no such request
	BadMember      Code = "bad-member"     // a member is missing or cannot be used
	BadText        Code = "bad-text"       // a text that cannot be relayed
	TooLong        Code = "too-long"       // a text that has too many characters
	TooManyLines   Code = "too-many-lines" // a text that has too many lines
	HelloFirst     Code = "hello-first"    // the first request is hello
	HelloTwice     Code = "hello-twice"    // there has been a hello
	IDReused       Code = "id-reused"      // the id belongs to something else
	NoRoom         Code = "no-room"        // there is no such room, or not for this user
	RoomEnded      Code = "room-ended"     // the room that was meant has ended, and another one has its name
	RoomExists     Code = "room-exists"
	NotMember      Code = "not-member"             // join first
	NotYours       Code = "not-yours"              // another user's message
	NoTarget       Code = "no-target"              // no such message in this room
	MessageRemoved Code = "message-removed"        // the message was retracted or removed
	NoFile         Code = "no-file"                // no such upload or file for this user, or it is not complete
	TooManyOwn     Code = "too-many-reactions"     // of this user on this message
	TooManyKinds   Code = "too-many-kinds"         // of reactions on this message
	TooManyPins    Code = "too-many-pins"          // in this room
	NoName         Code = "no-name"                // not a name, or a reserved one
	LobbyFixed     Code = "lobby-fixed"            // nobody changes or leaves the lobby
	DirectLeave    Code = "direct-leave"           // a room of two is not left
	DirectTopic    Code = "direct-topic"           // it has no topic
	DirectInvite   Code = "direct-invite"          // nobody is added to it
	GuestRoom      Code = "guest-room"             // a guest has no private rooms
	IsGuest        Code = "is-guest"               // a guest has no devices
	NotRegistered  Code = "not-registered"         // the name that the request is about is no account's
	TooManyRooms   Code = "too-many-rooms"         // of this user
	TooManyOpened  Code = "too-many-opened"        // rooms that this user, or guests of this address, have opened
	TooManyInAll   Code = "too-many-on-server"     // rooms of all users
	RoomFull       Code = "room-full"              // of members
	DirectsToday   Code = "too-many-directs-today" // direct rooms that this user has opened
	GuestInvite    Code = "guest-invite"           // a guest invites nobody
	NoOffer        Code = "no-offer"               // the user is not invited to this room
	NotTaken       Code = "not-taken"              // this person takes no messages or invitations from this user now
	YouBlock       Code = "you-block"              // this user blocks the person
	Muted          Code = "muted"                  // nothing that others would see is taken
	NoRole         Code = "no-role"                // only moderators and administrators may do this
	AboveYou       Code = "above-you"              // only administrators may do this to a moderator or an administrator
	RoleAboveYou   Code = "role-above-you"         // only administrators may give this role
	OwnName        Code = "own-name"               // nobody may do this to their own name
	OwnAddress     Code = "own-address"            // the client connects from the address it would ban
	ServerAddress  Code = "server-address"         // the server's own machine is not banned
	BadAddress     Code = "bad-address"            // not an IP address
	NotOnline      Code = "not-online"             // nobody with this name is connected
	NameUnused     Code = "name-unused"            // nobody has the name; force applies the action to later guests
	NoAccount      Code = "no-account"             // no account has this name
	NoSanction     Code = "no-sanction"            // nothing holds against this name or address
	NameBanned     Code = "name-banned"            // a banned name cannot be unregistered
	LastAdmin      Code = "last-administrator"
	NoDevice       Code = "no-device" // the user has no such device
	LastDevice     Code = "last-device"
	TooManyDevices Code = "too-many-devices"
	TooManyBlocked Code = "too-many-blocked" // names that this user blocks
	NotAsking      Code = "not-asking"       // the device does not ask to be confirmed any more
	NoAccounts     Code = "no-accounts"      // this server has no accounts
	ConsoleRooms   Code = "console-rooms"    // the server console is in no room
	CodeNotStored  Code = "not-stored"       // the disk is full; try again
	CodeNotRead    Code = "not-read"         // the disk could not be read; try again
)

// The codes of Bye. CodeNotRead is one, too.
const (
	ByeQuit         Code = "quit"
	ByeShutdown     Code = "shutdown"
	ByeSlow         Code = "slow"          // what waited for the client passed the limit
	ByeSilent       Code = "silent"        // nothing came from the client for too long
	ByeTooLong      Code = "line-too-long" // the client's line
	ByeKicked       Code = "kicked"        // by a moderator
	ByeUnregistered Code = "unregistered"  // the name was unregistered
	ByeBanned       Code = "banned"        // there is no coming back before the ban ends
	ByeRevoked      Code = "revoked"       // the device is none of the account's any more
)

// ErrorCodes and ByeCodes are all that Error and Bye have, in PROTOCOL.md's order.
var (
	ErrorCodes = []Code{
		BadJSON, UnknownType, BadMember, BadText, TooLong, TooManyLines, HelloFirst, HelloTwice, IDReused,
		NoRoom, RoomEnded, RoomExists, NotMember, LobbyFixed, DirectLeave, DirectTopic, DirectInvite, GuestRoom, NotRegistered, TooManyRooms,
		TooManyOpened, RoomFull, TooManyInAll,
		DirectsToday, GuestInvite, NoOffer, NotTaken, YouBlock,
		NotYours, NoTarget, MessageRemoved, NoFile, TooManyOwn, TooManyKinds, TooManyPins, NoName,
		Muted, NoRole, AboveYou, RoleAboveYou, OwnName, OwnAddress, ServerAddress, BadAddress,
		NotOnline, NameUnused, NoAccount, NoSanction, NameBanned, LastAdmin,
		IsGuest, NoDevice, LastDevice, TooManyDevices, NotAsking, TooManyBlocked,
		NoAccounts, ConsoleRooms, CodeNotStored, CodeNotRead,
	}
	ByeCodes = []Code{ByeQuit, ByeShutdown, ByeSlow, ByeSilent, ByeTooLong, CodeNotRead, ByeKicked, ByeBanned, ByeUnregistered, ByeRevoked}
)

// Params are what the words about a Code need: a flat object of strings and
// whole numbers, as string and int64. What comes from people in them, names and
// reasons, is plain text. They hold no secrets, and a program that shows them
// takes them for text, whatever they look like.
type Params map[string]any

// With returns Params of names and values in turns: strings, and whole numbers
// of any type. Empty strings and zeros are left out, and nil is all that is left
// of nothing.
func With(pairs ...any) Params {
	var p Params
	for i := 0; i+1 < len(pairs); i += 2 {
		var value any
		switch v := pairs[i+1].(type) {
		case int:
			value = int64(v)
		case int64:
			value = v
		default:
			value = fmt.Sprint(v)
		}
		if value == "" || value == int64(0) {
			continue
		}
		if p == nil {
			p = Params{}
		}
		p[pairs[i].(string)] = value
	}
	return p
}

// Text returns the string called name, or "".
func (p Params) Text(name string) string {
	s, _ := p[name].(string)
	return s
}

// Number returns the number called name, or 0.
func (p Params) Number(name string) int64 {
	n, _ := p[name].(int64)
	return n
}

// String returns p for a log: name=value, in the order of names.
func (p Params) String() string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(p)) {
		if s, ok := p[name].(string); ok {
			all = append(all, name+"="+strconv.Quote(s))
		} else {
			all = append(all, fmt.Sprintf("%s=%v", name, p[name]))
		}
	}
	return strings.Join(all, " ")
}

// UnmarshalJSON reads an object. What is neither a string nor a whole number is
// left out: a later version may have it.
func (p *Params) UnmarshalJSON(b []byte) error {
	var all map[string]json.RawMessage
	if err := json.Unmarshal(b, &all); err != nil {
		return err
	}
	*p = nil
	for name, value := range all {
		var s string
		var n int64
		switch {
		case json.Unmarshal(value, &n) == nil && string(value) != "null":
			p.set(name, n)
		case json.Unmarshal(value, &s) == nil && string(value) != "null":
			p.set(name, s)
		}
	}
	return nil
}

func (p *Params) set(name string, value any) {
	if *p == nil {
		*p = Params{}
	}
	(*p)[name] = value
}

// Refuse returns an Error with Params of names and values in turns, see With.
// The server puts in the id and the type of the request, and a text for people,
// where it answers.
func Refuse(code Code, pairs ...any) *Error {
	return &Error{Code: code, Params: With(pairs...)}
}

// Error returns the code and the params, for a log.
func (e *Error) Error() string {
	if len(e.Params) == 0 {
		return string(e.Code)
	}
	return string(e.Code) + " " + e.Params.String()
}
