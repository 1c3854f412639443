package datadir

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"confab/server/atomicfile"
)

// AddressFile is the file in the data folder with the address at which commands
// reach the server that uses it, or did last.
const AddressFile = "address"

// Address returns what SaveAddress has saved. The error is fs.ErrNotExist before
// the first start.
func Address(dir string) (string, error) {
	text, err := os.ReadFile(filepath.Join(dir, AddressFile))
	return strings.TrimSpace(string(text)), err
}

// SaveAddress saves where commands on this machine reach a server that listens at at.
func SaveAddress(dir string, at *net.TCPAddr) error {
	if dir == Memory {
		return nil
	}
	host := (&net.IPAddr{IP: at.IP, Zone: at.Zone}).String()
	if at.IP.IsUnspecified() {
		host = "127.0.0.1"
		if at.IP.To4() == nil {
			host = "localhost" // [::] is IPv4 too on most systems, and not on all
		}
	}
	if err := atomicfile.Write(filepath.Join(dir, AddressFile), []byte(net.JoinHostPort(host, strconv.Itoa(at.Port))+"\n")); err != nil {
		return fmt.Errorf("saving where commands reach the server: %w", err)
	}
	return nil
}
