//go:build networks

package discovery

import (
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"confab/backend/keys"
	"confab/build/netlab"
	"confab/server/announce"
	"confab/server/near"
	"confab/server/tlskey"
	"confab/server/wire"
)

func TestMain(m *testing.M) {
	netlab.Main(m, map[string]func([]string){"serve": servePart, "browse": browsePart, "cold": coldPart, "many": manyPart, "locate": locatePart})
}

func must[T any](v T, err error) T {
	if err != nil {
		fmt.Println("failed:", err)
		os.Exit(1)
	}
	return v
}

// servePart announces servers of one name, as many as the second argument says,
// and proves their keys, until it is interrupted.
func servePart(args []string) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var running sync.WaitGroup
	for range must(strconv.Atoi(args[1])) {
		who := must(tlskey.New())
		ln := must(tls.Listen("tcp", ":0", &tls.Config{Certificates: []tls.Certificate{who.Certificate}, MinVersion: tls.VersionTLS13, NextProtos: []string{wire.ALPN}}))
		fmt.Printf("key %s\n", who.Fingerprint)
		go func() {
			for {
				c, err := ln.Accept()
				if err != nil {
					return
				}
				go func() {
					_ = c.(*tls.Conn).Handshake()
					_ = c.Close()
				}()
			}
		}()
		running.Go(func() {
			announce.Run(ctx, announce.Config{
				Server: near.Announcement{Name: args[0], Key: who.Fingerprint, Port: uint16(ln.Addr().(*net.TCPAddr).Port)},
				People: func(context.Context) int { return 3 },
				Log:    slog.New(slog.DiscardHandler),
			})
		})
	}
	fmt.Println("serving")
	running.Wait()
}

func browserFor(changed func([]Server)) *Browser {
	dir := must(os.MkdirTemp("", "confab-networks"))
	defer os.RemoveAll(dir)
	log := slog.New(slog.DiscardHandler)
	return NewBrowser(Config{
		Servers: must(keys.OpenServers(dir)),
		Recent:  func() []string { return nil },
		Look:    keys.Look,
		Changed: changed,
		Open:    func() Network { return Sockets(log) },
		Log:     log,
	})
}

// browsePart writes every list, and looks harder if an argument says so.
func browsePart(args []string) {
	b := browserFor(func(servers []Server) {
		line := "list"
		for _, s := range servers {
			line += fmt.Sprintf(" %s=%s@%s", s.Name, s.Standing, s.Address)
		}
		fmt.Println(line + ".")
	})
	b.Show(true)
	if slices.Contains(args, "harder") {
		b.LookHarder()
	}
	select {}
}

// coldPart begins to search as often as the first argument says, and writes how
// long it takes, in milliseconds, until one server has proved its key.
func coldPart(args []string) {
	for range must(strconv.Atoi(args[0])) {
		found := make(chan struct{})
		once := sync.OnceFunc(func() { close(found) })
		began := time.Now()
		b := browserFor(func(servers []Server) {
			if slices.ContainsFunc(servers, func(s Server) bool { return s.Standing == New }) {
				once()
			}
		})
		b.Show(true)
		<-found
		fmt.Println("found", time.Since(began).Milliseconds())
		b.Close()
	}
	fmt.Println("done")
}

// manyPart writes how long it takes, in milliseconds, until as many servers as the
// argument says are listed, and until all of these have proved their keys.
func manyPart(args []string) {
	wanted := must(strconv.Atoi(args[0]))
	listed, proved := make(chan struct{}), make(chan struct{})
	areListed, areProved := sync.OnceFunc(func() { close(listed) }), sync.OnceFunc(func() { close(proved) })
	began := time.Now()
	b := browserFor(func(servers []Server) {
		if len(servers) < wanted {
			return
		}
		areListed()
		if !slices.ContainsFunc(servers, func(s Server) bool { return s.Standing != New }) {
			areProved()
		}
	})
	b.Show(true)
	<-listed
	fmt.Println("listed", time.Since(began).Milliseconds())
	<-proved
	fmt.Println("proved", time.Since(began).Milliseconds())
	b.Close()
}

// locatePart writes where the server is that had a key at 10.77.0.1.
func locatePart(args []string) {
	dir := must(os.MkdirTemp("", "confab-networks"))
	defer os.RemoveAll(dir)
	known := fmt.Sprintf(`{"keys":{"10.77.0.1:54307":%q}}`, args[0])
	must(0, os.WriteFile(filepath.Join(dir, "servers.json"), []byte(known), 0o600))
	log := slog.New(slog.DiscardHandler)
	began := time.Now()
	address, ok := Locate(context.Background(), Config{
		Servers: must(keys.OpenServers(dir)), Look: keys.Look, Open: func() Network { return Sockets(log) }, Log: log,
	}, wire.Fingerprint(args[0]))
	fmt.Printf("located %s %t after %d ms\n", address, ok, time.Since(began).Milliseconds())
}

// street returns a server's and a client's machine on a switch.
func street(t *testing.T) (server, client *netlab.Host, between *netlab.Switch) {
	lab := netlab.New(t)
	between = lab.Switch()
	server, client = lab.Host(), lab.Host()
	server.Plug(between, "eth0", "10.77.0.1/24")
	client.Plug(between, "eth0", "10.77.0.2/24")
	return server, client, between
}

const lab3New = `list Lab=new@10\.77\.0\.1:\d+\.`

func TestNetworkAServerIsListedUntilItIsGone(t *testing.T) {
	t.Parallel()
	server, client, _ := street(t)
	s := server.Part("serve", "Lab", "1")
	window := client.Part("browse")
	window.Wait(lab3New)
	s.Interrupt()
	window.Wait(`list\.`)
	s = server.Part("serve", "Lab", "1")
	window.Wait(lab3New)
	s.Kill() // it says no goodbye
	began := time.Now()
	window.Wait(`list\.`)
	took := time.Since(began)
	t.Logf("killed to gone: %v", took)
	if took > 9*time.Second { // 8, and how late a busy machine is
		t.Errorf("a server that is killed is gone after %v", took)
	}
}

// A server has another address than the one at which it was known.
func TestNetworkAKnownServerIsLocatedAfterItHasMoved(t *testing.T) {
	t.Parallel()
	server, client, _ := street(t)
	server.Sh("ip address del 10.77.0.1/24 dev eth0; ip address add 10.77.0.5/24 brd + dev eth0")
	key := server.Part("serve", "Lab", "1").Wait(`key (\S+)`)[1]
	t.Log(client.Part("locate", key).Wait(`located \S+ true after .*`)[0])
}

// So many servers are announced that the list is full.
func TestNetworkAFullListOfServers(t *testing.T) {
	const hosts = maxRows / maxPerSource
	lab := netlab.New(t)
	between := lab.Switch()
	var serving []*netlab.Process
	for i := range hosts {
		h := lab.Host()
		h.Plug(between, "eth0", fmt.Sprintf("10.77.0.%d/24", i+10))
		serving = append(serving, h.Part("serve", fmt.Sprint("Lab ", i), strconv.Itoa(maxPerSource)))
	}
	for _, s := range serving {
		s.Wait("serving")
	}
	client := lab.Host()
	client.Plug(between, "eth0", "10.77.0.2/24")
	many := client.Part("many", strconv.Itoa(maxRows))
	listed := must(strconv.Atoi(many.Wait(`listed (\d+)`)[1]))
	t.Logf("milliseconds until %d servers are listed: %d", maxRows, listed)
	if listed > 2000 { // 600, and the race detector on a busy machine
		t.Errorf("the list is full after %d ms", listed)
	}
	t.Logf("and have proved their keys: %s", many.Wait(`proved (\d+)`)[1])
}

func TestNetworkTwoServersOfOneNameOnAHost(t *testing.T) {
	t.Parallel()
	server, client, _ := street(t)
	server.Part("serve", "Lab", "2")
	client.Part("browse").Wait(`list Lab=new@10\.77\.0\.1:\d+ Lab=new@10\.77\.0\.1:\d+\.`)
}

func TestNetworkAnInterfaceComesAndGoes(t *testing.T) {
	t.Parallel()
	server, client, _ := street(t)
	client.Sh("ip link set eth0 down")
	server.Part("serve", "Lab", "1").Wait("serving")
	window := client.Part("browse")
	window.Wait(`list\.`)
	client.Sh("ip link set eth0 up")
	window.Wait(lab3New)
}

func TestNetworkIPv6Alone(t *testing.T) {
	t.Parallel()
	lab := netlab.New(t)
	between := lab.Switch()
	server, client := lab.Host(), lab.Host()
	server.Plug(between, "eth0", "fd77::1/64")
	client.Plug(between, "eth0", "fd77::2/64")
	server.Part("serve", "Lab", "1")
	client.Part("browse").Wait(`list Lab=new@\[fd77::1\]:\d+\.`)
}

// What a switch or a firewall drops, and whether the user has to look harder.
func TestNetworkOtherWaysThanMulticast(t *testing.T) {
	const ufw = "table inet f { chain c { type filter hook input priority 0; policy drop; iif lo accept; ct state established,related accept; meta l4proto { icmp, icmpv6 } accept; ip daddr 224.0.0.251 udp dport 5353 accept; }; }"
	for name, fault := range map[string]struct {
		between, server, client string // tables of the firewall
		harder, silent          bool
	}{
		"multicast":               {between: "table bridge f { chain c { type filter hook forward priority 0; meta pkttype multicast drop; }; }"},
		"multicast and broadcast": {between: "table bridge f { chain c { type filter hook forward priority 0; ether daddr & 01:00:00:00:00:00 == 01:00:00:00:00:00 ether type != arp drop; }; }", harder: true},
		"client's firewall":       {client: ufw},
		"client's, nothing in":    {client: strings.Replace(ufw, "ip daddr 224.0.0.251 udp dport 5353 accept;", "", 1), harder: true},
		"server's firewall":       {server: ufw, silent: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, client, between := street(t)
			if fault.between != "" {
				between.Nft(fault.between)
			}
			if fault.server != "" {
				server.Nft(fault.server)
			}
			if fault.client != "" {
				client.Nft(fault.client)
			}
			server.Part("serve", "Lab", "1").Wait("serving")
			var args []string
			if fault.harder {
				args = append(args, "harder")
			}
			window := client.Part("browse", args...)
			if fault.silent {
				window.Wait(`list Lab=unreachable@10\.77\.0\.1:\d+\.`)
			} else {
				window.Wait(lab3New)
			}
		})
	}
}

func TestNetworkAColdStartFindsAServerAtOnce(t *testing.T) {
	server, client, _ := street(t)
	server.Part("serve", "Lab", "1").Wait("serving")
	cold := client.Part("cold", "20")
	cold.Wait("done")
	var took []int
	for line := range strings.Lines(cold.Output()) {
		if ms, ok := strings.CutPrefix(strings.TrimSpace(line), "found "); ok {
			took = append(took, must(strconv.Atoi(ms)))
		}
	}
	slices.Sort(took)
	t.Logf("milliseconds to a server that has proved its key: %v", took)
	if median := took[len(took)/2]; median > 80 { // 50, and the race detector on a busy machine
		t.Errorf("the median is %d ms", median)
	}
}
