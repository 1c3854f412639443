// Package invite is an invitation as people pass it on: a link, and a picture
// of it for a camera.
//
// It depends on rsc.io/qr, which makes QR codes (ISO/IEC 18004) and is small.
package invite

import (
	"fmt"
	"strings"

	"rsc.io/qr"

	"confab/backend/session"
	"confab/server/wire"
)

// An Invitation is one as a window shows it.
type Invitation struct {
	Link    string   `json:"link"`    // chat://…
	Seconds int64    `json:"seconds"` // how long it is good for from now
	QR      []string `json:"qr"`      // Link as a QR code, see QR
}

// Shared is a server's join link as a window shows it.
type Shared struct {
	Link string   `json:"link"` // chat://…, without an invitation
	QR   []string `json:"qr"`   // Link as a QR code, see QR
}

// Share returns a link with its picture.
func Share(l wire.Link) (Shared, error) {
	code, err := QR(l.String())
	if err != nil {
		return Shared{}, err
	}
	return Shared{l.String(), code}, nil
}

// New returns an invitation with its picture.
func New(i session.Invitation) (Invitation, error) {
	code, err := QR(i.Link)
	if err != nil {
		return Invitation{}, err
	}
	return Invitation{i.Link, i.For, code}, nil
}

// QR returns text as a QR code: a row for each line of modules, with 1 for a
// dark one and 0 for a light one. The quiet zone around it, four modules wide,
// is left to whoever draws it. It can be read with 15 % of it hidden (level M).
// The error is for a text of more than 2,331 bytes.
func QR(text string) ([]string, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return nil, fmt.Errorf("making a QR code: %w", err)
	}
	rows := make([]string, code.Size)
	for y := range rows {
		var row strings.Builder
		for x := range code.Size {
			if code.Black(x, y) {
				row.WriteByte('1')
			} else {
				row.WriteByte('0')
			}
		}
		rows[y] = row.String()
	}
	return rows, nil
}
