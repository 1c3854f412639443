package wire

import "time"

// A Role is what an account may do besides sending messages.
type Role string

// The roles. A role belongs to an account, so guests have none.
const (
	Member        Role = "member"
	Moderator     Role = "moderator"     // can act on members and guests
	Administrator Role = "administrator" // can act on everyone
)

// Limits of accounts and moderation.
const (
	MaxDevices = 20   // of one account
	MaxNames   = 5    // of one device
	MaxReason  = 200  // characters of a reason
	MaxDevice  = 64   // characters of the name of a device
	MaxBlocked = 1000 // users that one user blocks
	MaxEntries = 100  // in one answer to audit or sanctions
)

// MaxMinutes is the longest mute or ban that ends: ten years. Zero minutes are
// permanent.
const MaxMinutes = 10 * 365 * 24 * 60

// The acts of Moderate.
const (
	ActMute       = "mute"       // refuses for Minutes what Name sends
	ActUnmute     = "unmute"     // ends the mute of Name
	ActBan        = "ban"        // keeps out Name, or clients from Address, for Minutes
	ActUnban      = "unban"      // ends the ban of Name or Address
	ActKick       = "kick"       // ends the connections of Name
	ActRole       = "role"       // gives Name the Role
	ActUnregister = "unregister" // deletes the account of Name
	ActClose      = "close"      // stops the registration of new names
	ActOpen       = "open"       // allows it again
	ActCloseRoom  = "close-room" // ends Room and erases its messages
)

// Further actions in the audit log, which other requests take.
const (
	ActInvite = "invite" // made an invitation, with Role
	ActRedeem = "redeem" // Name registered with an invitation
	ActRemove = "remove" // removed a message of Name in Room
)

// The requests about accounts, devices and moderation. Each comment names the
// response, which has the id of the request, as an error has.
type (
	// Devices requests the account's devices: DeviceList.
	Devices struct {
		ID string `json:"id"`
	}
	// Pair makes an invitation for another device of the account: Invited.
	Pair struct {
		ID string `json:"id"`
	}
	// Confirm confirms a new device of the account, or rejects it: Done.
	Confirm struct {
		ID     string      `json:"id"`
		Device Fingerprint `json:"device"`
		Yes    bool        `json:"yes,omitempty"`
	}
	// Rename renames a device of the account: Done.
	Rename struct {
		ID     string      `json:"id"`
		Device Fingerprint `json:"device"`
		Name   string      `json:"name"`
	}
	// Revoke removes a device of the account and ends its connections: Done.
	Revoke struct {
		ID     string      `json:"id"`
		Device Fingerprint `json:"device"`
	}
	// Invitation makes an invitation to the server: Invited.
	Invitation struct {
		ID   string `json:"id"`
		Role Role   `json:"role,omitempty"` // empty is Member
	}
	// Moderate takes a moderation action: Done.
	Moderate struct {
		ID      string `json:"id"`
		Act     string `json:"act"`
		Room    string `json:"room,omitempty"` // of ActCloseRoom
		Name    string `json:"name,omitempty"`
		Address string `json:"address,omitempty"` // of a ban or an unban, in place of Name
		Minutes int    `json:"minutes,omitempty"` // of a mute or a ban; 0 is permanent
		Reason  string `json:"reason,omitempty"`
		Role    Role   `json:"role,omitempty"`
		Force   bool   `json:"force,omitempty"` // of a mute or a ban: even if no user has the name now
	}
	// Remove removes a message of any user: the event.
	Remove struct {
		Room   string `json:"room"`
		ID     string `json:"id"`
		Target string `json:"target"`
		Reason string `json:"reason,omitempty"`
		First  int64  `json:"first,omitempty"` // see Say
	}
	// Audit requests entries of the audit log, the newest first: Audited.
	Audit struct {
		ID     string `json:"id"`
		Before int64  `json:"before,omitempty"` // an entry's ID; 0 is the newest
		Limit  int    `json:"limit"`
	}
	// Sanctions requests the mutes and bans in force, the newest first: SanctionList.
	Sanctions struct {
		ID     string `json:"id"`
		Before int64  `json:"before,omitempty"`
		Limit  int    `json:"limit"`
	}
)

// The responses about them.
type (
	// Self is what the user may do: in a welcome, and when it changes.
	Self struct {
		Guest  bool        `json:"guest,omitempty"`
		Role   Role        `json:"role,omitempty"`
		Device Fingerprint `json:"device,omitempty"` // that this connection uses
		Muted  bool        `json:"muted,omitempty"`
		For    int64       `json:"for,omitempty"` // seconds until the mute ends; 0 is permanent
		Reason string      `json:"reason,omitempty"`
	}
	// Done answers a request that succeeded and returns nothing.
	Done struct {
		ID string `json:"id"`
	}
	// Invited is an invitation. The server stores only its hash and cannot show it again.
	InvitationToken struct {
		ID        string   `json:"id"`
		Token     string   `json:"token"`
		For       int64    `json:"for"`                 // seconds
		Addresses []string `json:"addresses,omitempty"` // host:port of the server for other machines, the most likely first
	}
	// DeviceList is the account's devices, as the response "devices": on request, and when they change.
	DeviceList struct {
		ID      string   `json:"id,omitempty"`
		Devices []Device `json:"devices"`
	}
	// Device is one of them.
	Device struct {
		ID     Fingerprint `json:"id"`
		Name   string      `json:"name,omitempty"`
		Added  string      `json:"added"`
		Seen   string      `json:"seen,omitempty"` // when it connected last
		Online bool        `json:"online,omitempty"`
	}
	// Asking says that a device has registered with an invitation of Pair and
	// waits for Confirm. Over says that it no longer waits.
	PairingRequest struct {
		Device  Fingerprint `json:"device"`
		Address string      `json:"address,omitempty"`
		Over    bool        `json:"over,omitempty"`
	}
	// Audited answers Audit.
	AuditLog struct {
		ID      string       `json:"id"`
		Entries []AuditEntry `json:"entries"`
		More    bool         `json:"more,omitempty"`
	}
	// AuditEntry is one action.
	AuditEntry struct {
		ID      int64  `json:"id"`
		At      string `json:"at"`
		By      string `json:"by"` // a name, or "server" for the console
		Act     string `json:"act"`
		Name    string `json:"name,omitempty"`
		Address string `json:"address,omitempty"`
		Room    string `json:"room,omitempty"`
		Role    Role   `json:"role,omitempty"`
		Until   string `json:"until,omitempty"`
		Reason  string `json:"reason,omitempty"`
	}
	// SanctionList answers Sanctions.
	SanctionList struct {
		ID      string     `json:"id"`
		Closed  bool       `json:"closed,omitempty"` // new names cannot be registered
		Entries []Sanction `json:"entries"`
		More    bool       `json:"more,omitempty"`
	}
	// Sanction is a mute or a ban in force.
	Sanction struct {
		ID      int64  `json:"id"`
		Act     string `json:"act"` // ActMute or ActBan
		Name    string `json:"name,omitempty"`
		Address string `json:"address,omitempty"`
		By      string `json:"by"`
		At      string `json:"at"`
		For     int64  `json:"for,omitempty"` // seconds until it ends; 0 is permanent
		Reason  string `json:"reason,omitempty"`
	}
)

// SecondsUntil returns the whole seconds from now to end, rounded up, at least 1;
// 0 for the zero time, which is never. The protocol sends durations because the
// clocks of two machines differ.
func SecondsUntil(end, now time.Time) int64 {
	if end.IsZero() {
		return 0
	}
	return max(1, int64((end.Sub(now)+time.Second-1)/time.Second))
}

// Stamp formats a time as the protocol does; the zero time is empty.
func Stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(AtLayout)
}
