package near

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"

	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"
)

// A Packet is what has arrived at a Conn.
type Packet struct {
	Data []byte
	From netip.AddrPort // IPv4 addresses as such, link-local ones with their zone
	link int            // the interface's index; 0 if the system does not say
}

// A Conn sends and receives on every link that Follow has been given: one
// socket for each family of addresses. One goroutine owns it and calls all
// methods; another one may call Receive, and any goroutine Close.
type Conn struct {
	four  *ipv4.PacketConn // nil without a socket for IPv4
	six   *ipv6.PacketConn // nil without a socket for IPv6
	join  []netip.AddrPort // the groups that are received
	links map[int]*joined
}

// A joined link is one that a Conn uses.
type joined struct {
	Link
	incomplete bool // a group could not be joined; Follow tries again
}

// OpenMDNS opens the sockets for multicast DNS. Other programs have the same
// port. It fails only if neither family has a socket: a program that keeps the
// port for itself makes that EADDRINUSE.
func OpenMDNS() (*Conn, error) {
	four, err4 := listenMDNS("udp4", MDNSGroups[0])
	six, err6 := listenMDNS("udp6", MDNSGroups[1])
	if four == nil && six == nil {
		return nil, fmt.Errorf("opening port %d for multicast DNS: %w", MDNSPort, errors.Join(err4, err6))
	}
	return newConn(four, six, MDNSGroups), nil
}

// OpenBeacon opens the socket at which a server answers the beacon's questions:
// the first free one of the ports, for this server alone. A port that two
// servers share would give a unicast to one of them only.
func OpenBeacon() (*Conn, error) {
	var errs []error
	for _, group := range BeaconGroups {
		own := net.ListenConfig{Control: exclusively}
		four, err := own.ListenPacket(context.Background(), "udp4", fmt.Sprintf(":%d", group.Port()))
		if err == nil {
			hearOnly(four)
			return newConn(four, nil, []netip.AddrPort{group}), nil
		}
		errs = append(errs, err)
	}
	return nil, fmt.Errorf("opening a port for the beacon: %w", errors.Join(errs...))
}

// OpenAsking opens sockets with a free port, from which a client asks. Answers
// come to them by unicast, also where a switch or a firewall loses multicast.
func OpenAsking() (*Conn, error) {
	four, err4 := net.ListenUDP("udp4", nil)
	six, err6 := net.ListenUDP("udp6", nil)
	if err4 != nil && err6 != nil {
		return nil, fmt.Errorf("opening a port to ask from: %w", errors.Join(err4, err6))
	}
	c := newConn(nil, nil, nil)
	if err4 == nil {
		c.useFour(four)
	}
	if err6 == nil {
		c.useSix(six)
	}
	return c, nil
}

func newConn(four, six net.PacketConn, join []netip.AddrPort) *Conn {
	c := &Conn{join: join, links: map[int]*joined{}}
	if four != nil {
		c.useFour(four)
	}
	if six != nil {
		c.useSix(six)
	}
	return c
}

// mdnsHops is the TTL of multicast DNS (RFC 6762 section 11).
const mdnsHops = 255

// useFour sets what no program works worse without.
func (c *Conn) useFour(pc net.PacketConn) {
	c.four = ipv4.NewPacketConn(pc)
	_ = c.four.SetControlMessage(ipv4.FlagInterface, true) // Windows has none
	_ = c.four.SetMulticastTTL(mdnsHops)
	_ = c.four.SetMulticastLoopback(true) // for the other programs of this machine
}

// useSix is useFour for IPv6.
func (c *Conn) useSix(pc net.PacketConn) {
	c.six = ipv6.NewPacketConn(pc)
	_ = c.six.SetControlMessage(ipv6.FlagInterface, true)
	_ = c.six.SetMulticastHopLimit(mdnsHops)
	_ = c.six.SetMulticastLoopback(true)
}

// Port returns the port of the IPv4 socket, or of the IPv6 one without it.
func (c *Conn) Port() uint16 {
	var at net.Addr
	if c.four != nil {
		at = c.four.LocalAddr()
	} else {
		at = c.six.LocalAddr()
	}
	return addrPort(at).Port()
}

// Follow makes the Conn use these links and no others. It returns those that are
// new or have changed.
func (c *Conn) Follow(links []Link) (fresh []Link) {
	now := map[int]bool{}
	for _, l := range links {
		now[l.Index] = true
	}
	for index, l := range c.links {
		if !now[index] {
			c.leaveGroups(l.Link)
			delete(c.links, index)
		}
	}
	for _, l := range links {
		before := c.links[l.Index]
		changed := before == nil || !before.same(l)
		if changed {
			fresh = append(fresh, l)
		}
		if changed || before.incomplete {
			c.links[l.Index] = &joined{l, !c.joinGroups(l)}
		}
	}
	return fresh
}

// joinGroups reports whether the link now has every group of the families that
// it has addresses of. A group that was joined before is an error of no account.
func (c *Conn) joinGroups(l Link) (all bool) {
	all = true
	for _, g := range c.join {
		if !l.has(g.Addr()) {
			continue
		}
		var err error
		if to := net.UDPAddrFromAddrPort(g); g.Addr().Is4() && c.four != nil {
			err = c.four.JoinGroup(&l.Interface, to)
		} else if !g.Addr().Is4() && c.six != nil {
			err = c.six.JoinGroup(&l.Interface, to)
		}
		all = all && (err == nil || errors.Is(err, errJoined))
	}
	return all
}

// leaveGroups fails for a link that is gone, which the system has left itself.
func (c *Conn) leaveGroups(l Link) {
	for _, g := range c.join {
		if to := net.UDPAddrFromAddrPort(g); g.Addr().Is4() && c.four != nil {
			_ = c.four.LeaveGroup(&l.Interface, to)
		} else if !g.Addr().Is4() && c.six != nil {
			_ = c.six.LeaveGroup(&l.Interface, to)
		}
	}
}

// Links returns the links in use, in no order.
func (c *Conn) Links() []Link {
	links := make([]Link, 0, len(c.links))
	for _, l := range c.links {
		links = append(links, l.Link)
	}
	return links
}

// LinkOf returns the link that a packet has come by, and false if it is none in
// use. A packet from this machine to an own address has come by its loopback
// interface, so the sender's address decides then, as on a system that does not
// say the interface.
func (c *Conn) LinkOf(p Packet) (Link, bool) {
	if l := c.links[p.link]; l != nil {
		return l.Link, true
	}
	for _, l := range c.links {
		if p.link == 0 && l.contains(p.From.Addr()) || l.hasOwn(p.From.Addr()) {
			return l.Link, true
		}
	}
	return Link{}, false
}

func (l Link) hasOwn(a netip.Addr) bool {
	for _, own := range l.Addrs {
		if own.WithZone("") == a.WithZone("") {
			return true
		}
	}
	return false
}

// IsOnLink reports whether a packet's sender is in one of the link's networks.
// To others nothing is sent by unicast (RFC 6762 section 11).
func (l Link) IsOnLink(p Packet) bool { return l.contains(p.From.Addr()) }

// Multicast sends to those of the groups whose family the link has addresses
// of. What cannot be sent is lost, as on the network.
func (c *Conn) Multicast(l Link, groups []netip.AddrPort, data []byte) {
	for _, g := range groups {
		to := net.UDPAddrFromAddrPort(g)
		switch {
		case !l.has(g.Addr()):
		case g.Addr().Is4() && c.four != nil:
			// Windows knows no control messages, so the interface is the socket's.
			if c.four.SetMulticastInterface(&l.Interface) == nil {
				_, _ = c.four.WriteTo(data, nil, to)
			}
		case !g.Addr().Is4() && c.six != nil:
			// By its number: Go remembers for a minute which interface has a name.
			if to.Zone = strconv.Itoa(l.Index); c.six.SetMulticastInterface(&l.Interface) == nil {
				_, _ = c.six.WriteTo(data, nil, to)
			}
		}
	}
}

// Unicast sends to one address, which may be a broadcast address. What cannot be
// sent is lost.
func (c *Conn) Unicast(to netip.AddrPort, data []byte) {
	switch {
	case to.Addr().Is4() && c.four != nil:
		_, _ = c.four.WriteTo(data, nil, net.UDPAddrFromAddrPort(to))
	case !to.Addr().Is4() && c.six != nil:
		_, _ = c.six.WriteTo(data, nil, net.UDPAddrFromAddrPort(to))
	}
}

// Close closes the sockets and ends Receive.
func (c *Conn) Close() error {
	var err4, err6 error
	if c.four != nil {
		err4 = c.four.Close()
	}
	if c.six != nil {
		err6 = c.six.Close()
	}
	return errors.Join(err4, err6)
}

func addrPort(a net.Addr) netip.AddrPort {
	ap := a.(*net.UDPAddr).AddrPort() // of a UDP socket there are no others
	return netip.AddrPortFrom(ap.Addr().Unmap(), ap.Port())
}

// Broadcasts returns the broadcast addresses of the link's IPv4 networks.
func (l Link) Broadcasts() (addrs []netip.Addr) {
	for _, n := range l.Nets {
		if n.Addr().Is4() && n.Bits() <= 30 { // smaller ones have none
			addrs = append(addrs, lastOf(n))
		}
	}
	return addrs
}

// lastOf returns the last address of an IPv4 network.
func lastOf(n netip.Prefix) netip.Addr {
	a := n.Masked().Addr().As4()
	for bit := n.Bits(); bit < 32; bit++ {
		a[bit/8] |= 0x80 >> (bit % 8)
	}
	return netip.AddrFrom4(a)
}
