package session

import "confab/server/wire"

// A Code is what a program decides by when something did not work. Beside those
// here, a Problem has the codes of wire.Error as they are, and those of wire.Bye
// behind "bye-". The window's catalogs have a text for each.
type Code string

// Why there is no connection, or why it ended. Params are address (host:port),
// host, name, and text, which is the server's own sentence.
const (
	InvalidAddress     Code = "invalid-address"     // why is one of wire.AddressFaults
	InvalidName        Code = "invalid-name"        // why is one of wire.NameFaults
	NameRefused        Code = "name-refused"        // by the server, which may not speak CHAT/2.0
	NameTaken          Code = "name-taken"          // the name is another user's
	NameForbidden      Code = "name-forbidden"      // the name is reserved
	Banned             Code = "banned"              // text has until when and why
	InvitationNeeded   Code = "invitation-needed"   // for a new name
	InvitationVoid     Code = "invitation-void"     // it was used, or has expired
	RegistrationClosed Code = "registration-closed" // for new names
	LinkExpired        Code = "link-expired"        // before another device confirmed this one
	LinkOfAnother      Code = "link-of-another"     // the link is for another name
	NotConfirmed       Code = "not-confirmed"       // another device refused this one
	AskedLater         Code = "asked-later"         // another device used the link after this one
	NameFull           Code = "name-full"           // the name has too many devices
	DeviceFull         Code = "device-full"         // the device has too many names
	TLSNeeded          Code = "tls-needed"
	BadCertificate     Code = "bad-certificate"
	TooMany            Code = "too-many" // connections from this address
	Full               Code = "full"
	NotReady           Code = "not-ready"
	ShuttingDown       Code = "shutting-down"
	NotAllowed         Code = "not-allowed" // for a reason that this program does not know; final
	NotNow             Code = "not-now"     // for a reason that this program does not know; a later try may succeed
	Unreachable        Code = "unreachable"
	NotChat            Code = "not-chat"
	KeyChanged         Code = "key-changed" // the server is another one than before, or than its link says: why, before, now
	NoKey              Code = "no-key"      // this device's key is there and cannot be had: why, path
	Stopped            Code = "stopped"     // the user did not want to wait

	ConnectionLost   Code = "connection-lost"
	LookingForServer Code = "looking-for-server"
	NameHeld         Code = "name-held"         // the server has not noticed that our last connection is gone
	ConfirmElsewhere Code = "confirm-elsewhere" // on another device, which shows this one's id
	ServerLeaves     Code = "bye-unknown"       // the server ended the connection for a reason that this program does not know: text
	ServerLeavesBy   Code = "bye-unknown-by"    // as before, without a sentence: code
)

// Why a request did not succeed.
const (
	NotConnected    Code = "not-connected"
	NoServer        Code = "no-server"       // the session has no server
	AskLost         Code = "ask-lost"        // the connection was lost before the answer; it may be done
	QueryLost       Code = "query-lost"      // the same for a query, which changes nothing
	AskSilent       Code = "ask-silent"      // there was no answer in time; it may be done
	QuerySilent     Code = "query-silent"    // the same for a query, which changes nothing
	StoppedWaiting  Code = "stopped-waiting" // the user has
	NotUnderstood   Code = "not-understood"  // the answer
	TooManyAsked    Code = "too-many-asked"  // and not answered yet
	ServerTooOld    Code = "server-too-old"
	ServerRefuses   Code = "server-refuses"    // for a reason that this program does not know: text
	ServerRefusesBy Code = "server-refuses-by" // as before, without a sentence: code

	NothingToSend   Code = "nothing-to-send"
	BadRoom         Code = "bad-room"          // not a room's name: max
	BadTopic        Code = "bad-topic"         // too long, or more than one line: max
	TooBig          Code = "too-big"           // for this server: bytes, max
	NotKept         Code = "not-kept"          // this computer could not store it, so it was not sent
	KeyUsed         Code = "key-used"          // another message was sent under the key
	WaitsWithoutKey Code = "waits-without-key" // it is not known for which server it waits
	WaitsForAnother Code = "waits-for-another" // server than this one
	Internal        Code = "internal"
)

// replies are what the numbers of a server's first line mean.
var replies = map[int]Code{
	wire.Invalid.Code:            NameRefused,
	wire.NameTaken.Code:          NameTaken,
	wire.NameForbidden.Code:      NameForbidden,
	wire.Banned.Code:             Banned,
	wire.RegistrationClosed.Code: RegistrationClosed,
	wire.InvitationNeeded.Code:   InvitationNeeded,
	wire.LinkExpired.Code:        LinkExpired,
	wire.LinkOfAnother.Code:      LinkOfAnother,
	wire.InvitationVoid.Code:     InvitationVoid,
	wire.NotConfirmed.Code:       NotConfirmed,
	wire.AskedLater.Code:         AskedLater,
	wire.NameFull.Code:           NameFull,
	wire.DeviceFull.Code:         DeviceFull,
	wire.TLSNeeded.Code:          TLSNeeded,
	wire.TooMany.Code:            TooMany,
	wire.BadCertificate.Code:     BadCertificate,
	wire.Full.Code:               Full,
	wire.Unready.Code:            NotReady,
	wire.ShuttingDown.Code:       ShuttingDown,
}

// lasting are the codes of a try to connect after which the same would end the
// same way, until the user does something about it.
var lasting = map[Code]bool{
	InvalidName: true, NameRefused: true, NameTaken: true, NameForbidden: true, Banned: true, InvitationNeeded: true, InvitationVoid: true,
	RegistrationClosed: true, LinkExpired: true, LinkOfAnother: true, NotConfirmed: true, AskedLater: true, NameFull: true, DeviceFull: true,
	TLSNeeded: true, BadCertificate: true, NotAllowed: true, KeyChanged: true, NoKey: true,
	NotChat: true, SSH: true, HTTP: true, Mail: true, OtherTLS: true, PlainChat: true, Plaintext: true,
}

// ByeCode returns the code of a Problem for one of wire.ByeCodes.
func ByeCode(code wire.Code) Code { return "bye-" + Code(code) }
