package near

import (
	"os"
	"path/filepath"
)

// bridgePorts returns the ports of the bridge called name; nil if it is none.
func bridgePorts(name string) []port {
	const interfaces = "/sys/class/net"
	entries, err := os.ReadDir(filepath.Join(interfaces, name, "brif"))
	if err != nil {
		return nil
	}
	ports := []port{}
	for _, e := range entries {
		_, err := os.Stat(filepath.Join(interfaces, e.Name(), "device"))
		ports = append(ports, port{e.Name(), err == nil})
	}
	return ports
}
