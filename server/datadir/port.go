package datadir

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"confab/server/atomicfile"
)

// PortFile is the file in the data folder with the port of the server that first
// used this data. A backup has it too.
const PortFile = "port"

// LastPort returns the port of an earlier start; 0 if there is none.
func LastPort(dir string) int {
	b, err := os.ReadFile(filepath.Join(dir, PortFile))
	if err != nil {
		return 0
	}
	port, err := strconv.ParseUint(strings.TrimSpace(string(b)), 10, 16)
	if err != nil {
		return 0
	}
	return int(port)
}

// SavePort saves the port for the next start, unless another one is saved: the
// clients that know that one find the server again when it is free. No other
// server uses the folder.
func SavePort(dir string, port int) error {
	if dir == Memory {
		return nil
	}
	switch last := LastPort(dir); {
	case last == port:
		return nil
	case last != 0:
		return fmt.Errorf("the server's last port, %d, is in use by another program; it stays saved in %s", last, filepath.Join(dir, PortFile))
	}
	if err := atomicfile.Write(filepath.Join(dir, PortFile), fmt.Appendln(nil, port)); err != nil {
		return fmt.Errorf("saving the port: %w", err)
	}
	return nil
}
