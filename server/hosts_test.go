package main

import (
	"net"
	"net/netip"
	"slices"
	"testing"

	"confab/server/near"
)

func TestTunnelsComeLastAndAreMarked(t *testing.T) {
	links := func() []near.Link {
		return []near.Link{
			{Interface: net.Interface{Name: "tun0"}, Kind: near.Tunnel, Addrs: []netip.Addr{netip.MustParseAddr("10.8.0.2")}},
			{Interface: net.Interface{Name: "docker0"}, Kind: near.Virtual, Addrs: []netip.Addr{netip.MustParseAddr("172.17.0.1")}},
			{Interface: net.Interface{Name: "eth0"}, Kind: near.LAN, Addrs: []netip.Addr{netip.MustParseAddr("fd01::5"), netip.MustParseAddr("169.254.3.4")}},
		}
	}
	for onlyIPv4, want := range map[bool][]host{
		false: {{ip: "fd01::5"}, {ip: "10.8.0.2", tunnel: "tun0"}, {ip: "127.0.0.1"}},
		true:  {{ip: "169.254.3.4"}, {ip: "10.8.0.2", tunnel: "tun0"}, {ip: "127.0.0.1"}}, // IPv6 is no better, where nobody gets in by it
	} {
		if got := hostsOn(links(), onlyIPv4); !slices.Equal(got, want) {
			t.Errorf("with IPv4 alone %v the hosts are %+v, want %+v", onlyIPv4, got, want)
		}
	}
	if got := (host{ip: "10.8.0.2", tunnel: "tun0"}).note(); got != "   (through tun0, a VPN or another tunnel)" {
		t.Errorf("a tunnel is marked with %q", got)
	}
}
