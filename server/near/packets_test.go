package near

import (
	"fmt"
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"confab/server/wire"
	dns "golang.org/x/net/dns/dnsmessage"
)

// lab is a server as it announces itself.
var lab = Announcement{Name: "Büro 3.14", Key: wire.FingerprintOf([]byte("lab")), Port: 54307, People: 7, InvitationNeeded: true}

// addrsOfLab are those on one link.
var addrsOfLab = []netip.Addr{netip.MustParseAddr("10.77.0.1"), netip.MustParseAddr("fd77::1"), netip.MustParseAddr("fe80::1%eth0")}

func TestWhatIsAnnouncedIsFound(t *testing.T) {
	query, ok := lab.ParseQuery(Question(false))
	if !ok || query.Unicast || query.Types || query.Known {
		t.Fatalf("the question is %+v, %v", query, ok)
	}
	for what, packet := range map[string][]byte{
		"the announcement":       lab.Announce(addrsOfLab),
		"the goodbye":            lab.Goodbye(addrsOfLab),
		"the answer":             lab.Reply(query, false, addrsOfLab),
		"the answer by unicast":  lab.Reply(query, true, addrsOfLab),
		"the answer for its SRV": lab.Reply(asks(t, lab, lab.instance(), dns.TypeSRV), true, addrsOfLab),
	} {
		want := Found{lab, "Büro 3 14 (" + string(lab.Key[:6]) + ")", addrsOfLab, what == "the goodbye"}
		want.Addrs = []netip.Addr{addrsOfLab[0], addrsOfLab[1], addrsOfLab[2].WithZone("")}
		if got := ParseFound(packet); len(got) != 1 || !reflect.DeepEqual(got[0], want) {
			t.Errorf("%s says %+v, want %+v", what, got, want)
		}
		if len(packet) > 400 {
			t.Errorf("%s has %d bytes", what, len(packet))
		}
	}
}

// asks is what a question for one record asks of a.
func asks(t *testing.T, a Announcement, name string, of dns.Type) Query {
	t.Helper()
	q, ok := a.ParseQuery(pack(t, dns.Message{Header: dns.Header{ID: 7}, Questions: []dns.Question{{Name: dns.MustNewName(name), Type: of, Class: dns.ClassINET}}}))
	if !ok {
		t.Fatalf("the server does not know %s %s", name, of)
	}
	return q
}

func pack(t *testing.T, m dns.Message) []byte {
	t.Helper()
	p, err := m.Pack()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func unpack(t *testing.T, packet []byte) (m dns.Message) {
	t.Helper()
	if err := m.Unpack(packet); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestAPlainResolverGetsWhatItUnderstands(t *testing.T) {
	host := lab.host()
	m := unpack(t, lab.Reply(asks(t, lab, strings.ToUpper(host), dns.TypeA), true, addrsOfLab))
	if m.ID != 7 || len(m.Questions) != 1 || m.Questions[0].Class != dns.ClassINET {
		t.Errorf("the answer's ID is %d and it repeats %v", m.ID, m.Questions)
	}
	found := false
	for _, r := range m.Answers {
		found = found || r.Header.Type == dns.TypeA
		if r.Header.Class != dns.ClassINET || r.Header.TTL != legacyTTL {
			t.Errorf("a record is %v, want no cache flush and %d s", r.Header, legacyTTL)
		}
	}
	if !found {
		t.Errorf("there is no A among the answers %v", m.Answers)
	}
}

// Only the records of one server may flush a cache; all servers share the PTR.
func TestAnAnnouncementFlushesOnlyItsOwnRecords(t *testing.T) {
	m := unpack(t, lab.Announce(addrsOfLab))
	for _, r := range slices.Concat(m.Answers, m.Additionals) {
		if flushes := r.Header.Class&cacheFlush != 0; flushes == (r.Header.Type == dns.TypePTR) {
			t.Errorf("%s flushes: %v", r.Header.Type, flushes)
		}
	}
	if m.ID != 0 || !m.Response || !m.Authoritative || len(m.Questions) != 0 {
		t.Errorf("the header is %v with %d questions", m.Header, len(m.Questions))
	}
}

func TestWhatAQuestionAsks(t *testing.T) {
	question := func(name string, of dns.Type, class dns.Class) dns.Question {
		return dns.Question{Name: dns.MustNewName(name), Type: of, Class: class}
	}
	known := func(ttl uint32, instance string) []dns.Resource {
		return []dns.Resource{{
			Header: dns.ResourceHeader{Name: dns.MustNewName(serviceType), Class: dns.ClassINET, TTL: ttl},
			Body:   &dns.PTRResource{PTR: dns.MustNewName(instance)},
		}}
	}
	service := question(serviceType, dns.TypePTR, dns.ClassINET)
	for what, c := range map[string]struct {
		m    dns.Message
		want string // T, U and K for what is true; "-" for nothing asked
	}{
		"service":            {dns.Message{Questions: []dns.Question{service}}, ""},
		"any":                {dns.Message{Questions: []dns.Question{question(strings.ToUpper(serviceType), dns.TypeALL, dns.ClassINET)}}, ""},
		"unicast":            {dns.Message{Questions: []dns.Question{question(serviceType, dns.TypePTR, dns.ClassINET|unicastReply)}}, "U"},
		"types":              {dns.Message{Questions: []dns.Question{question(allTypes, dns.TypePTR, dns.ClassINET)}}, "T"},
		"types and service":  {dns.Message{Questions: []dns.Question{question(allTypes, dns.TypePTR, dns.ClassINET), service}}, ""},
		"its text":           {dns.Message{Questions: []dns.Question{question(lab.instance(), dns.TypeTXT, dns.ClassINET)}}, ""},
		"its address":        {dns.Message{Questions: []dns.Question{question(lab.host(), dns.TypeAAAA, dns.ClassINET)}}, ""},
		"others' service":    {dns.Message{Questions: []dns.Question{question("_ipp._tcp.local.", dns.TypePTR, dns.ClassINET)}}, "-"},
		"others and ours":    {dns.Message{Questions: []dns.Question{question("_ipp._tcp.local.", dns.TypePTR, dns.ClassINET), service}}, ""},
		"its text as SRV":    {dns.Message{Questions: []dns.Question{question(lab.host(), dns.TypeSRV, dns.ClassINET)}}, "-"},
		"known":              {dns.Message{Questions: []dns.Question{service}, Answers: known(30, lab.instance())}, "K"},
		"known, soon stale":  {dns.Message{Questions: []dns.Question{service}, Answers: known(29, lab.instance())}, ""},
		"another is known":   {dns.Message{Questions: []dns.Question{service}, Answers: known(60, "Other (abcdef)."+serviceType)}, ""},
		"known beyond noise": {dns.Message{Questions: []dns.Question{service}, Answers: append(known(60, "Other (abcdef)."+serviceType), known(60, lab.instance())...)}, "K"},
		"an answer":          {dns.Message{Header: dns.Header{Response: true}, Questions: []dns.Question{service}}, "-"},
	} {
		got := "-"
		if q, ok := lab.ParseQuery(pack(t, c.m)); ok {
			got = ""
			for letter, yes := range map[string]bool{"T": q.Types, "U": q.Unicast, "K": q.Known} {
				if yes {
					got += letter
				}
			}
		}
		if got != c.want {
			t.Errorf("%s is %q, want %q", what, got, c.want)
		}
	}
	// What comes before the question may be a name that dnsmessage cannot read.
	dotted := append([]byte{0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 3, 'a', '.', 'b', 0, 0, 12, 0, 1}, Question(false)[12:]...)
	if _, ok := lab.ParseQuery(dotted); !ok {
		t.Error("behind a name with a dot in a label the question is lost")
	}
}

func TestARecordThatCannotBeReadHidesNoOther(t *testing.T) {
	whole := lab.Announce(addrsOfLab)
	// A PTR in front of the server's, whose name has a dot in its label.
	strange := append([]byte{3, 'a', '.', 'b', 0, 0, 12, 0, 1, 0, 0, 0, 60, 0, 2, 0xc0, 12}, whole[12:]...)
	m := unpack(t, whole)
	for name, packet := range map[string][]byte{
		"another type": pack(t, dns.Message{Header: m.Header, Answers: append([]dns.Resource{{
			Header: dns.ResourceHeader{Name: dns.MustNewName(serviceType), Class: dns.ClassINET, TTL: 60}, Body: &dns.UnknownResource{Type: 47, Data: []byte{1, 2}},
		}}, m.Answers...), Additionals: m.Additionals}),
		"a name with a dot": append(append(slices.Clone(whole[:6]), 0, 2, 0, 0, 0, byte(len(m.Additionals))), uncompressed(t, m, strange)...),
	} {
		if got := ParseFound(packet); len(got) != 1 || got[0].Key != lab.Key {
			t.Errorf("behind %s it finds %+v", name, got)
		}
	}
}

// uncompressed returns the records of m behind the strange one: pointers into
// the packet would point elsewhere.
func uncompressed(t *testing.T, m dns.Message, strange []byte) []byte {
	t.Helper()
	b := dns.NewBuilder(nil, m.Header)
	_ = b.StartAnswers()
	for _, r := range m.Answers {
		_ = b.PTRResource(r.Header, *r.Body.(*dns.PTRResource))
	}
	_ = b.StartAdditionals()
	for _, r := range m.Additionals {
		switch body := r.Body.(type) {
		case *dns.SRVResource:
			_ = b.SRVResource(r.Header, *body)
		case *dns.TXTResource:
			_ = b.TXTResource(r.Header, *body)
		case *dns.AResource:
			_ = b.AResource(r.Header, *body)
		case *dns.AAAAResource:
			_ = b.AAAAResource(r.Header, *body)
		}
	}
	p, err := b.Finish()
	if err != nil {
		t.Fatal(err)
	}
	return append(slices.Clone(strange[:17]), p[12:]...)
}

func TestWhatIsIncompleteIsNotFound(t *testing.T) {
	m := unpack(t, lab.Announce(addrsOfLab))
	for what, drop := range map[string]func(dns.Resource) bool{
		"SRV": func(r dns.Resource) bool { return r.Header.Type == dns.TypeSRV },
		"TXT": func(r dns.Resource) bool { return r.Header.Type == dns.TypeTXT },
	} {
		less := m
		less.Additionals = slices.DeleteFunc(slices.Clone(m.Additionals), drop)
		if got := ParseFound(pack(t, less)); len(got) != 0 {
			t.Errorf("without its %s it finds %+v", what, got)
		}
	}
	noPort := lab
	noPort.Port = 0
	if got := ParseFound(noPort.Announce(addrsOfLab)); len(got) != 0 {
		t.Errorf("without a port it finds %+v", got)
	}
}

func TestABeaconsAnswerSaysAll(t *testing.T) {
	nonce := Nonce{1, 2, 3, 4, 5, 6, 7, 8}
	question := AppendBeaconQuestion(nil, nonce)
	if got, ok := ParseBeaconQuestion(question); !ok || got != nonce || len(question) != 400 {
		t.Errorf("a question of %d bytes has the nonce %v, %v", len(question), got, ok)
	}
	a := lab
	a.Version, a.Time = "0.2.0", time.UnixMilli(1796028526076)
	a.Name = `Büro 3.14 <"\&> ` + strings.Repeat(`"`, 30)
	answer := a.AppendBeaconAnswer(nil, nonce)
	a.Name = CleanName(a.Name)
	if got, ok := ParseBeaconAnswer(answer, nonce); !ok || got != a || len(answer) > len(question) {
		t.Errorf("an answer of %d bytes, %s, says %+v (%v), want %+v", len(answer), answer, got, ok, a)
	}
	more := strings.Replace(string(answer), `{`, `{"new":[1],`, 1)
	if _, ok := ParseBeaconAnswer([]byte(more), nonce); !ok {
		t.Error("an answer with a further member is none")
	}
	for what, bad := range map[string]string{
		"another nonce":   strings.Replace(string(answer), "\x01\x02", "\x02\x02", 1),
		"another version": strings.Replace(string(answer), "!1", "!2", 1),
		"no port":         strings.Replace(string(answer), `"port":54307`, `"port":0`, 1),
		"no key":          strings.Replace(string(answer), string(lab.Key), string(lab.Key[1:]), 1),
		"too long":        string(answer) + strings.Repeat(" ", 400),
		"a question":      string(question),
	} {
		if got, ok := ParseBeaconAnswer([]byte(bad), nonce); ok {
			t.Errorf("with %s it is %+v", what, got)
		}
	}
	if _, ok := ParseBeaconQuestion(question[:399]); ok {
		t.Error("a short question is one, so there is more to get out than in")
	}
}

func TestNamesFromTheWireAreClean(t *testing.T) {
	for name, want := range map[string]string{
		"Lab":                          "Lab",
		"  two\tlines\r\nof  it ":      "two lines of it",
		"\x1b[31mred\x00\x7f":          "[31mred",
		"a\u202ebc\u2066d\u200f":       "abcd",
		"Bu\u0308ro":                   "Büro",
		"bad \xff utf-8":               "bad utf-8",
		"\u2800\u3164":                 "",
		"":                             "",
		strings.Repeat("x", 41):        strings.Repeat("x", 40),
		strings.Repeat("語", 41):        strings.Repeat("語", 21), // 63 bytes
		strings.Repeat("x", 100_000):   strings.Repeat("x", 40),
		strings.Repeat("x", 39) + " y": strings.Repeat("x", 39),
	} {
		if got := CleanName(name); got != want || !utf8.ValidString(got) {
			t.Errorf("%.60q becomes %q, want %q", name, got, want)
		}
	}
}

func TestALabelFitsAndIsUnique(t *testing.T) {
	for _, name := range []string{"Lab", "3.14", strings.Repeat("語", 40), "", "\u202e"} {
		one, other := lab, lab
		one.Name, other.Name, other.Key = name, name, wire.FingerprintOf([]byte("another"))
		if l := one.Label(); len(l) > 63 || strings.Contains(l, ".") || l == other.Label() || !utf8.ValidString(l) {
			t.Errorf("%q has the label %q of %d bytes, and another server of this name has %q", name, l, len(l), other.Label())
		}
		if got := ParseFound(one.Announce(nil)); len(got) != 1 {
			t.Errorf("%q is not found", name)
		}
	}
}

// Anybody on the network can send anything.
func FuzzPackets(f *testing.F) {
	f.Add(lab.Announce(addrsOfLab))
	f.Add(lab.Goodbye(addrsOfLab))
	f.Add(Question(true))
	f.Add(lab.AppendBeaconAnswer(nil, Nonce{}))
	f.Add(AppendBeaconQuestion(nil, Nonce{}))
	f.Fuzz(func(t *testing.T, packet []byte) {
		clean := func(a Announcement) {
			if a.Name != CleanName(a.Name) || len(a.Name) > 64 || a.Port == 0 || a.People < 0 || len(a.Key) != 43 || len(a.Version) > 32 {
				t.Errorf("%+v is not clean", a)
			}
		}
		found := ParseFound(packet)
		for _, s := range found {
			clean(s.Announcement)
			if len(s.Addrs) > maxAddrs || len(found) > maxFound {
				t.Errorf("%d servers, one with %d addresses", len(found), len(s.Addrs))
			}
		}
		if a, ok := ParseBeaconAnswer(packet, Nonce{}); ok {
			clean(a)
		}
		if q, ok := lab.ParseQuery(packet); ok {
			for _, plain := range []bool{true, false} {
				if answer := lab.Reply(q, plain, addrsOfLab); len(answer) < 12 || len(answer) > 1000 {
					t.Errorf("the answer has %d bytes: %s", len(answer), fmt.Sprint(q))
				}
			}
		}
		if nonce, ok := ParseBeaconQuestion(packet); ok && len(lab.AppendBeaconAnswer(nil, nonce)) > len(packet) {
			t.Error("there is more to get out than in")
		}
	})
}
