package near

import (
	"bytes"
	"encoding/json"
	"net/netip"
	"time"

	"confab/server/wire"
)

// The beacon finds servers on networks that lose multicast DNS: a client asks
// by broadcast, by a multicast group, or address by address, and the server
// answers by unicast. A server never sends anything that it was not asked for.
const (
	BeaconPort  = 42427 // the first of BeaconPorts; each server of a machine takes one
	BeaconPorts = 4

	// A question is as long as an answer may be, so that nobody gets more
	// out of a server than they send to it.
	beaconLen = 400

	beaconQuestion = "CONFAB?1"
	beaconAnswer   = "CONFAB!1"
	nonceLen       = 8
	beaconHeader   = len(beaconAnswer) + nonceLen
)

// BeaconGroups are where a client asks by multicast: one group, on every port.
var BeaconGroups = func() (groups []netip.AddrPort) {
	for i := range uint16(BeaconPorts) {
		groups = append(groups, netip.AddrPortFrom(netip.AddrFrom4([4]byte{239, 255, 42, 27}), BeaconPort+i))
	}
	return groups
}()

// A Nonce connects an answer with its question. A client takes a random one.
type Nonce [nonceLen]byte

// AppendBeaconQuestion appends a question with the nonce to b.
func AppendBeaconQuestion(b []byte, nonce Nonce) []byte {
	b = append(b, beaconQuestion...)
	b = append(b, nonce[:]...)
	return append(b, make([]byte, beaconLen-beaconHeader)...)
}

// ParseBeaconQuestion returns the nonce of a question, and false for a packet
// that is none.
func ParseBeaconQuestion(packet []byte) (nonce Nonce, ok bool) {
	if len(packet) != beaconLen || !bytes.HasPrefix(packet, []byte(beaconQuestion)) {
		return nonce, false
	}
	copy(nonce[:], packet[len(beaconQuestion):])
	return nonce, true
}

// A beaconBody is the JSON of an answer. Its members are short because an answer
// is.
type beaconBody struct {
	Name             string `json:"n"`
	Port             uint16 `json:"port"`
	Key              string `json:"k"`
	People           int    `json:"p"`
	InvitationNeeded bool   `json:"i"`
	Version          string `json:"v"`
	Time             int64  `json:"t"` // Unix milliseconds
}

// AppendBeaconAnswer appends the answer to the question with the nonce to b.
func (a Announcement) AppendBeaconAnswer(b []byte, nonce Nonce) []byte {
	b = append(b, beaconAnswer...)
	b = append(b, nonce[:]...)
	out := bytes.NewBuffer(b)
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)   // six bytes for a < may be too many
	_ = e.Encode(beaconBody{ // writing to a buffer does not fail
		Name: CleanName(a.Name), Port: a.Port, Key: string(a.Key), People: cleanPeople(a.People),
		InvitationNeeded: a.InvitationNeeded, Version: cleanVersion(a.Version), Time: a.Time.UnixMilli(),
	})
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}

// ParseBeaconAnswer returns what an answer to the question with the nonce says,
// cleaned, and false for a packet that is no such answer. Members that it does
// not know are ignored: newer servers may say more.
func ParseBeaconAnswer(packet []byte, nonce Nonce) (a Announcement, ok bool) {
	if len(packet) > beaconLen || !bytes.HasPrefix(packet, append([]byte(beaconAnswer), nonce[:]...)) {
		return a, false
	}
	var body beaconBody
	if err := json.Unmarshal(packet[beaconHeader:], &body); err != nil {
		return a, false
	}
	key, err := wire.ParseFingerprint(body.Key)
	if err != nil || body.Port == 0 {
		return a, false
	}
	return Announcement{
		Name: CleanName(body.Name), Key: key, Port: body.Port, People: cleanPeople(body.People),
		InvitationNeeded: body.InvitationNeeded, Version: cleanVersion(body.Version), Time: time.UnixMilli(body.Time),
	}, true
}
