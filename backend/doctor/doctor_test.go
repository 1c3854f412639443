package doctor

import (
	"net"
	"net/netip"
	"slices"
	"testing"

	"confab/backend/catalog"
	"confab/backend/keys"
	"confab/server/near"
	"confab/server/wire"
)

// here looks at what answers with greeting at a port of this machine.
func here(t *testing.T, greeting string) []Finding {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			_, _ = c.Write([]byte(greeting))
			_ = c.Close()
		}
	}()
	return look(t, ln.Addr().String())
}

func look(t *testing.T, address string) []Finding {
	t.Helper()
	servers, err := keys.OpenServers(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return reach(t.Context(), Config{Servers: servers, Version: "1"}, wire.Link{Address: address}, netip.MustParseAddr("127.0.0.1"))
}

func TestWhatAnswersInPlaceOfAServer(t *testing.T) {
	for greeting, want := range map[string]string{
		"SSH-2.0-OpenSSH_9.2\r\n":          "ssh",
		"HTTP/1.1 400 Bad Request\r\n\r\n": "http",
		"220 mail.lab ESMTP\r\n":           "mail",
		"":                                 "closes",
	} {
		if f := here(t, greeting)[0]; f.Code != NotConfab || f.Params.Text("what") != want || f.Kind != Fault {
			t.Errorf("%q is %+v, want %s", greeting, f, want)
		}
	}
}

func TestNothingListens(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := ln.Addr().String()
	_ = ln.Close()
	if f := look(t, address)[0]; f.Code != NothingListens || f.Params.Text("address") != address {
		t.Errorf("it is %+v", f)
	}
}

// The way is decided by the interface, whatever answers at its end.
func TestTheWayToAnAddress(t *testing.T) {
	mine := netip.MustParseAddr("127.0.0.1")
	if f, ok := wayTo(nil, mine); f.Code != ThisMachine || !ok {
		t.Errorf("to this machine it is %+v", f)
	}
	c, err := net.Dial("udp", "192.0.2.1:9")
	if err != nil {
		t.Skip("this machine has no route to other networks")
	}
	defer c.Close()
	from := c.LocalAddr().(*net.UDPAddr).AddrPort().Addr()
	to := netip.MustParseAddr("192.0.2.1")
	for kind, want := range map[near.Kind]Cause{near.Tunnel: GoesByTunnel, near.Virtual: GoesByVirtual, near.LAN: OtherNetwork} {
		if f, _ := wayTo([]near.Link{{Kind: kind, Addrs: []netip.Addr{from}}}, to); f.Code != want {
			t.Errorf("by a %s it is %+v, want %s", kind, f, want)
		}
	}
	if f, _ := wayTo([]near.Link{{Kind: near.LAN, Addrs: []netip.Addr{from}, Nets: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}}}, to); f.Code != SameNetwork {
		t.Errorf("within the network it is %+v", f)
	}
}

// Every code has a sentence in both languages, of the values that a finding has.
func TestEveryFindingHasASentence(t *testing.T) {
	values := map[Cause][]string{
		NoNetwork: nil, OnNetwork: {"link", "address"}, LeftOut: {"kind", "link"}, MulticastNotHeard: {"link"}, MulticastHeard: {"link"}, PortHeld: nil,
		ServerFound: {"name", "address"}, NothingFound: nil, BadAddress: {"address"}, NameUnknown: {"host"}, ResolverFailed: {"host"}, NoRoute: {"host"},
		ThisMachine: {"host"}, SameNetwork: {"host", "link"}, OtherNetwork: {"host", "link"}, GoesByTunnel: {"host", "link"}, GoesByVirtual: {"host", "link"},
		NothingListens: {"address"}, Rejected: {"address"}, Dropped: {"address", "host"}, Prohibited: {"address", "host"}, NobodyThere: {"host"},
		KeptApart: {"host"}, Silent: {"address", "host"}, NotConfab: {"address", "what"}, KeyKnown: {"address"}, KeyNew: {"address", "key"},
		KeyChanged: {"address", "before", "now"}, ClockDiffers: {"host", "seconds"}, OtherVersion: {"here", "there"}, NotReached: {"address", "code"},
	}
	for _, language := range catalog.Languages {
		all := catalog.In(language).Keys()
		for code, has := range values {
			wants, ok := all["doctor."+string(code)]
			if !ok {
				t.Errorf("%s: there is no sentence for %s", language, code)
			}
			for _, name := range wants {
				if !slices.Contains(has, name) {
					t.Errorf("%s: the sentence for %s wants %s, and a finding has %q", language, code, name, has)
				}
			}
		}
	}
}
