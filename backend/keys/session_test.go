package keys

import (
	"errors"
	"testing"

	"confab/backend/session"
	"confab/server/wire"
)

// What a person has to know of a server's key, and what else goes wrong, comes
// to a session as what it decides by.
func TestASessionIsToldWhatAPersonCanDo(t *testing.T) {
	who, other := newIdentity(t), newIdentity(t)
	at := build(t, "127.0.0.1:0", who)
	d := newDialer(t, t.TempDir())
	nc, err := d.ForSession()(t.Context(), at.address)
	if err != nil {
		t.Fatal(err)
	}
	known, ok := nc.(session.Identified)
	device, _ := d.Device(t.Context())
	if !ok || known.ServerKey() != who.Fingerprint || known.DeviceKey() != device.Fingerprint || known.Verified() {
		t.Errorf("it comes as %+v", nc)
	}
	if err := nc.Close(); err != nil {
		t.Fatal(err)
	}
	d.Servers.Expect(wire.Link{Address: at.address, Key: other.Fingerprint})
	for address, want := range map[string]session.Code{
		at.address:                               session.KeyChanged,
		answers(t, "400 Invalid registration\n"): session.PlainChat,
	} {
		nc, err := d.ForSession()(t.Context(), address)
		p, ok := errors.AsType[*session.Problem](err)
		if !ok || p.Code != want || p.Error() == "" || nc != nil {
			t.Errorf("it came to %v (%+v), %v, want %s", err, p, nc, want)
		}
	}
	nc, err = d.ForSession()(t.Context(), answers(t, "505 Shutting down\n"))
	if reply, ok := errors.AsType[wire.Reply](err); !ok || reply.Code != wire.ShuttingDown.Code || nc != nil {
		t.Errorf("a server that shuts down comes to %v, %v", err, nc)
	}
}
