package near

import (
	"net/netip"
	"strings"

	dns "golang.org/x/net/dns/dnsmessage"
)

// A Found is a server that a packet of multicast DNS tells of. Version and Time
// are empty.
type Found struct {
	Announcement
	Label string
	Addrs []netip.Addr // as announced; of a link-local one the packet does not say the link
	Gone  bool         // the server says goodbye
}

// Limits of what is read of one packet of answers.
const (
	maxFound   = 8
	maxRecords = 64
)

// ParseFound returns the servers that a packet tells of, cleaned. Servers that
// it does not tell everything of are left out: Confab's server puts everything
// in one packet.
func ParseFound(packet []byte) (found []Found) {
	var p dns.Parser
	h, err := p.Start(packet)
	if err != nil || !h.Response || h.OpCode != 0 || h.RCode != dns.RCodeSuccess || p.SkipAllQuestions() != nil {
		return nil
	}
	r := records{srv: map[string]dns.SRVResource{}, txt: map[string][]string{}, addrs: map[string][]netip.Addr{}}
	r.read(&p, p.AnswerHeader, p.SkipAnswer)
	if p.SkipAllAnswers() == nil && p.SkipAllAuthorities() == nil {
		r.read(&p, p.AdditionalHeader, p.SkipAdditional)
	}
	for _, ptr := range r.ptr {
		label, isOurs := cutType(ptr.name)
		srv, hasSRV := r.srv[strings.ToLower(ptr.name)]
		a, hasKey := fromTXT(r.txt[strings.ToLower(ptr.name)])
		if !isOurs || !hasSRV || !hasKey || srv.Port == 0 || len(found) == maxFound {
			continue
		}
		a.Port = srv.Port
		found = append(found, Found{a, label, r.addrs[strings.ToLower(srv.Target.String())], ptr.ttl == 0})
	}
	return found
}

// cutType returns the label of an instance of the service.
func cutType(name string) (label string, ok bool) {
	at := len(name) - len("."+serviceType)
	if at <= 0 || !strings.EqualFold(name[at:], "."+serviceType) {
		return "", false
	}
	return name[:at], true
}

// records are those of one packet, by their names in lower case.
type records struct {
	ptr   []pointer
	srv   map[string]dns.SRVResource
	txt   map[string][]string
	addrs map[string][]netip.Addr
}

type pointer struct {
	name string
	ttl  uint32
}

// read reads one section. A record that cannot be read is skipped.
func (r *records) read(p *dns.Parser, header func() (dns.ResourceHeader, error), skip func() error) {
	for range maxRecords {
		h, err := header()
		if err == dns.ErrSectionDone {
			return
		}
		if err == nil && r.take(p, h) {
			continue
		}
		if skip() != nil {
			return
		}
	}
}

// take reads one record, and reports false for one that it has not read.
func (r *records) take(p *dns.Parser, h dns.ResourceHeader) bool {
	name := strings.ToLower(h.Name.String())
	switch h.Type {
	case dns.TypePTR:
		ptr, err := p.PTRResource()
		if err == nil && name == serviceType {
			r.ptr = append(r.ptr, pointer{ptr.PTR.String(), h.TTL})
		}
		return err == nil
	case dns.TypeSRV:
		srv, err := p.SRVResource()
		if err == nil {
			r.srv[name] = srv
		}
		return err == nil
	case dns.TypeTXT:
		txt, err := p.TXTResource()
		if err == nil {
			r.txt[name] = txt.TXT
		}
		return err == nil
	case dns.TypeA:
		a, err := p.AResource()
		if err == nil {
			r.addr(name, netip.AddrFrom4(a.A))
		}
		return err == nil
	case dns.TypeAAAA:
		a, err := p.AAAAResource()
		if err == nil {
			r.addr(name, netip.AddrFrom16(a.AAAA).Unmap())
		}
		return err == nil
	}
	return false
}

// addr adds an address that a machine can have.
func (r *records) addr(name string, a netip.Addr) {
	if len(r.addrs[name]) < maxAddrs && (a.IsGlobalUnicast() || a.IsLinkLocalUnicast()) {
		r.addrs[name] = append(r.addrs[name], a)
	}
}
