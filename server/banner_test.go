package main

import (
	"net"
	"net/netip"
	"strings"
	"testing"

	"confab/server/gate"
	"confab/server/wire"
)

func TestTheCardSaysWhatWorks(t *testing.T) {
	key := wire.FingerprintOf(nil)
	for _, c := range []struct {
		ip        string
		plaintext gate.Plaintext
		want      []string // lines
	}{
		{"127.0.0.1", gate.Loopback, []string{
			"chat://127.0.0.1:54307#k=" + string(key) + "   (from this machine)",
			"or by hand: nc 127.0.0.1 54307, then type  REGISTER ann CHAT/1.1",
		}},
		{"192.0.2.1", gate.Loopback, []string{
			"chat://192.0.2.1:54307#k=" + string(key),
			"or by hand: nc 192.0.2.1 54307, then type  REGISTER ann CHAT/1.1",
			"from other machines: openssl s_client -quiet -connect 192.0.2.1:54307",
		}},
		{"192.0.2.1", gate.Any, []string{
			"chat://192.0.2.1:54307#k=" + string(key),
			"or by hand: nc 192.0.2.1 54307, then type  REGISTER ann CHAT/1.1",
		}},
		{"fe80::1%eth0", gate.Any, []string{
			"chat://[fe80::1%25eth0]:54307#k=" + string(key) + "   (from the network at eth0; behind %25 write the interface that the other machine has there)",
			"or by hand: nc fe80::1%eth0 54307, then type  REGISTER ann CHAT/1.1",
		}},
		{"2001:db8::1", gate.Off, []string{
			"chat://[2001:db8::1]:54307#k=" + string(key),
			"or by hand: openssl s_client -quiet -connect [2001:db8::1]:54307, then type  REGISTER ann CHAT/1.1",
		}},
	} {
		var got strings.Builder
		at := net.TCPAddrFromAddrPort(netip.AddrPortFrom(netip.MustParseAddr(c.ip), 54307))
		if err := (banner{"Lab 3", at, key, c.plaintext, false, "", "", false, false}).write(&got); err != nil {
			t.Fatal(err)
		}
		want := "Lab 3 is listening on port 54307\n\nOpen Confab and connect to\n" + strings.Join(c.want, "\n") + "\nCtrl-C tells everyone and stops the server.\n\n"
		if unindented := strings.ReplaceAll(strings.ReplaceAll(got.String(), "      ", ""), "\n  ", "\n"); unindented != want {
			t.Errorf("%s, plaintext %s: the banner is\n%s\nwant\n%s", c.ip, c.plaintext, unindented, want)
		}
	}
}

func TestTheBannerHasAPictureWhereItCanBeScanned(t *testing.T) {
	at := func(ip string) *net.TCPAddr {
		return net.TCPAddrFromAddrPort(netip.AddrPortFrom(netip.MustParseAddr(ip), 54307))
	}
	for _, c := range []struct {
		ip   string
		qr   bool
		want bool
	}{{"192.0.2.1", true, true}, {"192.0.2.1", false, false}, {"127.0.0.1", true, false}} {
		var got strings.Builder
		if err := (banner{name: "Lab 3", at: at(c.ip), key: wire.FingerprintOf(nil), found: c.want, qr: c.qr}).write(&got); err != nil {
			t.Fatal(err)
		}
		if has := strings.Contains(got.String(), "▀"); has != c.want {
			t.Errorf("at %s, on a terminal that shows QR codes %v: the picture is there: %v", c.ip, c.qr, has)
		}
		if has := strings.Contains(got.String(), "-announce off"); has != c.want {
			t.Errorf("at %s it says that the server is found: %v", c.ip, has)
		}
	}
}

func TestWhereAQRCodeFits(t *testing.T) {
	utf8 := map[string]string{"LANG": "de_DE.UTF-8"}
	for _, c := range []struct {
		env           map[string]string
		columns, rows int
		want          bool
	}{
		{utf8, 45, 30, true},
		{utf8, 44, 30, false},
		{utf8, 45, 29, false},
		{map[string]string{"LANG": "C"}, 80, 40, false},
		{map[string]string{"LANG": "C.utf8"}, 80, 40, true},
		{map[string]string{"LANG": "en_US.UTF-8", "LC_ALL": "C"}, 80, 40, false},
		{map[string]string{"LANG": "C", "LC_CTYPE": "en_US.UTF-8"}, 80, 40, true},
		{map[string]string{"LANG": "en_US.UTF-8", "TERM": "dumb"}, 80, 40, false},
		{nil, 80, 40, false},
	} {
		if got := fitsQR(c.columns, c.rows, func(name string) string { return c.env[name] }); got != c.want {
			t.Errorf("on %d × %d with %v it fits: %v", c.columns, c.rows, c.env, got)
		}
	}
	if showsQR(&strings.Builder{}, func(string) string { return "en_US.UTF-8" }) {
		t.Error("what is no terminal shows QR codes")
	}
}
