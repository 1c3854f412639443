package doctor

import (
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"confab/backend/catalog"
	"confab/backend/discovery"
	"confab/backend/keys"
	"confab/backend/session"
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
		ServerFound: {"name", "address"}, OtherKey: {"name", "address"}, NothingFound: nil, BadAddress: {"address"}, NameUnknown: {"host"}, ResolverFailed: {"host"}, NoRoute: {"host"},
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

// What a listed server's look came to is said, and not that a firewall blocks it.
func TestAListedServerThatCannotBeReachedSaysWhy(t *testing.T) {
	for code, want := range map[session.Code]Cause{
		session.NoAnswer: Dropped, session.NothingListens: Rejected, session.NoRoute: NoRoute, session.HTTP: NotConfab, session.OtherTLS: NotConfab,
		session.Full: NotReached, session.TooMany: NotReached,
	} {
		listed := discovery.Server{Name: "Lab 3", Address: "127.0.0.1:6667", Standing: discovery.Unreachable, Reason: session.NewProblem(code)}
		if f, ok := seen(t.Context(), listed); !ok || f.Code != want || f.Kind != Fault {
			t.Errorf("%s is %+v, want %s", code, f, want)
		}
	}
	for standing, want := range map[discovery.Standing]Cause{discovery.New: ServerFound, discovery.Known: ServerFound, discovery.Changed: OtherKey, discovery.Wrong: OtherKey} {
		if f, _ := seen(t.Context(), discovery.Server{Name: "Lab 3", Address: "127.0.0.1:6667", Standing: standing}); f.Code != want {
			t.Errorf("%s is %+v, want %s", standing, f, want)
		}
	}
}

// The server's computer has a firewall that this machine knows nothing of.
func TestACommandForTheServersComputerNamesItsFirewall(t *testing.T) {
	f := unreached(t.Context(), "127.0.0.1:6667", netip.MustParseAddr("127.0.0.1"), session.NoAnswer, true)
	want := []Command{
		{"ufw", "sudo ufw allow 6667/tcp"},
		{"firewalld", "sudo firewall-cmd --permanent --add-port=6667/tcp && sudo firewall-cmd --reload"},
		{"Windows", `netsh advfirewall firewall add rule name="Confab" dir=in action=allow protocol=TCP localport=6667`},
	}
	if !slices.Equal(f.Commands, want) {
		t.Errorf("the commands are %q, want %q", f.Commands, want)
	}
}

func TestWhatKeptNoServerAwayIsNoFault(t *testing.T) {
	deaf := func() []Finding { return []Finding{fault(MulticastNotHeard, "link", "eth0")} }
	if f := conclude(deaf(), []Finding{good(ServerFound)})[0]; f.Kind != Note {
		t.Errorf("beside a server that was found it is a %s", f.Kind)
	}
	if f := conclude(deaf(), []Finding{fault(NothingFound)})[0]; f.Kind != Fault {
		t.Errorf("where nothing was found it is a %s", f.Kind)
	}
}

func TestFindingsInATerminal(t *testing.T) {
	found := []Finding{
		good(OnNetwork, "link", "eth0", "address", "10.77.0.1"),
		note(ClockDiffers, "host", "10.77.0.9", "seconds", int64(90)),
	}
	printed := func(language string, found ...Finding) (string, bool) {
		var b strings.Builder
		well, err := Print(&b, catalog.In(language), found)
		if err != nil {
			t.Error(err)
		}
		return b.String(), well
	}
	text, well := printed("en", found...)
	if want := "OK       This computer is on a network: eth0, 10.77.0.1.\nNote     The clocks of this computer and of 10.77.0.9 differ by 90 seconds. Set them.\n"; text != want || !well {
		t.Errorf("it is %q, well: %t, want %q", text, well, want)
	}
	text, well = printed("de", append(found, fault(NoNetwork).by([]Command{{"", "do this"}, {"ufw", "or that"}}))...)
	if !strings.HasPrefix(text, "In Ordnung  Dieser Computer ist in einem Netzwerk") || well ||
		!strings.HasSuffix(text, "\n            do this\n            ufw: or that\n") || !strings.Contains(text, "\nProblem     Dieser") {
		t.Errorf("it is %q, well: %t", text, well)
	}
}
