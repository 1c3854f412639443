package doctor

import (
	"bytes"
	"net/netip"
	"os"
	"strings"
)

// A presence says whether a machine of an own network answers at all.
type presence int

const (
	unknown presence = iota
	absent
	answers
)

// neighbour says whether this machine has an answer from an IPv4 address of an
// own network, below any firewall.
func neighbour(ip netip.Addr) presence {
	for _, n := range arp() {
		if n.ip == ip {
			return n.is
		}
	}
	return unknown
}

// neighboursIn counts the machines of a network that answer, without the router.
func neighboursIn(net netip.Prefix) (known bool, others int) {
	all := arp()
	gateway := defaultGateway()
	for _, n := range all {
		if n.is == answers && net.Contains(n.ip) && n.ip != gateway {
			others++
		}
	}
	return len(all) > 0, others
}

type neighbourEntry struct {
	ip netip.Addr
	is presence
}

// arp reads the system's table of neighbours.
func arp() (all []neighbourEntry) {
	text, _ := os.ReadFile("/proc/net/arp") // none is unknown
	for line := range strings.Lines(string(text)) {
		words := strings.Fields(line)
		if len(words) < 4 {
			continue
		}
		ip, err := netip.ParseAddr(words[0])
		if err != nil {
			continue // the heading
		}
		is := answers
		if words[2] == "0x0" { // the system has asked in vain
			is = absent
		}
		all = append(all, neighbourEntry{ip, is})
	}
	return all
}

// defaultGateway returns the router that packets to other networks go to.
func defaultGateway() netip.Addr {
	text, _ := os.ReadFile("/proc/net/route")
	for line := range bytes.Lines(text) {
		words := strings.Fields(string(line))
		if len(words) < 3 || words[1] != "00000000" || len(words[2]) != 8 {
			continue
		}
		var b [4]byte // the file has the bytes in this machine's order, which is the reverse
		for i := range b {
			b[3-i] = unhex(words[2][2*i])<<4 | unhex(words[2][2*i+1])
		}
		return netip.AddrFrom4(b)
	}
	return netip.Addr{}
}

func unhex(c byte) byte {
	return byte(strings.IndexByte("0123456789ABCDEF", c))
}
