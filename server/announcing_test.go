package main

import (
	"io"
	"net"
	"slices"
	"testing"
)

func TestAServerForThisMachineAloneIsNotAnnounced(t *testing.T) {
	for _, c := range []struct {
		announce, listen string
		want             bool
		interfaces       []string
	}{
		{"on", "0.0.0.0", true, nil},
		{"on", "::", true, nil},
		{"on", "192.0.2.1", true, nil},
		{"on", "127.0.0.1", false, nil},
		{"on", "::1", false, nil},
		{"off", "0.0.0.0", false, nil},
		{"eth0,Ethernet 2", "0.0.0.0", true, []string{"eth0", "Ethernet 2"}},
	} {
		cfg, err := readConfig([]string{"-announce", c.announce}, func(string) string { return "" }, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		at := &net.TCPAddr{IP: net.ParseIP(c.listen), Port: 54307}
		if got := cfg.announces(at); got != c.want || !slices.Equal(cfg.interfaces(), c.interfaces) {
			t.Errorf("with -announce %q at %s it is announced: %v on %q", c.announce, c.listen, got, cfg.interfaces())
		}
	}
}
