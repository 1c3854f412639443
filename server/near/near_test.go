package near

import (
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"
)

const up = net.FlagUp | net.FlagRunning | net.FlagBroadcast | net.FlagMulticast

var mac = net.HardwareAddr{2, 0, 0, 0, 0, 1}

func TestWhatIsBehindAnInterface(t *testing.T) {
	for _, c := range []struct {
		name  string
		flags net.Flags
		mac   net.HardwareAddr
		ports []port
		want  Kind
	}{
		{"eth0", up, mac, nil, LAN},
		{"wlp3s0", up, mac, nil, LAN},
		{"eth0.7", up, mac, nil, LAN}, // a VLAN
		{"macvlan0", up, mac, nil, LAN},
		{"bond0", up, mac, nil, LAN},
		{"ib0", up, make(net.HardwareAddr, 20), nil, LAN},
		{"Ethernet 2", up, mac, nil, LAN},
		{"Wi-Fi", up, mac, nil, LAN},
		{"en0", up, mac, nil, LAN},
		{"eth0", up &^ net.FlagRunning, mac, nil, Down},
		{"eth0", net.FlagMulticast, mac, nil, Down},
		{"lo", net.FlagUp | net.FlagRunning | net.FlagLoopback, nil, nil, Loopback},
		{"docker0", up, mac, []port{}, Virtual},
		{"docker0", up &^ net.FlagRunning, mac, []port{}, Down},
		{"br-0a1b2c3d4e5f", up, mac, []port{{"veth1", false}}, Virtual},
		{"br-lan", up, mac, []port{{"eth1", true}, {"veth1", false}}, LAN},
		{"br-lan", up, mac, []port{{"vlan7", false}}, LAN}, // a port that is no hardware itself
		{"br-lan", up, mac, []port{{"veth1", false}, {"tap0", false}}, Virtual},
		{"br-office", up, mac, []port{}, Virtual},       // it connects nothing
		{"br-0a1b2c3d4e5g", up, mac, nil, LAN},          // g is no hexadecimal digit
		{"br-0a1b2c3d4e5f6", up, mac, nil, LAN},         // 13 digits
		{"br0", up, mac, []port{{"bond0", false}}, LAN}, // Docker's networks have their ID behind br-
		{"veth12ab", up, mac, nil, Virtual},
		{"virbr0", up, mac, nil, Virtual},
		{"vEthernet (WSL)", up, mac, nil, Virtual},
		{"VirtualBox Host-Only Network", up, mac, nil, Virtual},
		{"awdl0", up, mac, nil, Virtual},
		{"bridge100", up, mac, nil, Virtual},
		{"tun0", up | net.FlagPointToPoint, nil, nil, Tunnel},
		{"tap0", up, mac, nil, Tunnel},
		{"wg0", up &^ net.FlagMulticast, nil, nil, Tunnel},
		{"office", up, nil, nil, Tunnel}, // a WireGuard interface may be called anything
		{"customer", up | net.FlagPointToPoint, mac, nil, Tunnel},
		{"sit0", up, make(net.HardwareAddr, 4), nil, Tunnel},
		{"utun3", up | net.FlagPointToPoint, nil, nil, Tunnel},
	} {
		if got := kindOf(net.Interface{Name: c.name, Flags: c.flags, HardwareAddr: c.mac}, c.ports); got != c.want {
			t.Errorf("%s (%v) with the ports %v is %s, want %s", c.name, c.flags, c.ports, got, c.want)
		}
	}
}

// link returns one with addresses, which are separated by blanks.
func link(name string, kind Kind, addrs string) Link {
	l := Link{Interface: net.Interface{Name: name}, Kind: kind}
	for a := range strings.FieldsSeq(addrs) {
		l.Addrs = append(l.Addrs, netip.MustParseAddr(a))
	}
	return l
}

// theDefault is a link that the default route goes over.
func theDefault(l Link) Link {
	l.Default = true
	return l
}

func TestTheMostLikelyAddressComesFirst(t *testing.T) {
	for _, c := range []struct {
		what  string
		links []Link
		want  string
	}{
		{"containers, a tunnel and two networks", []Link{
			link("lo", Loopback, "127.0.0.1 ::1"),
			link("docker0", Virtual, "172.17.0.1 fe80::d%docker0"),
			link("tun0", Tunnel, "10.8.0.2 fd08::2 fe80::8%tun0"),
			link("eth1", LAN, "fd01::5 10.1.0.5 fe80::1%eth1"),
			theDefault(link("eth0", LAN, "2001:db8::2 fe80::2%eth0 192.168.4.20 192.168.4.21")),
			link("eth2", Down, "10.2.0.5"),
		}, "192.168.4.20 192.168.4.21 10.1.0.5 2001:db8::2 fd01::5 10.8.0.2 fd08::2"},
		{"a VPN that takes the default route", []Link{
			theDefault(link("tun0", Tunnel, "10.8.0.2")),
			link("eth0", LAN, "192.168.4.20"),
		}, "192.168.4.20 10.8.0.2"},
		{"no default route", []Link{
			link("eth1", LAN, "10.1.0.5"),
			link("eth0", LAN, "192.168.4.20"),
		}, "10.1.0.5 192.168.4.20"},
		{"nothing but link-local", []Link{
			link("eth0", LAN, "fe80::2%eth0 169.254.3.4"),
			link("docker0", Virtual, "172.17.0.1"),
			link("tun0", Tunnel, "10.8.0.2"),
		}, "169.254.3.4 fe80::2%eth0 10.8.0.2"},
		{"IPv6 alone", []Link{link("eth0", LAN, "fe80::2%eth0 fd01::5")}, "fd01::5"},
		{"containers alone", []Link{link("docker0", Virtual, "172.17.0.1"), link("lo", Loopback, "127.0.0.1")}, ""},
	} {
		var got []string
		for _, a := range Addresses(c.links) {
			got = append(got, a.String())
		}
		if want := strings.Fields(c.want); !slices.Equal(got, want) {
			t.Errorf("%s: the addresses are %q, want %q", c.what, got, want)
		}
	}
}

// Every machine has at least its loopback interface, also one that tests run on.
func TestTheLinksOfThisMachine(t *testing.T) {
	links, err := Links()
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(links, func(l Link) bool {
		return l.Kind == Loopback && slices.Contains(l.Addrs, netip.MustParseAddr("127.0.0.1"))
	}) {
		t.Errorf("among %+v there is no loopback interface with 127.0.0.1", links)
	}
	for _, l := range links {
		for _, a := range l.Addrs {
			if a.Is6() && a.IsLinkLocalUnicast() && a.Zone() != l.Name {
				t.Errorf("%s has the address %s without its zone", l.Name, a)
			}
		}
	}
}
