package discovery

import (
	"context"
	"log/slog"
	"net/netip"
	"sync"

	"confab/server/near"
)

// A Network is what a Browser asks and hears. One goroutine calls its methods.
type Network interface {
	Follow() (fresh bool)    // looks at the interfaces; fresh says that one is new or has changed
	Links() []near.Link      // those in use
	Ask(own bool)            // by multicast DNS; own says also from a port of its own, to which answers come by unicast
	AskBeacon()              // by broadcast and by the beacon's group
	AskHost(host netip.Addr) // by the beacon, one host
	Packets() <-chan Packet  // what is heard
	Close()                  // no packet comes any more
}

// A Packet is what a Network hears.
type Packet struct {
	near.Packet
	Nonce near.Nonce // of the questions that it may answer
	Own   bool       // it has come to the port that belongs to this program alone
}

// sockets are this machine's Network.
type sockets struct {
	mdns    *near.Conn // nil if another program keeps the port for itself: the own port is enough
	own     *near.Conn // nil if there is none
	nonce   near.Nonce
	packets chan Packet
	ctx     context.Context // ends with Close
	close   context.CancelFunc
	reading sync.WaitGroup
}

// Sockets opens the sockets of this machine. Without any the Network hears nothing.
func Sockets(log *slog.Logger) Network {
	s := &sockets{packets: make(chan Packet, 64)}
	s.ctx, s.close = context.WithCancel(context.Background())
	s.nonce = near.NewNonce()
	var err error
	if s.mdns, err = near.OpenMDNS(); err != nil {
		log.Info("multicast DNS is asked from a port of its own only", "error", err)
	}
	if s.own, err = near.OpenAsking(); err != nil {
		log.Warn("no servers can be found", "error", err)
	}
	s.read(s.mdns, false)
	s.read(s.own, true)
	return s
}

func (s *sockets) read(c *near.Conn, own bool) {
	if c == nil {
		return
	}
	s.reading.Go(func() {
		c.Receive(func(p near.Packet) {
			select {
			case s.packets <- Packet{p, s.nonce, own}:
			case <-s.ctx.Done():
			}
		})
	})
}

// Follow is described at Network.
func (s *sockets) Follow() (fresh bool) {
	all, _ := near.Look() // without any there is nothing to ask
	links := near.Usable(all, nil)
	for _, c := range []*near.Conn{s.mdns, s.own} {
		if c != nil && len(c.Follow(links)) > 0 {
			fresh = true
		}
	}
	return fresh
}

// Links is described at Network.
func (s *sockets) Links() []near.Link {
	if s.own == nil {
		return nil
	}
	return s.own.Links()
}

// Ask is described at Network.
func (s *sockets) Ask(own bool) {
	question := near.Question(false)
	for _, c := range []*near.Conn{s.mdns, s.own} {
		if c == nil || c == s.own && !own {
			continue
		}
		for _, l := range c.Links() {
			c.Multicast(l, near.MDNSGroups, question)
		}
	}
}

// AskBeacon is described at Network.
func (s *sockets) AskBeacon() {
	if s.own == nil {
		return
	}
	question := near.AppendBeaconQuestion(nil, s.nonce)
	for _, l := range s.own.Links() {
		s.own.Multicast(l, near.BeaconGroups, question)
		for _, a := range l.Broadcasts() {
			s.askHost(a, question)
		}
	}
}

// AskHost is described at Network.
func (s *sockets) AskHost(host netip.Addr) {
	if s.own != nil {
		s.askHost(host, near.AppendBeaconQuestion(nil, s.nonce))
	}
}

func (s *sockets) askHost(host netip.Addr, question []byte) {
	for i := range uint16(near.BeaconPorts) {
		s.own.Unicast(netip.AddrPortFrom(host, near.BeaconPort+i), question)
	}
}

// Packets is described at Network.
func (s *sockets) Packets() <-chan Packet { return s.packets }

// Close is described at Network.
func (s *sockets) Close() {
	s.close()
	for _, c := range []*near.Conn{s.mdns, s.own} {
		if c != nil {
			_ = c.Close()
		}
	}
	s.reading.Wait()
}
