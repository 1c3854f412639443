package wire

import (
	"errors"
	"strings"
	"testing"
)

func TestAZoneIsWrittenAsRFC6874Says(t *testing.T) {
	for address, link := range map[string]string{
		"[fe80::1%eth0]:1":               "chat://[fe80::1%25eth0]:1",
		"[fe80::1%4]:1":                  "chat://[fe80::1%254]:1",
		"[fe80::1%25]:1":                 "chat://[fe80::1%2525]:1", // the interface with the number 25
		"[fe80::1%eth0.7]:1":             "chat://[fe80::1%25eth0.7]:1",
		"[fe80::1%vEthernet (WSL)]:1":    "chat://[fe80::1%25vEthernet%20%28WSL%29]:1",
		"[fe80::1%Lokales Gerät über]:1": "chat://[fe80::1%25Lokales%20Ger%C3%A4t%20%C3%BCber]:1",
		"[2001:db8::1]:1":                "chat://[2001:db8::1]:1",
	} {
		l := Link{Address: address}
		if got := l.String(); got != link {
			t.Errorf("%s as a link is %s, want %s", address, got, link)
		}
		if got, err := ParseLink(link); err != nil || got != l {
			t.Errorf("%s reads as %q, %v, want %q", link, got.Address, err, address)
		}
		if got, err := ParseAddress(address); err != nil || got != address {
			t.Errorf("%s typed reads as %q, %v", address, got, err)
		}
	}
	// Links that were made before, and what others write, have a bare % (section 3).
	if got, err := ParseAddress("chat://[fe80::1%eth0]:1"); err != nil || got != "[fe80::1%eth0]:1" {
		t.Errorf("a bare %% in a link reads as %q, %v", got, err)
	}
}

func TestWhatIsNoZoneIsNoAddress(t *testing.T) {
	for _, address := range []string{
		"lab%eth0:1", "10.0.0.1%eth0:1", "[10.0.0.1%eth0]:1", "[lab%eth0]:1", "[::ffff:10.0.0.1%eth0]:1", "%", "%]", "[%]:1", "]%[",
		"[fe80::1%]:1", "[fe80::1%a%b]:1", "[fe80::1% ]:1", "[fe80::1%a/b]:1", "[fe80::1%\x1b[2J]:1", "[fe80::1%a\xff]:1",
		"[fe80::1%" + strings.Repeat("x", maxZone+1) + "]:1", "[fe80::1%eth0]:1%", "[fe80::1%eth0]",
		"chat://[fe80::1%25]:1", "chat://[fe80::1%25%00]:1", "chat://[fe80::1%25%5D]:1", "chat://[fe80::1%25%FF]:1", "chat://[fe80::1%25%2]:1", "chat://[fe80::1%2525%]:1",
	} {
		if got, err := ParseAddress(address); !errors.Is(err, ErrAddress) {
			t.Errorf("%q reads as %q, %v", address, got, err)
		}
	}
}
