package invite

import (
	"strings"
	"testing"

	"confab/backend/session"
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

func TestAnInvitationHasItsPicture(t *testing.T) {
	i, err := New(session.Invitation{Link: link, For: 300})
	if err != nil || i.Link != link || i.Seconds != 300 {
		t.Fatalf("it is %+v, %v", i, err)
	}
	size := len(i.QR)
	if (size-17)%4 != 0 || size < 21 || size > 177 {
		t.Errorf("it has %d rows, and no code has", size)
	}
	for y, row := range i.QR {
		if len(row) != size || strings.Trim(row, "01") != "" {
			t.Errorf("row %d is %q", y, row)
		}
	}
	for y, want := range corner { // in the first row and column: there is no quiet zone
		reversed := []byte(want)
		for at := range reversed {
			reversed[at] = want[len(want)-1-at]
		}
		if got := i.QR[y][:8]; got != want {
			t.Errorf("at the upper left row %d is %s, want %s", y, got, want)
		}
		if got := i.QR[y][size-8:]; got != string(reversed) {
			t.Errorf("at the upper right row %d is %s, want %s", y, got, reversed)
		}
		if got := i.QR[size-1-y][:8]; got != want {
			t.Errorf("at the lower left row %d is %s, want %s", y, got, want)
		}
	}
	if other, err := QR(link + "x"); err != nil || strings.Join(other, "") == strings.Join(i.QR, "") {
		t.Errorf("another link has the same picture, %v", err)
	}
}

func TestATextThatNoCodeHolds(t *testing.T) {
	if _, err := QR(strings.Repeat("x", 2331)); err != nil {
		t.Errorf("2,331 bytes come to %v", err)
	}
	if _, err := New(session.Invitation{Link: strings.Repeat("x", 2332)}); err == nil {
		t.Error("2,332 bytes have a picture")
	}
}
