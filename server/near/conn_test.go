package near

import (
	"bytes"
	"net/netip"
	"slices"
	"testing"
)

// open is a Conn that is closed with the test, with what it receives.
func open(t *testing.T, opened func() (*Conn, error)) (*Conn, <-chan Packet) {
	t.Helper()
	c, err := opened()
	if err != nil {
		t.Fatal(err)
	}
	packets, ended := make(chan Packet, 16), make(chan struct{})
	go func() {
		defer close(ended)
		c.Receive(func(p Packet) { packets <- p })
	}()
	t.Cleanup(func() {
		_ = c.Close()
		<-ended
	})
	return c, packets
}

// Each server of a machine has a port of its own, as long as there are any.
func TestBeaconsDoNotShareAPort(t *testing.T) {
	ports := map[uint16]bool{}
	for range BeaconPorts {
		c, err := OpenBeacon()
		if err != nil {
			break // others on this machine have some
		}
		defer c.Close()
		if ports[c.Port()] || c.Port() < BeaconPort || c.Port() >= BeaconPort+BeaconPorts {
			t.Errorf("a beacon has the port %d, others %v", c.Port(), ports)
		}
		ports[c.Port()] = true
	}
	if len(ports) == 0 {
		t.Error("no port is free")
	}
}

func TestAQuestionAndItsAnswerByUnicast(t *testing.T) {
	server, asked := open(t, OpenAsking)
	client, answered := open(t, OpenAsking)
	lo := link("lo", Loopback, "127.0.0.1")
	for _, c := range []*Conn{server, client} {
		c.Follow([]Link{lo})
	}
	client.Unicast(netip.AddrPortFrom(lo.Addrs[0], server.Port()), []byte("question"))
	p := <-asked
	if l, ok := server.LinkOf(p); !ok || l.Name != "lo" || !bytes.Equal(p.Data, []byte("question")) {
		t.Errorf("%q has come by %q, %v", p.Data, l.Name, ok)
	}
	server.Unicast(p.From, []byte("answer"))
	if p := <-answered; string(p.Data) != "answer" || p.From.Port() != server.Port() {
		t.Errorf("the answer is %q from %s", p.Data, p.From)
	}
	server.Follow(nil)
	if l, ok := server.LinkOf(p); ok {
		t.Errorf("the packet has come by %q, which is not in use", l.Name)
	}
}

func TestFollowReturnsWhatIsNew(t *testing.T) {
	c, _ := open(t, OpenAsking)
	eth0, eth1 := link("eth0", LAN, "10.0.0.1"), link("eth1", LAN, "10.1.0.1")
	eth0.Index, eth1.Index = 7, 8
	moved := link("eth1", LAN, "10.1.0.2")
	moved.Index = 8
	for _, step := range []struct{ links, want []Link }{
		{[]Link{eth0}, []Link{eth0}},
		{[]Link{eth0}, nil},
		{[]Link{eth0, eth1}, []Link{eth1}},
		{[]Link{moved}, []Link{moved}},
		{[]Link{eth0, moved}, []Link{eth0}},
	} {
		names := func(links []Link) (names []string) {
			for _, l := range links {
				names = append(names, l.Name)
			}
			slices.Sort(names)
			return names
		}
		if got := c.Follow(step.links); !slices.Equal(names(got), names(step.want)) {
			t.Errorf("of %v the new ones are %v, want %v", names(step.links), names(got), names(step.want))
		}
		if got := c.Links(); !slices.Equal(names(got), names(step.links)) {
			t.Errorf("it follows %v, want %v", names(got), names(step.links))
		}
	}
}

func TestTheAddressForEverybodyOnANetwork(t *testing.T) {
	l := Link{Nets: []netip.Prefix{
		netip.MustParsePrefix("10.77.0.0/16"), netip.MustParsePrefix("192.168.4.16/28"), netip.MustParsePrefix("10.8.0.2/32"), netip.MustParsePrefix("fd77::/64"),
	}}
	want := []netip.Addr{netip.MustParseAddr("10.77.255.255"), netip.MustParseAddr("192.168.4.31")}
	if got := l.Broadcasts(); !slices.Equal(got, want) {
		t.Errorf("they are %v, want %v", got, want)
	}
}

func TestTheLinksThatAreUsed(t *testing.T) {
	links := []Link{
		link("lo", Loopback, "127.0.0.1"), link("eth0", LAN, "10.0.0.1"), link("eth1", LAN, ""), link("docker0", Virtual, "172.17.0.1"),
		link("tun0", Tunnel, "10.8.0.2"), link("eth2", Down, "10.2.0.1"),
	}
	for names, want := range map[string]string{"": "eth0", "tun0": "tun0", "docker0": "docker0", "eth2": ""} {
		got := ""
		var only []string
		if names != "" {
			only = []string{names}
		}
		for _, l := range Usable(links, only) {
			got += l.Name
		}
		if got != want {
			t.Errorf("with the names %q they are %q, want %q", names, got, want)
		}
	}
	if got := Usable(make([]Link, 0), nil); len(got) != 0 {
		t.Errorf("of none there is %v", got)
	}
}
