package main

import (
	"net"
	"os"
	"path/filepath"
	"testing"

	"confab/server/datadir"
)

func TestAServerComesBackAtItsPort(t *testing.T) {
	dir := t.TempDir()
	cfg := Config{Listen: "127.0.0.1:0", Data: dir}
	at := func(cfg Config) int {
		t.Helper()
		ln, err := listenOnLastPort(cfg)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = ln.Close() })
		return ln.Addr().(*net.TCPAddr).Port
	}
	taken := at(cfg)
	if err := datadir.SavePort(dir, taken); err != nil {
		t.Fatal(err)
	}
	if got := at(cfg); got == taken || got == 0 {
		t.Errorf("with %d taken it listens at %d, want another", taken, got)
	}

	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := free.Addr().(*net.TCPAddr).Port
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	if err := datadir.SavePort(dir, port); err == nil || datadir.LastPort(dir) != taken {
		t.Errorf("noting another port came to %v, and %d is noted, want %d to stay", err, datadir.LastPort(dir), taken)
	}
	if err := os.Remove(filepath.Join(dir, datadir.PortFile)); err != nil {
		t.Fatal(err)
	}
	if err := datadir.SavePort(dir, port); err != nil {
		t.Fatal(err)
	}
	if got := at(cfg); got != port {
		t.Errorf("it listens at %d, want the port of the last time, %d", got, port)
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("the folder has %v, want the port alone", left)
	}

	for _, nonsense := range []string{"", "-1", "0", "70000", "port"} {
		if err := os.WriteFile(filepath.Join(dir, datadir.PortFile), []byte(nonsense), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := at(cfg); got == 0 {
			t.Errorf("with %q it listens nowhere", nonsense)
		}
	}
	if err := datadir.SavePort(filepath.Join(dir, "missing"), port); err == nil {
		t.Error("the port is noted in a folder that there is not")
	}
	if err := datadir.SavePort(datadir.Memory, port); err != nil {
		t.Errorf("a server without a folder: %v", err)
	}
}
