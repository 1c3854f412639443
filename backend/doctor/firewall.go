package doctor

import (
	"bytes"
	"os"
	"runtime"
	"strings"
)

// A Command mends a finding, when it is run in a terminal.
type Command struct {
	For  string `json:"for"` // the firewall that it is for, as people call it; empty if it is this machine's own
	Text string `json:"text"`
}

// allowMDNS returns the command that lets multicast DNS through this machine's
// firewall; none if no firewall is known here.
func allowMDNS() []Command {
	switch {
	case runtime.GOOS == "windows":
		return []Command{{"", netsh("5353", "udp")}}
	case runtime.GOOS == "linux" && usesFirewalld():
		return []Command{{"", firewallCmd("--add-service=mdns")}}
	case runtime.GOOS == "linux" && usesUFW():
		return []Command{{"", "sudo ufw allow 5353/udp"}}
	}
	return nil
}

// allowThere returns the commands that let a TCP port through the firewall of the
// server's computer. Which firewall that has cannot be seen from here, and what
// this machine has says nothing about it.
func allowThere(port string) []Command {
	return []Command{
		{"ufw", "sudo ufw allow " + port + "/tcp"},
		{"firewalld", firewallCmd("--add-port=" + port + "/tcp")},
		{"Windows", netsh(port, "tcp")},
	}
}

func firewallCmd(rule string) string {
	return "sudo firewall-cmd --permanent " + rule + " && sudo firewall-cmd --reload"
}

func netsh(port, protocol string) string {
	return `netsh advfirewall firewall add rule name="Confab" dir=in action=allow protocol=` + strings.ToUpper(protocol) + " localport=" + port
}

func usesUFW() bool {
	text, err := os.ReadFile("/etc/ufw/ufw.conf")
	return err == nil && bytes.Contains(text, []byte("ENABLED=yes"))
}

func usesFirewalld() bool {
	_, err := os.Stat("/run/firewalld")
	return err == nil
}
