package hub

import (
	"context"

	"confab/server/model"
	"confab/server/wire"
)

// A whom is the user that a request names.
type whom struct {
	name      string // as it is shown
	account   int64  // model.Guest for a guest's name, or one without a user
	since     int64  // who has the name now has had it from behind this event; what is older was another one's
	connected bool
}

// isNobody reports whether no user has the name.
func (p whom) isNobody() bool { return p.account == model.Guest && !p.connected }

// whom returns who is meant by a name as somebody typed it: the account or the
// guest with the name, or else the one that it looks like, since nobody else
// can have it. Requests go on with the name as that one spells it, so that
// nobody is shown a spelling that somebody else has made up.
func (h *Hub) whom(typed string) (whom, error) {
	p := whom{name: typed}
	if h.cfg.Accounts != nil {
		ctx, cancel := context.WithTimeout(context.Background(), accountsFor)
		defer cancel()
		account, err := h.cfg.Accounts.Account(ctx, typed)
		if err != nil {
			return p, err
		}
		if p.account = account.ID; account.ID != model.Guest {
			p.name, p.since = account.Name, account.Since
		}
	}
	user := h.names.user(wire.NameKey(p.name))
	if p.account == model.Guest && user == nil {
		user = h.names.called(typed)
	}
	if user != nil {
		p.name, p.connected = user.name, true
		if p.account == model.Guest {
			p.since = user.account().Since
		}
	}
	return p, nil
}
