package discovery

import (
	"context"
	"net"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"confab/server/near"
	"confab/server/wire"
)

// beaconFor is how long one host may take to answer.
const beaconFor = 500 * time.Millisecond

// NeedsInvitation asks the server at address, host:port, whether it needs an
// invitation to register a new name. known is false if no server with that key
// answers: it may not announce itself, or be on another network.
func NeedsInvitation(ctx context.Context, address string, key wire.Fingerprint) (needed, known bool) {
	ctx, cancel := context.WithTimeout(ctx, beaconFor)
	defer cancel()
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return false, false
	}
	ips, err := net.DefaultResolver.LookupNetIP(ctx, "ip4", host)
	if err != nil {
		return false, false
	}
	said, ok := AskBeacon(ctx, ips[0], port)
	return said.InvitationNeeded, ok && said.Key == key
}

// AskBeacon asks the beacon of one host, which needs no multicast, what runs there
// at a port. It takes up to half a second; ok is false if nothing answers.
func AskBeacon(ctx context.Context, ip netip.Addr, port string) (said near.Announcement, ok bool) {
	wanted, err := strconv.ParseUint(port, 10, 16)
	if err != nil || !ip.Unmap().Is4() {
		return said, false
	}
	c, err := near.OpenAsking()
	if err != nil {
		return said, false
	}
	nonce := near.NewNonce()
	answer := make(chan near.Announcement, 1)
	var receiving sync.WaitGroup
	receiving.Go(func() {
		c.Receive(func(p near.Packet) {
			if a, ok := near.ParseBeaconAnswer(p.Data, nonce); ok && a.Port == uint16(wanted) && p.From.Addr() == ip.Unmap() {
				select {
				case answer <- a:
				default:
				}
			}
		})
	})
	defer receiving.Wait()
	defer c.Close()
	question := near.AppendBeaconQuestion(nil, nonce)
	for i := range uint16(near.BeaconPorts) {
		c.Unicast(netip.AddrPortFrom(ip.Unmap(), near.BeaconPort+i), question)
	}
	select {
	case said = <-answer:
		return said, true
	case <-time.After(beaconFor):
	case <-ctx.Done():
	}
	return said, false
}
