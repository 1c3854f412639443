package accounts

import (
	"net/netip"
	"slices"
	"testing"

	"confab/server/model"
	"confab/server/wire"
)

// Each row is a ban on a machine with two addresses, and who is met by it.
func TestWhomTheBanOfAnAddressMeets(t *testing.T) {
	own := []netip.Addr{netip.MustParseAddr("192.0.2.5"), netip.MustParseAddr("2001:db8:5::5")}
	for _, row := range []struct {
		ban   string
		met   []string
		unmet []string
	}{
		{"192.0.2.7", []string{"192.0.2.7", "::ffff:192.0.2.7"}, []string{"192.0.2.8", "", "pipe", "127.0.0.1"}},
		{"::ffff:192.0.2.7", []string{"192.0.2.7"}, []string{"192.0.2.8"}},
		{"2001:db8::7", []string{"2001:db8::7", "2001:DB8:0:0:1:2:3:4"}, []string{"2001:db8:0:1::7", "192.0.2.7"}},
		{"2001:db8:5::7", []string{"2001:db8:5::7"}, []string{"2001:db8:5::8", "2001:db8:5::5"}}, // the room next door
		{"fe80::7%eth0", []string{"fe80::7%eth1", "fe80::7"}, []string{"fe80::8%eth0"}},
		{"::2", []string{"::2"}, []string{"::1"}},
	} {
		ip, err := parseIP(row.ban)
		if err != nil {
			t.Fatal(err)
		}
		network, err := banNetwork(ip, own)
		if err != nil {
			t.Errorf("%s cannot be banned: %v", row.ban, err)
		}
		met := func(address string) bool {
			one, all := networksOf(address)
			return slices.Contains([]string{one, all}, network)
		}
		for _, address := range row.met {
			if !met(address) {
				t.Errorf("%q is not met by a ban of %s", address, row.ban)
			}
		}
		for _, address := range row.unmet {
			if met(address) {
				t.Errorf("%q is met by a ban of %s", address, row.ban)
			}
		}
	}
	for _, address := range []string{"127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "192.0.2.5", "2001:db8:5::5"} {
		ip, err := parseIP(address)
		if err != nil {
			t.Fatal(err)
		}
		_, err = banNetwork(ip, own)
		wantCode(t, "a ban of "+address, err, wire.ServerAddress)
	}
}

func TestThisMachineIsNotBanned(t *testing.T) {
	s := open(t, Config{})
	own, err := ownAddresses()
	if err != nil || !slices.ContainsFunc(own, netip.Addr.IsLoopback) {
		t.Fatalf("this machine has the addresses %v, %v", own, err)
	}
	for _, ip := range own {
		_, err := s.Moderate(t.Context(), model.Console, &wire.Moderate{Act: wire.ActBan, Address: ip.String()})
		wantCode(t, "a ban of "+ip.String(), err, wire.ServerAddress)
	}
	for _, text := range []string{"192.0.2.7:6667", "[2001:db8::7]", "192.0.2.0/24", "example.com", "192.0.2.07", "alice"} {
		_, err := s.Moderate(t.Context(), model.Console, &wire.Moderate{Act: wire.ActBan, Address: text})
		wantCode(t, "a ban of "+text, err, wire.BadAddress)
	}
}
