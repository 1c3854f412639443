//go:build networks

package doctor

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"testing"

	"confab/backend/keys"
	"confab/build/netlab"
)

func TestMain(m *testing.M) {
	netlab.Main(m, map[string]func([]string){"examine": examinePart})
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

// Each fault is made, and the doctor finds it.
func TestNetworkTheDoctorFindsTheFault(t *testing.T) {
	const input = "table inet f { chain c { type filter hook input priority 0; %s; }; }"
	for _, fault := range []struct {
		name, address        string
		client               string // a script
		serverNft, clientNft string
		want                 string
	}{
		{name: "refused", want: "same-network refused end"},
		{name: "silent firewall", serverNft: fmt.Sprintf(input, "tcp dport 54307 drop"), want: "same-network dropped end"},
		{name: "firewall that says no", serverNft: fmt.Sprintf(input, "tcp dport 54307 reject with icmpx admin-prohibited"), want: "same-network prohibited end"},
		{name: "unused address", address: "10.77.0.9", want: "same-network nobody-there end"},
		{name: "no route", address: "10.99.0.1", want: "no-route end"},
		{name: "tunnel", client: "ip link add tun7 type veth peer name far; ip link set tun7 up; ip link set far up; ip address add 10.8.0.2/24 dev tun7; ip route add 10.77.0.1/32 dev tun7", want: "goes-by-tunnel (silent|nobody-there|kept-apart) end"},
		{name: "own firewall", clientNft: fmt.Sprintf(input, "iif lo accept; ct state established,related accept; drop"), want: "on-network multicast-not-heard same-network refused end"},
		{name: "no network", client: "ip link set eth0 down", want: "no-network no-route end"},
	} {
		t.Run(fault.name, func(t *testing.T) {
			t.Parallel()
			lab := netlab.New(t)
			between := lab.Switch()
			server, client, third := lab.Host(), lab.Host(), lab.Host()
			server.Plug(between, "eth0", "10.77.0.1/24")
			client.Plug(between, "eth0", "10.77.0.2/24")
			third.Plug(between, "eth0", "10.77.0.3/24")
			if fault.client != "" {
				client.Sh(fault.client)
			}
			if fault.serverNft != "" {
				server.Nft(fault.serverNft)
			}
			if fault.clientNft != "" {
				client.Nft(fault.clientNft)
			}
			address := fault.address
			if address == "" {
				address = "10.77.0.1"
			}
			if found := client.Part("examine", address+":54307").Wait(`.*end`)[0]; !regexp.MustCompile(fault.want).MatchString(found) {
				t.Errorf("it is %q, want %q", found, fault.want)
			}
		})
	}
}
