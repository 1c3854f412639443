package wire

import "time"

// A Role is what somebody may do on a server besides talking.
type Role string

// The roles. Guests have none: a role belongs to a name that is bound to a key.
const (
	Member        Role = "member"
	Moderator     Role = "moderator"     // may act on members and guests
	Administrator Role = "administrator" // may act on everybody
)

// Limits of what belongs to a name.
const (
	MaxDevices = 20   // of one name
	MaxNames   = 5    // that one device has
	MaxReason  = 200  // characters of a reason
	MaxDevice  = 64   // characters of a device's own name
	MaxBlocked = 1000 // people whom one person blocks
	MaxEntries = 100  // of an audit or of sanctions in one answer
)

// MaxMinutes is the longest time for which somebody is muted or banned, but
// for good: ten years.
const MaxMinutes = 10 * 365 * 24 * 60

// The acts of Moderate.
const (
	ActMute    = "mute"    // Name says nothing for Minutes
	ActBan     = "ban"     // Name, or who comes from Address, does not get in for Minutes
	ActKick    = "kick"    // Name's connections end
	ActPardon  = "pardon"  // ends what holds against Name or Address
	ActRole    = "role"    // Name has Role
	ActRelease = "release" // Name is nobody's any more
	ActClose   = "close"   // nobody gets a name that has none
	ActOpen    = "open"    // the opposite

	ActCloseRoom = "close-room" // Room ends, and what was said in it is erased
)

// Further acts that stand in the audit list: what is done by other requests.
const (
	ActInvite = "invite" // somebody may come, with Role
	ActRedeem = "redeem" // Name has come by an invitation
	ActRemove = "remove" // a message of Name's in Room is removed
)

// What a CHAT/2.0 client asks about names, devices and people. Each is answered
// by what is named here or by an error, either with its key.
type (
	// Devices asks for one's own devices: DeviceList.
	Devices struct {
		Key string `json:"key"`
	}
	// Pair asks for an invitation that makes another device one's own: Invited.
	Pair struct {
		Key string `json:"key"`
	}
	// Confirm says whether a device that asks is one's own: Done.
	Confirm struct {
		Key    string      `json:"key"`
		Device Fingerprint `json:"device"`
		Yes    bool        `json:"yes,omitempty"`
	}
	// Rename gives one of one's own devices a name: Done.
	Rename struct {
		Key    string      `json:"key"`
		Device Fingerprint `json:"device"`
		Name   string      `json:"name"`
	}
	// Revoke makes a device nobody's, and ends its connections: Done.
	Revoke struct {
		Key    string      `json:"key"`
		Device Fingerprint `json:"device"`
	}
	// Invitation asks for an invitation for somebody else: Invited.
	Invitation struct {
		Key  string `json:"key"`
		Role Role   `json:"role,omitempty"` // empty is Member
	}
	// Moderate does one of the acts: Done.
	Moderate struct {
		Key     string `json:"key"`
		Act     string `json:"act"`
		Room    string `json:"room,omitempty"` // of the act that closes one
		Name    string `json:"name,omitempty"`
		Address string `json:"address,omitempty"` // of a ban or a pardon, instead of Name
		Minutes int    `json:"minutes,omitempty"` // of a mute and a ban; 0 is for good
		Reason  string `json:"reason,omitempty"`
		Role    Role   `json:"role,omitempty"`
		Force   bool   `json:"force,omitempty"` // of a mute and a ban: also of a name that nobody has now
	}
	// Remove takes somebody's message away: the event.
	Remove struct {
		Room   string `json:"room"`
		Key    string `json:"key"`
		Target string `json:"target"`
		Reason string `json:"reason,omitempty"`
	}
	// Audit asks for what has been done, the newest first: Audited.
	Audit struct {
		Key    string `json:"key"`
		Before int64  `json:"before,omitempty"` // an entry's ID; 0 is the newest
		Limit  int    `json:"limit"`
	}
	// Sanctions asks for what holds against whom, the newest first: Sanctioned.
	Sanctions struct {
		Key    string `json:"key"`
		Before int64  `json:"before,omitempty"`
		Limit  int    `json:"limit"`
	}
)

// What the server says about them.
type (
	// Standing is what somebody may do: in a welcome, and when it changes.
	Standing struct {
		Guest  bool        `json:"guest,omitempty"`
		Role   Role        `json:"role,omitempty"`
		Device Fingerprint `json:"device,omitempty"` // that the connection has
		Muted  bool        `json:"muted,omitempty"`
		For    int64       `json:"for,omitempty"` // seconds until the mute ends; 0 is never
		Reason string      `json:"reason,omitempty"`
	}
	// Done answers a request that has been done.
	Done struct {
		Key string `json:"key"`
	}
	// Invited is an invitation, which is shown once: the server keeps but a hash.
	Invited struct {
		Key       string   `json:"key"`
		Token     string   `json:"token"`
		For       int64    `json:"for"`                 // seconds
		Addresses []string `json:"addresses,omitempty"` // host:port of the server for other machines, the likeliest first
	}
	// DeviceList is one's devices, as the answer "devices": when one asks, and when they change.
	DeviceList struct {
		Key     string   `json:"key,omitempty"`
		Devices []Device `json:"devices"`
	}
	// Device is one of them.
	Device struct {
		ID     Fingerprint `json:"id"`
		Name   string      `json:"name,omitempty"`
		Added  string      `json:"added"`
		Seen   string      `json:"seen,omitempty"` // when it came last
		Online bool        `json:"online,omitempty"`
	}
	// Asking says that somebody brings an invitation of Pair's: Confirm
	// answers. Over says that there is nothing to answer any more.
	Asking struct {
		Device  Fingerprint `json:"device"`
		Address string      `json:"address,omitempty"`
		Over    bool        `json:"over,omitempty"`
	}
	// Audited answers Audit.
	Audited struct {
		Key     string       `json:"key"`
		Entries []AuditEntry `json:"entries"`
		More    bool         `json:"more,omitempty"`
	}
	// AuditEntry is one thing that has been done.
	AuditEntry struct {
		ID      int64  `json:"id"`
		At      string `json:"at"`
		By      string `json:"by"` // a name, or "server" for its own terminal
		Act     string `json:"act"`
		Name    string `json:"name,omitempty"`
		Address string `json:"address,omitempty"`
		Room    string `json:"room,omitempty"`
		Role    Role   `json:"role,omitempty"`
		Until   string `json:"until,omitempty"`
		Reason  string `json:"reason,omitempty"`
	}
	// Sanctioned answers Sanctions.
	Sanctioned struct {
		Key     string     `json:"key"`
		Closed  bool       `json:"closed,omitempty"` // nobody gets a name that has none
		Entries []Sanction `json:"entries"`
		More    bool       `json:"more,omitempty"`
	}
	// Sanction is a mute or a ban that holds.
	Sanction struct {
		ID      int64  `json:"id"`
		Act     string `json:"act"` // ActMute or ActBan
		Name    string `json:"name,omitempty"`
		Address string `json:"address,omitempty"`
		By      string `json:"by"`
		At      string `json:"at"`
		For     int64  `json:"for,omitempty"` // seconds until it ends; 0 is never
		Reason  string `json:"reason,omitempty"`
	}
)

// SecondsUntil returns how long it is until something ends, in the seconds that
// the protocol has; 0 for the zero time, which is never. Clocks of two machines
// differ, so when something ends is not told as a moment.
func SecondsUntil(end, now time.Time) int64 {
	if end.IsZero() {
		return 0
	}
	return max(1, int64((end.Sub(now)+time.Second-1)/time.Second))
}

// Stamp writes a time as the protocol does, and the zero time as nothing.
func Stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(AtLayout)
}
