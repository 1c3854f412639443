package doctor

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"confab/server/english"
	"confab/server/near"
)

// lan is a machine in one network, with a server and without a fault.
func lan() machine {
	return machine{
		links: func() ([]near.Link, error) {
			return []near.Link{
				{Interface: net.Interface{Name: "eth0"}, Kind: near.LAN, Addrs: []netip.Addr{netip.MustParseAddr("10.77.0.1")}},
				{Interface: net.Interface{Name: "ifb0"}, Kind: near.Down},
				{Interface: net.Interface{Name: "tun0"}, Kind: near.Tunnel, Addrs: []netip.Addr{netip.MustParseAddr("10.8.0.2")}},
			}, nil
		},
		connects: func(context.Context, string) bool { return true },
		hears:    func(near.Link) (bool, error) { return true, nil },
		exists:   func(string) bool { return false },
		read:     func(string) string { return "ENABLED=no\n" },
		runs:     func(context.Context, ...string) bool { return false },
	}
}

func TestEachFaultIsFound(t *testing.T) {
	always := []Code{LinkLeftOut, LinkUsed}
	for _, c := range []struct {
		fault func(*machine)
		want  []Code
	}{
		{func(*machine) {}, always},
		{func(m *machine) { m.connects = func(context.Context, string) bool { return false } }, append([]Code{NotRunning}, always...)},
		{func(m *machine) {
			m.connects = func(_ context.Context, at string) bool { return strings.HasPrefix(at, "127.") }
		}, append([]Code{LoopbackOnly}, always...)},
		{func(m *machine) { m.links = func() ([]near.Link, error) { return nil, nil } }, []Code{NoNetwork}},
		{func(m *machine) { m.hears = func(near.Link) (bool, error) { return false, nil } }, append(slices.Clone(always), NotHeard)},
		{func(m *machine) { m.hears = func(near.Link) (bool, error) { return false, errors.New("in use") } }, append(slices.Clone(always), PortTaken)},
		{func(m *machine) { m.exists = func(path string) bool { return path == "/.dockerenv" } }, append(slices.Clone(always), InContainer)},
		{func(m *machine) { // in a container that shares its host's network
			m.exists = func(path string) bool { return path == "/.dockerenv" || path == "/sys/class/net/eth0/device" }
		}, always},
		{func(m *machine) { m.read = func(string) string { return "# ufw\nENABLED=yes\n" } }, append(slices.Clone(always), UFW)},
		{func(m *machine) {
			m.runs = func(_ context.Context, c ...string) bool { return c[0] == "firewall-cmd" }
		}, append(slices.Clone(always), Firewalld)},
	} {
		m := lan()
		c.fault(&m)
		found, err := m.examine(t.Context(), "127.0.0.1:54307")
		if err != nil {
			t.Fatal(err)
		}
		var got []Code
		for _, f := range found {
			got = append(got, f.Code)
			if s := english.Finding(string(f.Code), f.Params); s == "" || strings.ContainsAny(s, "{}") {
				t.Errorf("%s with %v is %q, which is no sentence", f.Code, f.Params, s)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("it finds %q, want %q", got, c.want)
		}
	}
}

// A finding that may be harmless does not make the command fail: the server can be found.
func TestWhatKeepsOthersAway(t *testing.T) {
	var faults []Code
	for _, code := range Codes {
		if (Finding{Code: code}).IsFault() {
			faults = append(faults, code)
		}
	}
	if want := []Code{NotRunning, LoopbackOnly, NoNetwork, NotHeard, InContainer}; !slices.Equal(faults, want) {
		t.Errorf("the faults are %q, want %q", faults, want)
	}
}

func TestEveryCodeHasASentence(t *testing.T) {
	for _, code := range Codes {
		if english.Finding(string(code), nil) == "" {
			t.Errorf("%s has no sentence", code)
		}
	}
}
