package main

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"confab/server/atomicfile"
)

// portFile is the file in the data's folder that has the port at which this
// data was served last.
const portFile = "port"

// listenAsBefore listens at cfg.Listen. If that leaves the port open it is the
// one of the last time, as long as it is free: those who were connected look
// for the server there. The first time, and without a folder, it is any.
func listenAsBefore(cfg Config) (net.Listener, error) {
	if asksForAnyPort(cfg.Listen) && cfg.Data != inMemory {
		host, _, _ := net.SplitHostPort(cfg.Listen) // asksForAnyPort has split it
		if last := lastPort(cfg.Data); last != 0 {
			if ln, err := listenTCP(net.JoinHostPort(host, strconv.Itoa(last))); err == nil {
				return ln, nil
			}
		}
	}
	return listen("-listen", cfg.Listen)
}

// asksForAnyPort reports whether an address leaves the port open.
func asksForAnyPort(address string) bool {
	_, port, err := net.SplitHostPort(address)
	return err == nil && port == "0"
}

// lastPort returns the port of the last time; 0 if there is none to be read.
func lastPort(dir string) int {
	b, err := os.ReadFile(filepath.Join(dir, portFile))
	if err != nil {
		return 0
	}
	port, err := strconv.ParseUint(strings.TrimSpace(string(b)), 10, 16)
	if err != nil {
		return 0
	}
	return int(port)
}

// keepPort notes the port for the next time, unless one is noted: those who know
// that one find the server again when it is free. The folder is this server's
// alone.
func keepPort(dir string, port int) error {
	if dir == inMemory {
		return nil
	}
	switch last := lastPort(dir); {
	case last == port:
		return nil
	case last != 0:
		return fmt.Errorf("the server's last port, %d, is in use by another program; it stays noted in %s", last, filepath.Join(dir, portFile))
	}
	if err := atomicfile.Write(filepath.Join(dir, portFile), fmt.Appendln(nil, port)); err != nil {
		return fmt.Errorf("noting the port: %w", err)
	}
	return nil
}
