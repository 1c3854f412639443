package english

import "strings"

// findings are what the codes of server/doctor mean, each with the next step.
var findings = map[string]string{
	"not-running":         "No server is running with this data. Start it first: confab-server",
	"loopback-only":       "The server listens on this machine only. Start it for the network: confab-server -listen :{port}",
	"no-network":          "This machine is in no network. Connect a cable or Wi-Fi, then look with: ip address",
	"link":                "The server is announced on {interface} ({addresses}).",
	"link-left-out":       "{interface} is left out: {kind}. To announce the server there, start it with: confab-server -announce {interface}",
	"mdns-port-taken":     "Another program keeps UDP port 5353 for itself, so only the beacon is left. With avahi, set disallow-other-stacks=no in /etc/avahi/avahi-daemon.conf, then: systemctl restart avahi-daemon",
	"multicast-not-heard": "This machine does not hear its own multicast on {interface}. Its firewall keeps it away, or multicast is off. Let it in: iptables -I INPUT -d 224.0.0.251 -p udp --dport 5353 -j ACCEPT, or turn it on: ip link set {interface} multicast on",
	"container":           "The server is in a container, whose network others cannot see. Give it the host's network: docker run --network host",
	"ufw":                 "The firewall ufw is on. Let people in: ufw allow {port}/tcp; let the server be found: ufw allow 42427:42430/udp",
	"firewalld":           "The firewall firewalld is on. Let people in: firewall-cmd --add-port={port}/tcp; let the server be found: firewall-cmd --add-service=mdns --add-port=42427-42430/udp",
}

// Finding returns the sentence for a code of server/doctor, or "" for a code that
// has none.
func Finding(code string, params map[string]string) string {
	var pairs []string
	for name, value := range params {
		pairs = append(pairs, "{"+name+"}", value)
	}
	return strings.NewReplacer(pairs...).Replace(findings[code])
}
