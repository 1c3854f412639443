// Package english has the server's own words: what it says beside a code to
// people who use nc or a program without a catalog of its own, and what its
// commands print. No program decides by them.
package english

import (
	"fmt"
	"strings"
	"time"

	"confab/server/wire"
)

// sentences are what the codes mean. In braces stands a param, and with "for"
// and "reason" the rest of a sentence: until when, and why, with its end.
var sentences = map[wire.Code]string{
	wire.BadJSON:        "This is not a JSON object with a type.",
	wire.UnknownType:    "There is no request of this type.",
	wire.BadMember:      "The member {member} is missing or can't be used.",
	wire.BadText:        "The text has characters that can't be sent.",
	wire.TooLong:        "The member {member} is too long: it has at most {max} characters.",
	wire.TooManyLines:   "The member {member} is too long: it has at most {max} lines.",
	wire.HelloFirst:     "The first request is hello.",
	wire.HelloTwice:     "The connection already has a hello.",
	wire.IDReused:       "This id belongs to something else.",
	wire.NoRoom:         "This room doesn't exist or is private.",
	wire.RoomEnded:      "This room has ended. Another room has its name now.",
	wire.RoomExists:     "A room with this or a similar name already exists. It may be private. Choose another name.",
	wire.NotMember:      "You aren't in this room. Join it first.",
	wire.LobbyFixed:     "Everyone is in the lobby. It can't be changed or left.",
	wire.DirectLeave:    "You can't leave a direct message.",
	wire.DirectTopic:    "Direct messages have no topic.",
	wire.DirectInvite:   "You can't add anyone to a direct message. Create a room instead.",
	wire.GuestRoom:      "Guests can't join private rooms, because anyone could use the name later. Register a name first.",
	wire.NotRegistered:  "Direct messages and private rooms are only for registered names. This name isn't registered.",
	wire.TooManyRooms:   "You are in {max} rooms, which is the limit. Leave one first.",
	wire.TooManyOpened:  "You have created {max} rooms that still exist, which is the limit. Leave one first.",
	wire.RoomFull:       "This room has {max} members, which is the limit.",
	wire.TooManyInAll:   "This server has {max} rooms, which is the limit. Ask a moderator to close one.",
	wire.DirectsToday:   "You have started {max} direct messages within a day, which is the limit. Try again later.",
	wire.GuestInvite:    "Guests can't invite anyone. Register a name first.",
	wire.NoOffer:        "The invitation to this room is no longer valid.",
	wire.NotTaken:       "{name} doesn't accept direct messages or invitations from you right now.",
	wire.YouBlock:       "You have blocked {name}. Unblock them first.",
	wire.NotYours:       "This message was sent by someone else.",
	wire.NoTarget:       "This message doesn't exist in this room.",
	wire.MessageRemoved: "This message was deleted.",
	wire.NoFile:         "The server does not have one of the files.",
	wire.TooManyOwn:     "You have added {max} reactions to this message, which is the limit. Remove one first.",
	wire.TooManyKinds:   "This message has {max} different reactions, which is the limit. Use one of them.",
	wire.NoName:         "This isn't a valid name. A name is one word of letters, digits, -, _ and ., and not a reserved word.",
	wire.Muted:          "You are muted{for}{reason}",
	wire.NoRole:         "Only moderators and administrators can do this.",
	wire.AboveYou:       "Only administrators can do this to a moderator or an administrator.",
	wire.RoleAboveYou:   "Only administrators can assign this role.",
	wire.OwnName:        "You can't do this to yourself.",
	wire.OwnAddress:     "You are connected from this address yourself.",
	wire.ServerAddress:  "This is the server's own machine, which can't be banned. Ban the name instead.",
	wire.BadAddress:     "This is not an IP address. Write it like 192.0.2.7 or 2001:db8::7, without a port.",
	wire.NotOnline:      "No one with this name is online.",
	wire.NameUnused:     "No one is using this name. It can still be applied to future guests who use it.",
	wire.NoAccount:      "This name isn't registered.",
	wire.NoSanction:     "This name or address isn't muted or banned.",
	wire.NameBanned:     "This name is banned, and its next owner would be too. Unban it first.",
	wire.LastAdmin:      "You are the only administrator. Make someone else an administrator first.",
	wire.IsGuest:        "Guests can't do this. Register a name first.",
	wire.NoDevice:       "This isn't one of your devices.",
	wire.LastDevice:     "This is your only device. Add another one first, or you'll lose your name.",
	wire.TooManyDevices: "You have {max} devices, which is the limit. Remove one first.",
	wire.TooManyBlocked: "You have blocked {max} names, which is the limit. Unblock one of them first.",
	wire.NotAsking:      "This device is no longer waiting to be confirmed.",
	wire.NoAccounts:     "This server has no accounts.",
	wire.ConsoleRooms:   "The server console isn't in any room.",
	wire.CodeNotStored:  "The server couldn't store this. Try again later.",
	wire.CodeNotRead:    "The server couldn't read its disk. Try again later.",

	wire.ByeQuit:         "Goodbye.",
	wire.ByeShutdown:     "The server is shutting down.",
	wire.ByeSlow:         "Your connection was too slow: too much was waiting to be sent.",
	wire.ByeSilent:       "The server received nothing from you for too long.",
	wire.ByeTooLong:      "The line was longer than this server accepts.",
	wire.ByeKicked:       "You were kicked{reason}",
	wire.ByeBanned:       "You are banned{for}{reason}",
	wire.ByeUnregistered: "Your name was unregistered{reason}",
	wire.ByeRevoked:      "This device was revoked from another of your devices.",
}

// tooMany is for the code of a limit that has no sentence of its own.
const tooMany = "There are already {max} of these, which is the limit."

// Of returns the sentence for a code, which may be that of an Error or a Bye, or
// "" for a code that has none.
func Of(code wire.Code, p wire.Params) string {
	s := sentences[code]
	if s == "" && strings.HasPrefix(string(code), "too-many-") {
		s = tooMany
	}
	if !strings.Contains(s, "{") {
		return s
	}
	pairs := []string{"{for}", Until(end(p)), "{reason}", Because(p.Text("reason"))}
	for name, value := range p {
		pairs = append(pairs, "{"+name+"}", fmt.Sprint(value))
	}
	return strings.NewReplacer(pairs...).Replace(s)
}

// end returns when what p says ends; the zero time if it does not.
func end(p wire.Params) time.Time {
	seconds := p.Number("for")
	if seconds <= 0 {
		return time.Time{}
	}
	return time.Now().Add(time.Duration(seconds) * time.Second)
}

// Until returns the rest of a sentence that says when something ends; the zero
// time is permanent. A client that comes back at the minute it says is let in.
func Until(t time.Time) string {
	if t.IsZero() {
		return " permanently"
	}
	return " until " + t.UTC().Add(time.Minute-time.Millisecond).Truncate(time.Minute).Format("2006-01-02 15:04 UTC")
}

// Because returns the end of a sentence that says why.
func Because(reason string) string {
	if reason == "" {
		return "."
	}
	return ": " + reason
}

// Error returns the sentence for an error of the server's: the one here, or for
// a code that this program does not know, the server's own.
func Error(e *wire.Error) string {
	s := Of(e.Code, e.Params)
	switch {
	case e.Text != "" && (s == "" || e.Code == wire.BadMember): // which says more
		return e.Text
	case s == "":
		return "The server refuses this: " + e.Error() + "."
	}
	return s
}
