// Package near has what the server and the client need to find each other on a
// local network: which network interfaces of this machine other machines are
// behind, at which of its addresses they are most likely to reach it, and the
// packets and sockets of the two ways to find a server, multicast DNS and the
// beacon. PROTOCOL.md in server/wire specifies the packets.
package near

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// A Kind says what is behind a network interface.
type Kind string

// The kinds.
const (
	LAN      Kind = "lan"      // a network with other machines
	Tunnel   Kind = "tunnel"   // a VPN or another point-to-point connection
	Virtual  Kind = "virtual"  // containers and virtual machines of this machine
	Loopback Kind = "loopback" // this machine
	Down     Kind = "down"     // nothing: it is switched off, or has no cable
)

// A Link is a network interface of this machine.
type Link struct {
	net.Interface
	Kind    Kind
	Addrs   []netip.Addr   // an IPv6 link-local address has the interface as its zone
	Nets    []netip.Prefix // the networks that Addrs are in, in the same order, without zones
	Default bool           // the system sends through it what is for no network of its own
}

// Links returns every network interface of this machine, in the system's order.
func Links() ([]Link, error) {
	links, err := Look()
	if err != nil {
		return nil, err
	}
	outward := outwardAddrs()
	for i, l := range links {
		links[i].Default = slices.ContainsFunc(l.Addrs, func(a netip.Addr) bool { return slices.Contains(outward, a.WithZone("")) })
	}
	return links, nil
}

// LookEvery is how often a program that follows the interfaces looks at them.
// Looking works on every system and costs less than 0.1 % of a core.
const LookEvery = time.Second

// Look is Links without Default, and cheap enough for LookEvery.
func Look() ([]Link, error) {
	all, err := net.Interfaces()
	if err != nil {
		return nil, fmt.Errorf("listing the network interfaces: %w", err)
	}
	links := make([]Link, 0, len(all))
	for _, i := range all {
		addrs, _ := i.Addrs() // an interface that has just gone has none
		l := Link{Interface: i}
		l.Addrs, l.Nets = addrsOf(addrs, i.Name)
		l.Kind = kindOf(i, bridgePorts(i.Name))
		links = append(links, l)
	}
	return links, nil
}

// maxLinks keeps within Linux's igmp_max_memberships, which is 20.
const maxLinks = 16

// Usable returns the links on which servers are announced and looked for: those
// that other machines are behind, or, if names has any, the interfaces with
// these names, whatever is behind them.
func Usable(links []Link, names []string) (usable []Link) {
	for _, l := range links {
		wanted := l.Kind == LAN
		if len(names) > 0 {
			wanted = l.Kind != Down && slices.Contains(names, l.Name)
		}
		if wanted && len(l.Addrs) > 0 && len(usable) < maxLinks {
			usable = append(usable, l)
		}
	}
	return usable
}

// same reports whether nothing has changed for those who send over the link.
func (l Link) same(as Link) bool {
	return l.Name == as.Name && l.Flags == as.Flags && slices.Equal(l.Addrs, as.Addrs) && slices.Equal(l.Nets, as.Nets)
}

// contains reports whether a is in one of the link's networks.
func (l Link) contains(a netip.Addr) bool {
	a = a.WithZone("")
	return slices.ContainsFunc(l.Nets, func(n netip.Prefix) bool { return n.Contains(a) })
}

// has reports whether the link has an address of the family of a.
func (l Link) has(a netip.Addr) bool {
	return slices.ContainsFunc(l.Addrs, func(own netip.Addr) bool { return own.Is4() == a.Is4() })
}

// outwardAddrs returns the addresses of this machine from which it sends to
// other networks. Connecting a UDP socket sends nothing: the system only picks
// the route. The destinations are reserved for documentation (RFC 5737, 3849).
func outwardAddrs() (addrs []netip.Addr) {
	for _, to := range []string{"192.0.2.1:9", "198.51.100.1:9", "[2001:db8::1]:9"} {
		c, err := net.Dial("udp", to)
		if err != nil {
			continue // there is no route
		}
		if from, ok := c.LocalAddr().(*net.UDPAddr); ok {
			addrs = append(addrs, from.AddrPort().Addr().Unmap().WithZone(""))
		}
		_ = c.Close()
	}
	return addrs
}

// addrsOf returns the IP addresses in addrs, which are those of the interface
// called name, and their networks.
func addrsOf(addrs []net.Addr, name string) (ips []netip.Addr, nets []netip.Prefix) {
	for _, a := range addrs {
		n, ok := a.(*net.IPNet)
		if !ok {
			continue
		}
		ip, ok := netip.AddrFromSlice(n.IP)
		if !ok {
			continue
		}
		ip = ip.Unmap()
		bits, _ := n.Mask.Size()
		if len(n.Mask) == net.IPv6len && ip.Is4() {
			bits -= 96
		}
		network, err := ip.Prefix(bits)
		if err != nil {
			continue // a mask with holes
		}
		if ip.Is6() && ip.IsLinkLocalUnicast() {
			ip = ip.WithZone(name)
		}
		ips, nets = append(ips, ip), append(nets, network)
	}
	return ips, nets
}

// What the names of virtual interfaces and of tunnels begin with. Windows shows
// the names that people see, such as "vEthernet (WSL)".
var (
	virtualNames = []string{
		"docker", "veth", "virbr", "vnet", "lxc", "lxdbr", "incusbr", "cni", "flannel", "cali", "cilium", "kube-", "nodelocaldns",
		"podman", "vmnet", "vboxnet", "dummy", "ifb", "teql",
		"vEthernet", "VMware", "VirtualBox",
		"awdl", "llw", "anpi", "vmenet", "bridge1", "ap1", // macOS
	}
	tunnelNames = []string{
		"tun", "tap", "wg", "ppp", "utun", "ipsec", "tailscale", "zt", "nebula", "gpd", "cscotun", "ham", "sit", "gre", "ip6tnl", "ip6gre",
		"Wintun", "WireGuard", "Tailscale", "ZeroTier", "OpenVPN",
	}
)

// Hardware addresses of networks with many machines, in bytes.
const (
	ethernet   = 6 // and Wi-Fi
	infiniBand = 20
)

// kindOf says what is behind an interface. ports are those of a bridge, and nil
// if it is none or the system does not say so.
func kindOf(i net.Interface, ports []port) Kind {
	switch n := len(i.HardwareAddr); {
	case i.Flags&net.FlagUp == 0 || i.Flags&net.FlagRunning == 0:
		return Down
	case i.Flags&net.FlagLoopback != 0:
		return Loopback
	case begins(i.Name, tunnelNames):
		return Tunnel
	case begins(i.Name, virtualNames) || isDockerBridge(i.Name):
		return Virtual
	case i.Flags&net.FlagPointToPoint != 0 || n != ethernet && n != infiniBand:
		return Tunnel
	case ports != nil && !slices.ContainsFunc(ports, port.leadsOut):
		return Virtual
	}
	return LAN
}

// A port is an interface that a bridge connects with others.
type port struct {
	name     string
	hardware bool
}

// leadsOut reports whether other machines may be behind the port: it is not the
// end of a container's or a virtual machine's cable.
func (p port) leadsOut() bool {
	return p.hardware || !begins(p.name, []string{"veth", "vnet", "tap"})
}

// isDockerBridge reports whether name is that of a network made by Docker: br-
// and 12 hexadecimal digits. Others call their bridges br-lan.
func isDockerBridge(name string) bool {
	id, ok := strings.CutPrefix(name, "br-")
	return ok && len(id) == 12 && strings.Trim(id, "0123456789abcdef") == ""
}

func begins(name string, prefixes []string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(name, p) })
}
