package peer

import (
	"net"
	"testing"
)

// A far connection comes from one address to another.
type far struct {
	net.Conn
	from, to string
}

func (f far) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.ParseIP(f.from), Port: 1} }
func (f far) LocalAddr() net.Addr  { return &net.TCPAddr{IP: net.ParseIP(f.to), Port: 2} }

func TestAnAddressIsACustomersNetworkOrAMachineNextDoor(t *testing.T) {
	for _, c := range []struct {
		from, to string
		want     Address
	}{
		{"192.0.2.7", "192.0.2.1", Address{"192.0.2.7", false}},
		{"::ffff:192.0.2.7", "192.0.2.1", Address{"192.0.2.7", false}},
		{"192.0.2.1", "192.0.2.1", Address{"192.0.2.1", true}},
		{"127.0.0.1", "127.0.0.1", Address{"127.0.0.1", true}},
		{"2001:db8:1::7", "2001:db8:2::1", Address{"2001:db8:1::/64", false}},
		{"2001:db8:2::7", "2001:db8:2::1", Address{"2001:db8:2::7", false}},
		{"2001:db8:2::1", "2001:db8:2::1", Address{"2001:db8:2::1", true}},
	} {
		if got := Of(far{nil, c.from, c.to}); got != c.want {
			t.Errorf("%s at %s is %+v, want %+v", c.from, c.to, got, c.want)
		}
	}
	if a, _ := net.Pipe(); !Of(a).Here {
		t.Error("a pipe is not this machine")
	}
}

func TestWhatIsTypedCoversWhoeverCountsForIt(t *testing.T) {
	for _, c := range []struct {
		typed, key string
		want       bool
	}{
		{"192.0.2.7", "192.0.2.7", true},
		{"::ffff:192.0.2.7", "192.0.2.7", true},
		{"192.0.2.8", "192.0.2.7", false},
		{"2001:db8:1::7", "2001:db8:1::/64", true},
		{"2001:DB8:1:0::9", "2001:db8:1::/64", true},
		{"2001:db8:2::7", "2001:db8:2::7", true},
		{"2001:db8:2::7", "2001:db8:2::8", false},
		{"192.0.2.0/24", "192.0.2.7", false},
		{"", "", false},
	} {
		if got := Covers(c.typed, c.key); got != c.want {
			t.Errorf("%q covers %q: %v, want %v", c.typed, c.key, got, c.want)
		}
	}
}
