package discovery

import (
	"net/netip"
	"testing"
	"time"

	"confab/backend/keys"
	"confab/server/near"
	"confab/server/wire"
)

// What comes from the network may be anything.
func FuzzHear(f *testing.F) {
	a := near.Announcement{Name: "Lab\x1b[2J\u202e 3.14", Key: red, Port: port, People: 7}
	f.Add(a.Announce([]netip.Addr{addr("10.77.0.1"), addr("fe80::1")}))
	f.Add(a.Goodbye(nil))
	f.Add(near.Question(true))
	f.Add(a.AppendBeaconAnswer(nil, near.Nonce{}))
	servers, err := keys.OpenServers(f.TempDir())
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s := newSearch(NewBrowser(Config{Servers: servers, Recent: func() []string { return nil }, Changed: func([]Server) {}}))
		s.network = &cable{nets: []netip.Prefix{netOf("10.77.0.0/24")}}
		for _, own := range []bool{false, true} {
			for range 2 {
				s.hear(Packet{near.Packet{Data: data, From: mdnsFrom("10.77.0.1")}, near.Nonce{}, own})
			}
		}
		for _, r := range s.rows() {
			if clean := near.CleanName(r.Name); clean != r.Name || r.Name == "" || r.People < 0 {
				t.Fatalf("%+v", r)
			}
			if _, err := wire.ParseFingerprint(string(r.key)); err != nil {
				t.Fatal(err)
			}
		}
		for _, e := range s.list.entries {
			if len(e.candidates) == 0 || len(e.candidates) > maxCandidates || e.port == 0 {
				t.Fatalf("%+v", e)
			}
		}
		s.list.expire(time.Now().Add(time.Hour))
		if len(s.list.entries) != 0 {
			t.Fatal("it stays for ever")
		}
	})
}
