package wire

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestNamesOfFilesAreClean(t *testing.T) {
	long := strings.Repeat("ä", 300)
	for name, want := range map[string]string{
		"plan.pdf":                 "plan.pdf",
		"../../etc/passwd":         "passwd",
		`..\..\boot.ini`:           "boot.ini",
		"../x":                     "x",
		"/":                        "file",
		"..":                       "file",
		"":                         "file",
		" . hidden .":              "hidden",
		".bashrc":                  "bashrc",
		"CON":                      "_CON",
		"con.txt":                  "_con.txt",
		"Com1 .log":                "_Com1 .log",
		"console.log":              "console.log",
		"\u202egpj.exe":            "gpj.exe",
		"a\u2066b\u200b\ufeff.txt": "ab.txt",
		"two\nlines\x00.txt":       "twolines.txt",
		`a<b>c:d"e|f?g*.txt`:       "a_b_c_d_e_f_g_.txt",
		"A\u0308.png":              "Ä.png",
		"\xff.png":                 "_.png",
		"a\u00a0b":                 "a b",
		long + ".tar.gz":           strings.Repeat("ä", 100) + ".gz",
		long:                       strings.Repeat("ä", 100),
		"日本語.txt":                  "日本語.txt",
	} {
		if got := CleanName(name); got != want {
			t.Errorf("%q is cleaned to %q, want %q", name, got, want)
		}
	}
}

func FuzzCleanName(f *testing.F) {
	f.Add("a.\u202e \u0308..")
	f.Fuzz(func(t *testing.T, name string) {
		clean := CleanName(name)
		if again := CleanName(clean); again != clean {
			t.Errorf("%q is cleaned to %q, and that to %q", name, clean, again)
		}
		if clean == "" || len(clean) > MaxFileName || !utf8.ValidString(clean) || strings.ContainsAny(clean, "/\\\x00\n") {
			t.Errorf("%q is cleaned to %q", name, clean)
		}
	})
}
