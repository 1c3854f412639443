package hub

import (
	"context"
	"net"
	"testing"
	"testing/synctest"

	"confab/server/model"
	"confab/server/wire"
	"confab/server/wire/wiretest"
)

func TestTheServerHandlesEveryRequest(t *testing.T) {
	handlers := newHandlers(new(Hub))
	for _, kind := range wire.Requests() {
		if handlers[kind] == nil {
			t.Errorf("nothing handles the request %s: it needs a row in handlers.go", kind.Type)
		}
	}
	if len(handlers) != len(wire.Requests()) {
		t.Errorf("there are %d handlers for %d requests", len(handlers), len(wire.Requests()))
	}
}

// askFor asks for something of a kind and wants the error with a code, or any
// answer but that if code is empty.
func (c *client) askFor(kind *wire.RequestKind, room string, code wire.Code) {
	c.T.Helper()
	c.Write(string(wire.AppendRequest(nil, wiretest.Example(kind, room, "k-"+kind.Type))))
	got := c.Next()
	for got["type"] == "presence" {
		got = c.Next()
	}
	if got["type"] != "error" || got["code"] != string(code) || got["request"] != kind.Type {
		c.T.Errorf("%s is answered with %.300v, want the error %s", kind.Type, got, code)
	}
}

func TestNothingIsDoneBeforeWhatItNeeds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		bob := enter2(t, h, "bob", "")
		bob.Ask(`{"type":"open","room":"den","id":"o1"}`)
		bob.Wants(`{"type":"room"}`)
		bob.Wants(`{"type":"open"}`)
		early := connect(t, h, "eve", "REGISTER eve CHAT/2.0")
		early.Want("200 Registration successful")
		eve := enter2(t, h, "eve2", "")
		for _, kind := range wire.Requests() {
			if kind.Has(wire.NeedsHello) {
				early.askFor(kind, "den", wire.HelloFirst)
			}
			switch {
			case kind.Has(wire.NeedsAccounts):
				eve.askFor(kind, "den", wire.NoAccounts)
			case kind.Has(wire.NeedsMember):
				eve.askFor(kind, "den", wire.NotMember)
			}
		}
		bob.HearsNothing() // but for presence, and of all that nothing has been done
	})
}

// strangers is Accounts in which everybody is a guest.
type strangers struct{ ledger }

func (*strangers) Admit(_ context.Context, v model.Visit) (model.Entry, error) {
	return model.Entry{Account: model.Account{Name: v.Name}}, nil
}

func (*strangers) Account(_ context.Context, name string) (model.Account, error) {
	return model.Account{Name: name}, nil
}

func TestAGuestHasNoAccount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := limits()
		cfg.Accounts = &strangers{}
		h, _ := open(t, cfg)
		eve := enter2(t, h, "eve", "")
		for _, kind := range wire.Requests() {
			if kind.Has(wire.NeedsAccount) {
				eve.askFor(kind, "den", wire.IsGuest)
			}
		}
	})
}

// keyed is a connection that has proved to have a key.
type keyed struct{ net.Conn }

func (keyed) ClientKey() wire.Fingerprint { return "the server's" }

// The server's own terminal is no person, and does nothing that only one can.
func TestTheConsoleIsNoPerson(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := limits()
		cfg.Accounts, cfg.Key = &strangers{}, "the server's"
		h, _ := open(t, cfg)
		console := connectOver(t, h, "console", "REGISTER console CHAT/2.0", func(server net.Conn) net.Conn { return keyed{server} })
		console.Want("200 Registration successful")
		for _, kind := range wire.Requests() {
			if kind.Has(wire.NeedsName) {
				console.askFor(kind, "den", wire.ConsoleRooms)
			}
		}
		console.HearsNothing()
	})
}
