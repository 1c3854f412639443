package near

import (
	"net/netip"
	"strings"

	dns "golang.org/x/net/dns/dnsmessage"
)

// Limits of what is read of one packet of questions.
const (
	maxQuestions = 16
	maxKnown     = 256
)

// Question returns the packet that asks for servers. unicast asks those that
// answer to do so by unicast, although the question comes from MDNSPort.
func Question(unicast bool) []byte {
	q := dns.Question{Name: dns.MustNewName(serviceType), Type: dns.TypePTR, Class: dns.ClassINET}
	if unicast {
		q.Class |= unicastReply
	}
	out, _ := (&dns.Message{Questions: []dns.Question{q}}).Pack() // no name is too long
	return out
}

// A Query is what a packet of questions asks of one server.
type Query struct {
	id       uint16
	question dns.Question

	Types   bool // it asks for the types of service, and nothing else that the server knows
	Unicast bool // it wants the answer by unicast
	Known   bool // it has the answer already (RFC 6762 section 7.1)
}

// ParseQuery returns what a packet asks of the server that announces a, and false for
// a packet that asks it nothing.
func (a Announcement) ParseQuery(packet []byte) (q Query, ok bool) {
	var p dns.Parser
	h, err := p.Start(packet)
	if err != nil || h.Response || h.OpCode != 0 || a.Key == "" {
		return q, false
	}
	q.id = h.ID
	for range maxQuestions {
		asked, err := p.Question()
		if err == dns.ErrSectionDone {
			break
		} else if err != nil { // a label with a dot, for example
			if p.SkipQuestion() != nil {
				break
			}
			continue
		}
		types := strings.EqualFold(asked.Name.String(), allTypes) && asked.Type == dns.TypePTR
		if !types && !a.knows(asked) || ok && (types || !q.Types) {
			continue
		}
		ok = true
		q.Types, q.Unicast = types, asked.Class&unicastReply != 0
		q.question = asked
		q.question.Class &^= unicastReply
	}
	q.Known = ok && !q.Types && q.question.Type == dns.TypePTR && p.SkipAllQuestions() == nil && a.isAmong(&p)
	return q, ok
}

// knows reports whether the server has the answer to a question.
func (a Announcement) knows(q dns.Question) bool {
	name := q.Name.String()
	var types []dns.Type
	switch {
	case strings.EqualFold(name, serviceType):
		types = []dns.Type{dns.TypePTR}
	case strings.EqualFold(name, a.instance()):
		types = []dns.Type{dns.TypeSRV, dns.TypeTXT}
	case strings.EqualFold(name, a.host()):
		types = []dns.Type{dns.TypeA, dns.TypeAAAA}
	default:
		return false
	}
	for _, t := range append(types, dns.TypeALL) {
		if q.Type == t {
			return true
		}
	}
	return false
}

// isAmong reports whether the answers that a question lists as known have the
// server, for at least half of the time that they are valid.
func (a Announcement) isAmong(p *dns.Parser) bool {
	instance := a.instance() // once: anybody can send as many records as a packet holds
	for range maxKnown {
		h, err := p.AnswerHeader()
		if err == dns.ErrSectionDone {
			return false
		}
		if err == nil && h.Type == dns.TypePTR && h.TTL >= recordTTL/2 {
			if r, err := p.PTRResource(); err == nil {
				if strings.EqualFold(r.PTR.String(), instance) {
					return true
				}
				continue
			}
		}
		if p.SkipAnswer() != nil {
			return false
		}
	}
	return false
}

// Reply returns the answer to a query from a link where the server has these
// addresses. plain is for a query that does not come from MDNSPort: its sender
// is no program for multicast DNS and expects its question back.
func (a Announcement) Reply(q Query, plain bool, addrs []netip.Addr) []byte {
	switch {
	case q.Types:
		return q.types(plain)
	case plain:
		return a.packet(dns.Header{ID: q.id}, &q.question, addrs, legacyTTL, 0)
	}
	return a.Announce(addrs)
}

// types returns the answer to a question for the types of service.
func (q Query) types(plain bool) []byte {
	m := dns.Message{Header: dns.Header{Response: true, Authoritative: true}}
	if plain {
		m.ID, m.Questions = q.id, []dns.Question{q.question}
	}
	m.Answers = []dns.Resource{{
		Header: dns.ResourceHeader{Name: dns.MustNewName(allTypes), Class: dns.ClassINET, TTL: legacyTTL},
		Body:   &dns.PTRResource{PTR: dns.MustNewName(serviceType)},
	}}
	out, _ := m.Pack() // no name is too long
	return out
}
