package clientaddr

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
		{"127.8.9.1", "127.0.0.1", Address{"127.8.9.1", true}},
		{"::ffff:127.0.0.1", "::ffff:127.0.0.1", Address{"127.0.0.1", true}},
		{"::1", "::1", Address{"::1", true}},
		{"10.0.0.7", "10.0.0.1", Address{"10.0.0.7", false}},
		{"fe80::7", "fe80::1", Address{"fe80::7", false}},
		{"2001:db8:1::7", "2001:db8:2::1", Address{"2001:db8:1::/64", false}},
		{"2001:db8:2::7", "2001:db8:2::1", Address{"2001:db8:2::7", false}},
		{"2001:db8:2::1", "2001:db8:2::1", Address{"2001:db8:2::1", true}},
	} {
		if got := Of(far{nil, c.from, c.to}); got != c.want {
			t.Errorf("%s at %s is %+v, want %+v", c.from, c.to, got, c.want)
		}
	}
}

// An elsewhere is a connection whose ends have addresses of any kind.
type elsewhere struct {
	net.Conn
	remote, local net.Addr
}

func (e elsewhere) RemoteAddr() net.Addr { return e.remote }
func (e elsewhere) LocalAddr() net.Addr  { return e.local }

// What is not known to be this machine has the limits of every other one.
func TestWhatHasNoIPAddressIsRemote(t *testing.T) {
	pipe, _ := net.Pipe()
	loopback := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)}
	for what, nc := range map[string]net.Conn{
		"a pipe":                        pipe,
		"a socket of the file system":   elsewhere{pipe, &net.UnixAddr{Name: "@", Net: "unix"}, &net.UnixAddr{Net: "unix"}},
		"a datagram":                    elsewhere{pipe, &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)}, loopback},
		"no address at all":             elsewhere{pipe, nil, nil},
		"a TCP address that is nothing": elsewhere{pipe, (*net.TCPAddr)(nil), (*net.TCPAddr)(nil)},
		"an IP address that is nothing": elsewhere{pipe, &net.TCPAddr{}, &net.TCPAddr{}},
		"only our end":                  elsewhere{pipe, &net.TCPAddr{}, loopback},
	} {
		if got := Of(nc); got.Local || got.Key == "" {
			t.Errorf("%s counts for %+v, want a key and not this machine", what, got)
		}
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
