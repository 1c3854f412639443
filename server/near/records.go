package near

import (
	"net/netip"
	"strconv"
	"strings"

	"confab/server/wire"
	dns "golang.org/x/net/dns/dnsmessage"
)

// The names of DNS-SD (RFC 6763).
const (
	serviceType = "_confab._tcp.local."
	allTypes    = "_services._dns-sd._udp.local." // section 9: the types of service that there are
)

// MDNSPort is the port of multicast DNS. A question from another port is
// answered by unicast (RFC 6762 section 6.7).
const MDNSPort = 5353

// MDNSGroups are where multicast DNS is sent to.
var MDNSGroups = []netip.AddrPort{
	netip.AddrPortFrom(netip.AddrFrom4([4]byte{224, 0, 0, 251}), MDNSPort),
	netip.AddrPortFrom(netip.MustParseAddr("ff02::fb"), MDNSPort),
}

// Times to live, in seconds. A minute is short for multicast DNS: a server that
// was killed does not stay in the lists of other programs for an hour.
const (
	recordTTL = 60
	legacyTTL = 10 // RFC 6762 section 6.7
)

const (
	topBit       = dns.Class(1 << 15)
	cacheFlush   = topBit // of a record: others with its name are outdated (RFC 6762 section 10.2)
	unicastReply = topBit // of a question (RFC 6762 section 5.4)
)

// Limits of what is announced and read.
const (
	maxAddrs    = 8   // of one server
	maxTXT      = 16  // strings
	maxTXTBytes = 512 // in all of them
	maxLabel    = 50  // bytes of the name in a label, which has 63
)

// txtVersion is the version of the TXT record.
const txtVersion = "1"

// Label returns the name of the server's records. It has the beginning of its
// key in it, so it is unique without the probes of RFC 6762 section 8.1, and
// two servers with one name are two entries in every list. It has no dots,
// because dnsmessage can neither write nor read a label with one.
func (a Announcement) Label() string {
	name := CleanName(strings.ReplaceAll(a.Name, ".", " "))
	for len(name) > maxLabel {
		name = strings.TrimSpace(strings.ToValidUTF8(name[:maxLabel], ""))
	}
	return name + " (" + string(a.Key[:6]) + ")"
}

// instance returns the full name of the server's records.
func (a Announcement) instance() string { return a.Label() + "." + serviceType }

// host returns the name of the records with the server's addresses. It is never
// the machine's name in .local: that one belongs to the system's own mDNS
// program, which would rename the machine.
func (a Announcement) host() string { return "confab-" + string(a.Key[:12]) + ".local." }

// txt returns the strings of the TXT record.
func (a Announcement) txt() []string {
	txt := []string{"v=" + txtVersion, "n=" + CleanName(a.Name), "k=" + string(a.Key), "p=" + strconv.Itoa(cleanPeople(a.People))}
	if a.InvitationNeeded {
		txt = append(txt, "i=1")
	}
	return txt
}

// fromTXT is the opposite of txt. It reports false for a record without a key.
func fromTXT(txt []string) (a Announcement, ok bool) {
	for k, v := range pairs(txt) {
		switch k {
		case "n":
			a.Name = CleanName(v)
		case "k":
			key, err := wire.ParseFingerprint(v)
			if err != nil {
				return a, false
			}
			a.Key = key
		case "p":
			n, _ := strconv.Atoi(v) // 0 for what is no number
			a.People = cleanPeople(n)
		case "i":
			a.InvitationNeeded = v == "1"
		}
	}
	return a, a.Key != ""
}

// pairs returns the first value of each name in a TXT record (RFC 6763 section 6.4).
func pairs(txt []string) map[string]string {
	all, bytes := map[string]string{}, 0
	for i, s := range txt {
		if bytes += len(s); i >= maxTXT || bytes > maxTXTBytes {
			break
		}
		name, value, _ := strings.Cut(s, "=")
		if _, twice := all[name]; !twice {
			all[name] = value
		}
	}
	return all
}

// Announce returns the packet that announces the server on a link where it has
// these addresses. The same packet answers a question. One packet has all
// records, so that the first answer is enough.
func (a Announcement) Announce(addrs []netip.Addr) []byte {
	return a.packet(dns.Header{}, nil, addrs, recordTTL, cacheFlush)
}

// Goodbye returns the packet that says that the server ends.
func (a Announcement) Goodbye(addrs []netip.Addr) []byte {
	return a.packet(dns.Header{}, nil, addrs, 0, cacheFlush)
}

// packet returns all records, and the question if it is to be repeated. It is
// nil only for an announcement without a key.
func (a Announcement) packet(h dns.Header, asked *dns.Question, addrs []netip.Addr, ttl uint32, flush dns.Class) []byte {
	if a.Key == "" {
		return nil
	}
	h.Response, h.Authoritative = true, true
	instance, host := dns.MustNewName(a.instance()), dns.MustNewName(a.host())
	service := dns.MustNewName(serviceType)
	record := func(name dns.Name, flush dns.Class, body dns.ResourceBody) dns.Resource {
		return dns.Resource{Header: dns.ResourceHeader{Name: name, Class: dns.ClassINET | flush, TTL: ttl}, Body: body}
	}
	// The PTR record is shared by all servers, so it never flushes a cache.
	answers := []dns.Resource{record(service, 0, &dns.PTRResource{PTR: instance})}
	more := []dns.Resource{
		record(instance, flush, &dns.SRVResource{Port: a.Port, Target: host}),
		record(instance, flush, &dns.TXTResource{TXT: a.txt()}),
	}
	for i, addr := range addrs {
		switch {
		case i >= maxAddrs:
		case addr.Is4():
			more = append(more, record(host, flush, &dns.AResource{A: addr.As4()}))
		default:
			more = append(more, record(host, flush, &dns.AAAAResource{AAAA: addr.As16()}))
		}
	}
	m := dns.Message{Header: h, Answers: answers, Additionals: more}
	if asked != nil {
		m.Questions = []dns.Question{*asked}
		if asked.Type != dns.TypePTR { // a plain resolver reads what it asked for among the answers
			m.Answers, m.Additionals = append(answers, more...), nil
		}
	}
	out, err := m.Pack()
	if err != nil {
		return nil // no name and no text above is too long
	}
	return out
}
