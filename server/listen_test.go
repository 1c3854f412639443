package main

import (
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"
	"testing"

	"confab/server/datadir"
)

// 0.0.0.0 is every IPv4 address, and none of IPv6.
func TestAnIPv4AddressServesIPv4Alone(t *testing.T) {
	for _, c := range []struct {
		listen string
		v4, v6 bool
	}{
		{"0.0.0.0:0", true, false},
		{"127.0.0.1:0", true, false},
		{":0", true, true},
		{"[::]:0", true, true},
		{"[::1]:0", false, true},
	} {
		ln, err := listen("-listen", c.listen)
		if err != nil {
			t.Fatal(err)
		}
		for ip, want := range map[string]bool{"127.0.0.1": c.v4, "::1": c.v6} {
			nc, err := net.Dial("tcp", net.JoinHostPort(ip, fmt.Sprint(ln.Addr().(*net.TCPAddr).Port)))
			if (err == nil) != want {
				t.Errorf("-listen %s answers at %s: %v, want %v (%v)", c.listen, ip, err == nil, want, err)
			}
			if err == nil {
				_ = nc.Close()
			}
		}
		if err := ln.Close(); err != nil {
			t.Error(err)
		}
	}
}

// The kernel of some machines forgets the zone of an address that is listened at.
func TestAListenerKnowsItsZone(t *testing.T) {
	links, err := net.Interfaces()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range links {
		addrs, _ := l.Addrs()
		for _, a := range addrs {
			n, ok := a.(*net.IPNet)
			if !ok || n.IP.To4() != nil || !n.IP.IsLinkLocalUnicast() || l.Flags&net.FlagRunning == 0 {
				continue
			}
			ln, err := listen("-listen", "["+n.IP.String()+"%"+l.Name+"]:0")
			if err != nil {
				t.Fatal(err)
			}
			at := ln.Addr().(*net.TCPAddr)
			if at.Zone != l.Name {
				t.Errorf("it listens at %s, want the zone %s", at, l.Name)
			}
			nc, err := net.Dial("tcp", net.JoinHostPort(hostOf(at), fmt.Sprint(at.Port)))
			if err != nil {
				t.Errorf("nobody answers where it listens: %v", err)
			} else {
				_ = nc.Close()
			}
			_ = ln.Close()
		}
	}
	asked := zoned{fakeListener{netip.MustParseAddrPort("[fe80::1]:54307")}, "eth0"}
	if got := asked.Addr().String(); got != "[fe80::1%eth0]:54307" {
		t.Errorf("the address is %s, want its zone in it", got)
	}
}

// A fakeListener has an address.
type fakeListener struct{ at netip.AddrPort }

func (fakeListener) Accept() (net.Conn, error) { return nil, io.EOF }
func (fakeListener) Close() error              { return nil }
func (l fakeListener) Addr() net.Addr          { return net.TCPAddrFromAddrPort(l.at) }

func TestBlanksAroundAnAddressAreNobodysFault(t *testing.T) {
	none := func(string) string { return "" }
	cfg, err := readConfig([]string{"-listen", " :0", "-metrics", "127.0.0.1:0\n", "-data", datadir.Memory}, none, io.Discard)
	if err != nil || cfg.Listen != ":0" || cfg.Metrics != "127.0.0.1:0" {
		t.Errorf("they are %q and %q, %v", cfg.Listen, cfg.Metrics, err)
	}
	for address, why := range map[string]string{
		"127.0.0.1 :0":   "a host has no blanks",
		"fe80::1:54307":  "must be in brackets",
		"[fe80::1]:0":    "needs its network interface: [fe80::1%eth0]:0",
		"fe80::1%eth0:0": "must be in brackets",
	} {
		for _, flag := range []string{"-listen", "-metrics"} {
			if _, err := readConfig([]string{flag, address, "-data", datadir.Memory}, none, io.Discard); err == nil || !strings.Contains(err.Error(), why) || !strings.Contains(err.Error(), flag+" is ") {
				t.Errorf("%s %s: %v, want that it %s", flag, address, err, why)
			}
		}
	}
	for _, flag := range []string{"-listen", "-metrics"} {
		_, err := listen(flag, "[fe80::1%nowhere9]:0")
		if err == nil || !strings.Contains(err.Error(), "no network interface nowhere9") || !strings.HasSuffix(err.Error(), flag) {
			t.Errorf("an interface that there is not is told as %v", err)
		}
	}
}

func TestTheURLOfMetricsHasTheZone(t *testing.T) {
	m := &monitor{ln: zoned{fakeListener{netip.MustParseAddrPort("[fe80::1]:9100")}, "eth 0"}}
	if got := m.url(); got != "http://[fe80::1%25eth%200]:9100/metrics" {
		t.Errorf("the URL is %s", got)
	}
	if got := (*monitor)(nil).url(); got != "" {
		t.Errorf("a server that nobody monitores has the URL %s", got)
	}
}
