package wire

import "testing"

func TestEverySpellingOfAnAddressIsOne(t *testing.T) {
	for want, all := range map[string][]string{
		"lab3:6667":                 {"lab3:6667", "LAB3:6667", "lab3.:6667", "lab3:06667", "chat://Lab3:6667/", "lab3:6667#t=x"},
		"lab3:6668":                 {"lab3:6668"},
		"lab3.example:6667":         {"Lab3.Example.:6667"},
		"xn--bcher-kva.example:1":   {"bücher.example:1", "BÜCHER.example:1", "xn--bcher-kva.example.:1"},
		"127.0.0.1:6667":            {"127.0.0.1:6667", "[::ffff:127.0.0.1]:6667", "[::FFFF:7f00:1]:6667", "127.1:6667", "0x7f.0.0.1:6667", "2130706433:6667", "0177.0.0.1:6667"},
		"[::1]:6667":                {"[::1]:6667", "[0:0:0:0:0:0:0:1]:6667", "[0000:0:0::0:1]:6667"},
		"[fe80::1%eth0]:6667":       {"[fe80::1%eth0]:6667", "[FE80:0:0::1%eth0]:6667"},
		"[2001:db8::a]:6667":        {"[2001:0DB8::000A]:6667", "[2001:db8::a]:6667"},
		"1.2.3.4.5:6667":            {"1.2.3.4.5:6667"},
		"256.1.1.1:6667":            {"256.1.1.1:6667"},
		"not an address, whatever ": {"Not an address, whatever "},
	} {
		for _, address := range all {
			if got := AddressKey(address); got != want {
				t.Errorf("%q is %q, want %q", address, got, want)
			}
		}
	}
}
