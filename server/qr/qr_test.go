package qr

import (
	"strings"
	"testing"
	"unicode/utf8"

	"rsc.io/qr"
)

const link = "chat://192.168.4.20:54307#k=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU&t=0123456789abcdefghijkl"

// The three corners of a QR code (ISO/IEC 18004 section 6.3.3) have the same
// mark, and around it light modules.
var corner = []string{
	"11111110",
	"10000010",
	"10111010",
	"10111010",
	"10111010",
	"10000010",
	"11111110",
	"00000000",
}

func TestALinkAsAPicture(t *testing.T) {
	rows, err := Rows(link)
	if err != nil {
		t.Fatal(err)
	}
	size := len(rows)
	if (size-17)%4 != 0 || size < 21 || size > 177 {
		t.Errorf("it has %d rows, and no code has", size)
	}
	for y, row := range rows {
		if len(row) != size || strings.Trim(row, "01") != "" {
			t.Errorf("row %d is %q", y, row)
		}
	}
	for y, want := range corner { // in the first row and column: there is no quiet zone
		reversed := []byte(want)
		for at := range reversed {
			reversed[at] = want[len(want)-1-at]
		}
		if got := rows[y][:8]; got != want {
			t.Errorf("at the upper left row %d is %s, want %s", y, got, want)
		}
		if got := rows[y][size-8:]; got != string(reversed) {
			t.Errorf("at the upper right row %d is %s, want %s", y, got, reversed)
		}
		if got := rows[size-1-y][:8]; got != want {
			t.Errorf("at the lower left row %d is %s, want %s", y, got, want)
		}
	}
	if other, err := Rows(link + "x"); err != nil || strings.Join(other, "") == strings.Join(rows, "") {
		t.Errorf("another link has the same picture, %v", err)
	}
}

func TestATextThatNoCodeHolds(t *testing.T) {
	if _, err := Rows(strings.Repeat("x", 2331)); err != nil {
		t.Errorf("2,331 bytes come to %v", err)
	}
	if _, err := Rows(strings.Repeat("x", 2332)); err == nil {
		t.Error("2,332 bytes have a picture")
	}
}

func TestALinkOnATerminal(t *testing.T) {
	for _, c := range []struct {
		text           string
		columns, lines int
	}{
		{strings.TrimSuffix(link, "&t=0123456789abcdefghijkl"), 37, 19},
		{link, 41, 21},
		{"chat://[2001:db8:1234:5678:9abc:def0:1234:5678]:54307" + link[strings.Index(link, "#"):], 45, 23},
	} {
		lines, err := Terminal(c.text)
		code, wrong := qr.Encode(c.text, qr.L)
		if err != nil || wrong != nil {
			t.Fatal(err, wrong)
		}
		if len(lines) != c.lines {
			t.Errorf("%s has %d lines, want %d", c.text, len(lines), c.lines)
		}
		for at, line := range lines {
			line, white := strings.CutPrefix(line, "\x1b[97;40m")
			line, reset := strings.CutSuffix(line, "\x1b[0m")
			if n := utf8.RuneCountInString(line); n != c.columns || !white || !reset {
				t.Fatalf("line %d has %d characters, want %d: %q", at, n, c.columns, line)
			}
			x, y := -2, 2*at-2
			for _, r := range line {
				upper, lower := strings.ContainsRune("█▀", r), strings.ContainsRune("█▄", r)
				if upper == code.Black(x, y) || y+1 < code.Size+2 && lower == code.Black(x, y+1) {
					t.Fatalf("the module at %d, %d is drawn as %q", x, y, r)
				}
				x++
			}
		}
	}
}
