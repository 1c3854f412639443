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
		if err := (banner{"Lab 3", at, key, c.plaintext, false, "", ""}).write(&got); err != nil {
			t.Fatal(err)
		}
		want := "Lab 3 is listening on port 54307\n\nOpen Confab and connect to\n" + strings.Join(c.want, "\n") + "\nCtrl-C tells everyone and stops the server.\n\n"
		if unindented := strings.ReplaceAll(strings.ReplaceAll(got.String(), "      ", ""), "\n  ", "\n"); unindented != want {
			t.Errorf("%s, plaintext %s: the banner is\n%s\nwant\n%s", c.ip, c.plaintext, unindented, want)
		}
	}
}
