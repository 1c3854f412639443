//go:build networks

package doctor

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"confab/backend/keys"
	"confab/build/netlab"
	"confab/server/near"
	"confab/server/tlskey"
	"confab/server/wire"
)

func TestMain(m *testing.M) {
	netlab.Main(m, map[string]func([]string){"examine": examinePart, "serve": servePart, "beacon": beaconPart, "hold": holdPart})
}

// examinePart writes the codes of what is found about the address.
func examinePart(args []string) {
	dir, err := os.MkdirTemp("", "confab-networks")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	servers, err := keys.OpenServers(dir)
	if err != nil {
		panic(err)
	}
	for _, f := range Examine(context.Background(), Config{Servers: servers, Version: "1"}, args[0]) {
		fmt.Print(f.Code, " ")
	}
	fmt.Println("end")
}

// servePart is a server with a new key.
func servePart([]string) {
	who, err := tlskey.New()
	if err != nil {
		panic(err)
	}
	ln, err := tls.Listen("tcp", ":54307", &tls.Config{Certificates: []tls.Certificate{who.Certificate}, MinVersion: tls.VersionTLS13, NextProtos: []string{wire.ALPN}})
	if err != nil {
		panic(err)
	}
	fmt.Println("ready")
	for {
		c, err := ln.Accept()
		if err != nil {
			panic(err)
		}
		go func() {
			defer c.Close()
			_ = c.(*tls.Conn).Handshake()
		}()
	}
}

// beaconPart answers the beacon as a server of version 2 whose clock is two
// minutes behind.
func beaconPart([]string) {
	c, err := near.OpenBeacon()
	if err != nil {
		panic(err)
	}
	fmt.Println("ready")
	c.Receive(func(p near.Packet) {
		if nonce, ok := near.ParseBeaconQuestion(p.Data); ok {
			said := near.Announcement{Name: "Lab", Key: someKey, Port: 54307, Version: "2", Time: time.Now().Add(-2 * time.Minute)}
			c.Unicast(p.From, said.AppendBeaconAnswer(nil, nonce))
		}
	})
}

// holdPart keeps the port of multicast DNS for itself.
func holdPart([]string) {
	if _, err := net.ListenPacket("udp", ":5353"); err != nil {
		panic(err)
	}
	fmt.Println("ready")
	select {}
}

const someKey = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"

// Each fault is made, and the doctor finds it.
func TestNetworkTheDoctorFindsTheFault(t *testing.T) {
	const input = "table inet f { chain c { type filter hook input priority 0; %s; }; }"
	for _, fault := range []struct {
		name, address        string
		client               string // a script
		serverNft, clientNft string
		serverParts          []string // what runs on the server's machine
		clientParts          []string
		apart                bool // the switch keeps its ports apart
		want                 string
	}{
		{name: "refused", want: "same-network refused end"},
		{name: "silent firewall", serverNft: fmt.Sprintf(input, "tcp dport 54307 drop"), want: "same-network dropped end"},
		{name: "firewall that says no", serverNft: fmt.Sprintf(input, "tcp dport 54307 reject with icmpx admin-prohibited"), want: "same-network prohibited end"},
		{name: "unused address", address: "10.77.0.9", want: "same-network nobody-there end"},
		{name: "no route", address: "10.99.0.1", want: "no-route end"},
		{name: "tunnel", client: "ip link add tun7 type veth peer name far; ip link set tun7 up; ip link set far up; ip address add 10.8.0.2/24 dev tun7; ip route add 10.77.0.1/32 dev tun7", want: "goes-by-tunnel (silent|nobody-there|kept-apart) end"},
		{name: "own firewall", clientNft: fmt.Sprintf(input, "iif lo accept; ct state established,related accept; drop"), want: "on-network multicast-not-heard same-network refused end"},
		{name: "firewall that rejects", serverNft: fmt.Sprintf(input, "tcp dport 54307 reject with tcp reset"), serverParts: []string{"beacon"}, want: "same-network rejected clock version end"},
		{name: "other clock and version", serverParts: []string{"serve", "beacon"}, want: "same-network key-new clock version end"},
		{name: "other key", address: "chat://10.77.0.1:54307#k=" + someKey, serverParts: []string{"serve"}, want: "same-network key-changed end"},
		{name: "devices kept apart", apart: true, want: "same-network kept-apart end"},
		{name: "containers' network", client: "ip link add docker0 type veth peer name far; ip link set docker0 up; ip link set far up; ip address add 172.17.0.1/16 dev docker0", address: "172.17.0.9", want: "left-out .*goes-by-virtual nobody-there end"},
		{name: "other network", client: "ip route add 10.88.0.0/24 via 10.77.0.1", address: "10.88.0.1", want: "other-network silent end"},
		{name: "port held", clientParts: []string{"hold"}, want: "on-network port-held same-network refused end"},
		{name: "no resolver", address: "lab3.example", want: "(resolver-failed|name-unknown) end"},
		{name: "no network", client: "ip link set eth0 down", want: "no-network no-route end"},
	} {
		t.Run(fault.name, func(t *testing.T) {
			t.Parallel()
			lab := netlab.New(t)
			between := lab.Switch()
			server, client, third := lab.Host(), lab.Host(), lab.Host()
			ports := []string{
				server.Plug(between, "eth0", "10.77.0.1/24"),
				client.Plug(between, "eth0", "10.77.0.2/24"),
				third.Plug(between, "eth0", "10.77.0.3/24"),
			}
			if fault.client != "" {
				client.Sh(fault.client)
			}
			if fault.serverNft != "" {
				server.Nft(fault.serverNft)
			}
			if fault.apart {
				for _, port := range ports {
					between.Sh("bridge link set dev " + port + " isolated on")
				}
			}
			for _, part := range fault.serverParts {
				server.Part(part).Wait("ready")
			}
			for _, part := range fault.clientParts {
				client.Part(part).Wait("ready")
			}
			if fault.clientNft != "" {
				client.Nft(fault.clientNft)
			}
			address := fault.address
			if address == "" {
				address = "10.77.0.1"
			}
			if !strings.Contains(address, "://") {
				address += ":54307"
			}
			if found := client.Part("examine", address).Wait(`.*end`)[0]; !regexp.MustCompile(fault.want).MatchString(found) {
				t.Errorf("it is %q, want %q", found, fault.want)
			}
		})
	}
}
