//go:build networks

package announce

import (
	"context"
	"fmt"
	"log/slog"
	"net/netip"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"confab/build/netlab"
	"confab/server/near"
	"confab/server/wire"
)

func TestMain(m *testing.M) {
	netlab.Main(m, map[string]func([]string){"announce": announcePart})
}

// announcePart announces the server that the first argument names until it is
// interrupted. The others are the interfaces.
func announcePart(args []string) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	Run(ctx, Config{
		Server:     near.Announcement{Name: args[0], Key: wire.FingerprintOf([]byte(args[0])), Port: 54307},
		People:     func(context.Context) int { fmt.Println("asked"); return 3 },
		Interfaces: args[1:],
		Log:        slog.New(slog.NewTextHandler(os.Stdout, nil)),
	})
}

// late is when a test gives up.
const late = 20 * time.Second

// An ear hears on a host what is said by multicast DNS and by the beacon.
type ear struct {
	t       *testing.T
	mdns    *near.Conn
	asking  *near.Conn
	packets chan near.Packet // to mdns
	answers chan near.Packet // to asking
}

// listen opens the sockets on the host's interfaces.
func listen(t *testing.T, h *netlab.Host) *ear {
	t.Helper()
	e := &ear{t: t, packets: make(chan near.Packet, 1024), answers: make(chan near.Packet, 1024)}
	var ended [2]chan struct{}
	h.Do(func() {
		links, err := near.Look()
		if err != nil {
			t.Fatal(err)
		}
		for i, open := range []func() (*near.Conn, error){near.OpenMDNS, near.OpenAsking} {
			c, err := open()
			if err != nil {
				t.Fatal(err)
			}
			c.Follow(near.Usable(links, nil))
			packets := e.packets
			if e.mdns == nil {
				e.mdns = c
			} else {
				e.asking, packets = c, e.answers
			}
			ended[i] = make(chan struct{})
			go func() {
				defer close(ended[i])
				c.Receive(func(p near.Packet) { packets <- p })
			}()
		}
	})
	t.Cleanup(func() {
		_, _ = e.mdns.Close(), e.asking.Close()
		<-ended[0]
		<-ended[1]
	})
	return e
}

// hears returns the next server that the packets tell of and that is wanted.
func (e *ear) hears(packets <-chan near.Packet, wanted func(near.Found) bool) (near.Found, near.Packet) {
	e.t.Helper()
	timeout := time.After(late)
	for {
		select {
		case p := <-packets:
			for _, f := range near.ParseFound(p.Data) {
				if wanted(f) {
					return f, p
				}
			}
		case <-timeout:
			e.t.Fatal("nothing that is wanted is heard")
		}
	}
}

func named(name string) func(near.Found) bool {
	return func(f near.Found) bool { return f.Name == name && !f.Gone }
}

// asks sends a question by multicast DNS, and returns the answer by unicast of a
// server that has been announced.
func (e *ear) asks(name string) near.Found {
	e.t.Helper()
	for _, l := range e.asking.Links() {
		e.asking.Multicast(l, near.MDNSGroups, near.Question(false))
	}
	f, _ := e.hears(e.answers, named(name))
	return f
}

// addresses returns those of f as text.
func addresses(f near.Found) string {
	var all []string
	for _, a := range f.Addrs {
		if !a.IsLinkLocalUnicast() {
			all = append(all, a.String())
		}
	}
	return strings.Join(all, " ")
}

// expectSilence fails the test if a packet counter of an interface changes
// within a time.
func expectSilence(t *testing.T, h *netlab.Host, p *netlab.Process, wait time.Duration) {
	t.Helper()
	ticks := func() string { // user and system time
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.PID()))
		if err != nil {
			t.Fatal(err)
		}
		fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+2:]))
		return fields[11] + "+" + fields[12]
	}
	sent := func() int {
		n := -1
		h.Do(func() {
			all, err := os.ReadFile("/proc/thread-self/net/dev")
			if err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(string(all)) {
				if fields := strings.Fields(line); fields[0] == "eth0:" {
					n, _ = strconv.Atoi(fields[10])
				}
			}
		})
		return n
	}
	cpu, packets := ticks(), sent()
	time.Sleep(wait)
	if got := sent(); got != packets || packets < 0 {
		t.Errorf("in %v it has sent %d packets", wait, got-packets)
	}
	t.Logf("its processor time was %s ticks and is %s", cpu, ticks())
}

func TestNetworkAServerIsFoundOnEverySegment(t *testing.T) {
	lab := netlab.New(t)
	one, two := lab.Switch(), lab.Switch()
	server, left, right := lab.Host(), lab.Host(), lab.Host()
	server.Plug(one, "eth0", "10.77.0.1/24", "fd77::1/64")
	server.Plug(two, "eth1", "10.78.0.1/24")
	server.Sh("ip link add docker0 type veth peer name inside; ip link set docker0 up; ip link set inside up; ip address add 172.17.0.1/16 dev docker0")
	left.Plug(one, "eth0", "10.77.0.2/24", "fd77::2/64")
	right.Plug(two, "eth0", "10.78.0.2/24")
	earLeft, earRight := listen(t, left), listen(t, right)

	lab1 := server.Part("announce", "Lab 1")
	for e, want := range map[*ear]string{earLeft: "10.77.0.1 fd77::1", earRight: "10.78.0.1"} {
		if f, _ := e.hears(e.packets, named("Lab 1")); addresses(f) != want || f.Port != 54307 || f.People != 3 {
			t.Errorf("what is announced is %+v, want the addresses %s", f, want)
		}
	}
	server.Part("announce", "Lab 2") // on the same machine
	for e, want := range map[*ear]string{earLeft: "10.77.0.1 fd77::1", earRight: "10.78.0.1"} {
		e.hears(e.packets, named("Lab 2"))
		for _, name := range []string{"Lab 1", "Lab 2"} {
			if f := e.asks(name); addresses(f) != want {
				t.Errorf("the answer of %s has the addresses %s, want %s", name, addresses(f), want)
			}
		}
		e.mdns.Multicast(e.mdns.Links()[0], near.MDNSGroups, near.Question(true))
		if _, p := e.hears(e.packets, named("Lab 1")); p.From.Port() != near.MDNSPort {
			t.Errorf("an answer comes from %s", p.From)
		}
	}
	lab1.Interrupt()
	for _, e := range []*ear{earLeft, earRight} {
		e.hears(e.packets, func(f near.Found) bool { return f.Name == "Lab 1" && f.Gone })
	}
}

func TestNetworkInterfacesAreFollowed(t *testing.T) {
	lab := netlab.New(t)
	between := lab.Switch()
	server, client := lab.Host(), lab.Host()
	client.Plug(between, "eth0", "10.77.0.2/24")
	e := listen(t, client)
	server.Part("announce", "Lab").Wait("asked") // which has no network yet
	server.Plug(between, "eth0", "10.77.0.1/24")
	e.hears(e.packets, named("Lab"))
	server.Sh("ip link set eth0 down")
	time.Sleep(1500 * time.Millisecond) // for the announcer to see it
	for len(e.packets) > 0 {
		<-e.packets
	}
	server.Sh("ip link set eth0 up")
	e.hears(e.packets, named("Lab"))
	server.Sh("ip address add 10.77.0.9/24 dev eth0; ip address del 10.77.0.1/24 dev eth0 || true; ip address add 10.77.0.9/24 dev eth0 2>/dev/null || true")
	e.hears(e.packets, func(f near.Found) bool { return addresses(f) == "10.77.0.9" })
}

func TestNetworkWithOneFamilyOfAddresses(t *testing.T) {
	for server, client := range map[string]string{"10.77.0.1/24": "10.77.0.2/24", "fd77::1/64": "fd77::2/64"} {
		lab := netlab.New(t)
		between := lab.Switch()
		s, c := lab.Host(), lab.Host()
		for host, address := range map[*netlab.Host]string{s: server, c: client} {
			if strings.Contains(address, ".") {
				host.Sh("echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6")
			}
			host.Plug(between, "eth0", address)
		}
		e := listen(t, c)
		s.Part("announce", "Lab")
		e.hears(e.packets, named("Lab"))
		if f := e.asks("Lab"); addresses(f) != netip.MustParsePrefix(server).Addr().String() {
			t.Errorf("the answer has the addresses %s, want %s", addresses(f), server)
		}
	}
}

// beacons returns the names of the servers that answer a question by the beacon,
// which is sent to these addresses.
func (e *ear) beacons(t *testing.T, want int, to ...netip.AddrPort) (names []string) {
	t.Helper()
	nonce := near.Nonce{1, 2, 3, 4, 5, 6, 7, 8}
	for _, a := range to {
		if a.Addr().IsMulticast() {
			e.asking.Multicast(e.asking.Links()[0], []netip.AddrPort{a}, near.AppendBeaconQuestion(nil, nonce))
		} else {
			e.asking.Unicast(a, near.AppendBeaconQuestion(nil, nonce))
		}
	}
	timeout := time.After(late)
	for len(names) < want {
		select {
		case p := <-e.answers:
			if a, ok := near.ParseBeaconAnswer(p.Data, nonce); ok && !slices.Contains(names, a.Name) {
				names = append(names, a.Name)
			}
		case <-timeout:
			t.Fatalf("only %q answer %v", names, to)
		}
	}
	slices.Sort(names)
	return names
}

func TestNetworkTheBeaconAnswersWhereMulticastIsLost(t *testing.T) {
	lab := netlab.New(t)
	between := lab.Switch()
	server, client := lab.Host(), lab.Host()
	server.Plug(between, "eth0", "10.77.0.1/24")
	client.Plug(between, "eth0", "10.77.0.2/24")
	e := listen(t, client)
	server.Part("announce", "Lab 1")
	e.hears(e.packets, named("Lab 1"))
	server.Part("announce", "Lab 2")
	e.hears(e.packets, named("Lab 2"))

	all := []string{"Lab 1", "Lab 2"}
	if got := e.beacons(t, 2, near.BeaconGroups...); !slices.Equal(got, all) {
		t.Errorf("to the group %q answer", got)
	}
	between.Nft("table bridge f { chain c { type filter hook forward priority 0; meta pkttype multicast drop; }; }")
	for _, address := range []string{"10.77.0.255", "10.77.0.1"} { // by broadcast, and as a sweep does
		var to []netip.AddrPort
		for _, g := range near.BeaconGroups {
			to = append(to, netip.AddrPortFrom(netip.MustParseAddr(address), g.Port()))
		}
		if got := e.beacons(t, 2, to...); !slices.Equal(got, all) {
			t.Errorf("to %s %q answer", address, got)
		}
	}
}

// A server that nobody looks for sends nothing after its announcement.
func TestNetworkWithoutAQuestionThereIsSilence(t *testing.T) {
	lab := netlab.New(t)
	between := lab.Switch()
	server, client := lab.Host(), lab.Host()
	server.Sh("echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6") // whose routers are looked for
	server.Plug(between, "eth0", "10.77.0.1/24")
	client.Plug(between, "eth0", "10.77.0.2/24")
	e := listen(t, client)
	p := server.Part("announce", "Lab")
	for range 2 {
		e.hears(e.packets, named("Lab"))
	}
	wait := time.Second
	if os.Getenv("CONFAB_REPEAT") != "" { // build/soak
		wait = 10 * time.Second
	}
	expectSilence(t, server, p, wait)
}

func TestNetworkBesideAvahi(t *testing.T) {
	lab := netlab.New(t)
	between := lab.Switch()
	server, client := lab.Host(), lab.Host()
	server.Plug(between, "eth0", "10.77.0.1/24")
	client.Plug(between, "eth0", "10.77.0.2/24")
	run := t.TempDir()
	avahi := client.Start("unshare", "-m", "sh", "-ec", `
		mount -t tmpfs tmpfs /run
		mkdir -p /run/dbus
		cat >`+run+`/bus.conf <<'END'
<busconfig><type>system</type><listen>unix:path=/run/dbus/system_bus_socket</listen><auth>EXTERNAL</auth>
<policy context="default"><allow user="*"/><allow own="*"/><allow send_type="method_call"/><allow send_type="signal"/><allow send_type="method_return"/><allow send_type="error"/><allow receive_type="method_call"/><allow receive_type="signal"/><allow receive_type="method_return"/><allow receive_type="error"/></policy></busconfig>
END
		dbus-daemon --config-file=`+run+`/bus.conf --nofork --nopidfile &
		avahi-daemon --no-drop-root --no-chroot --no-rlimits &
		until avahi-browse -rpt _confab._tcp; do sleep 0.1; done
		echo browsing
		avahi-browse -rp _confab._tcp
	`)
	avahi.Wait("browsing")
	e := listen(t, client) // on the machine with avahi
	server.Part("announce", "Büro 3.14")
	e.hears(e.packets, named("Büro 3.14"))
	e.asks("Büro 3.14")
	found := avahi.Wait(`=;eth0;IPv4;(.*);_confab._tcp;local;(confab-\S+\.local);10\.77\.0\.1;54307;(.*)`)
	if !strings.Contains(found[3], `"n=B\195\188ro 3.14"`) || !strings.Contains(found[3], `"p=3"`) {
		t.Errorf("avahi-browse finds %q", found)
	}
}
