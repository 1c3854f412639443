package invite

import (
	"slices"
	"strings"
	"testing"

	"confab/backend/session"
	"confab/server/qr"
)

const link = "chat://192.168.4.20:54307#k=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU&t=0123456789abcdefghijkl"

func TestAnInvitationHasItsPicture(t *testing.T) {
	i, err := New(session.Invitation{Link: link, For: 300})
	if err != nil || i.Link != link || i.Seconds != 300 {
		t.Fatalf("it is %+v, %v", i, err)
	}
	if want, err := qr.Rows(link); err != nil || !slices.Equal(i.QR, want) {
		t.Errorf("its picture is %q, want %q (%v)", i.QR, want, err)
	}
	if _, err := New(session.Invitation{Link: strings.Repeat("x", 2332)}); err == nil {
		t.Error("2,332 bytes have a picture")
	}
}
