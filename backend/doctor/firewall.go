package doctor

import (
	"bytes"
	"os"
	"runtime"
	"strings"
)

// allow returns the command that lets a port, such as 54307/tcp, through the
// firewall of a machine like this one; service is firewalld's name for it, or
// empty. It is empty if the system has no such command.
func allow(port, service string) string {
	switch runtime.GOOS {
	case "linux":
		if usesFirewalld() {
			if service != "" {
				return "sudo firewall-cmd --permanent --add-service=" + service + " && sudo firewall-cmd --reload"
			}
			return "sudo firewall-cmd --permanent --add-port=" + port + " && sudo firewall-cmd --reload"
		}
		if service == "" || usesUFW() {
			return "sudo ufw allow " + port
		}
	case "windows":
		number, protocol, _ := strings.Cut(port, "/")
		return `netsh advfirewall firewall add rule name="Confab" dir=in action=allow protocol=` + strings.ToUpper(protocol) + " localport=" + number
	}
	return ""
}

func usesUFW() bool {
	text, err := os.ReadFile("/etc/ufw/ufw.conf")
	return err == nil && bytes.Contains(text, []byte("ENABLED=yes"))
}

func usesFirewalld() bool {
	_, err := os.Stat("/run/firewalld")
	return err == nil
}
