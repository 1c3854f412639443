// Package invite is an invitation as people pass it on: a link, and a picture
// of it for a camera.
package invite

import (
	"confab/backend/session"
	"confab/server/qr"
	"confab/server/wire"
)

// An Invitation is one as a window shows it.
type Invitation struct {
	Link    string   `json:"link"`    // chat://…
	Seconds int64    `json:"seconds"` // how long it is good for from now
	QR      []string `json:"qr"`      // Link as a QR code, see qr.Rows
}

// Shared is a server's join link as a window shows it.
type Shared struct {
	Link string   `json:"link"` // chat://…, without an invitation
	QR   []string `json:"qr"`   // Link as a QR code, see qr.Rows

	// MayNeedInvitation says that the link alone may not let a new user in. It is
	// false only if the server has said that it needs no invitation.
	MayNeedInvitation bool `json:"mayNeedInvitation"`
}

// Share returns a link with its picture.
func Share(l wire.Link) (Shared, error) {
	code, err := qr.Rows(l.String())
	if err != nil {
		return Shared{}, err
	}
	return Shared{Link: l.String(), QR: code}, nil
}

// New returns an invitation with its picture.
func New(i session.Invitation) (Invitation, error) {
	code, err := qr.Rows(i.Link)
	if err != nil {
		return Invitation{}, err
	}
	return Invitation{i.Link, i.For, code}, nil
}
