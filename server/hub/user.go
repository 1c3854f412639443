package hub

import (
	"sync"

	"confab/server/model"
	"confab/server/wire"
)

// A user is the account or the guest that has a name now. All of its
// connections share it.
type user struct {
	name   string       // as it is shown: an account's own spelling, or a guest's first
	key    string       // of the name, see wire.NameKey
	who    string       // identifies the user to further connections, see whoIs; guarded by names.mu
	speaks wire.Version // CHAT/1.0 and CHAT/1.1 have one connection for a name
	conns  int          // guarded by names.mu
	pacer  *pacer       // shared by all connections

	mu      sync.Mutex
	current model.Account // as it was read last; guarded by mu
}

// account returns the account as it is now.
func (u *user) account() model.Account {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.current
}

// setAccount notes what the account is now.
func (u *user) setAccount(a model.Account) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.current = a
}

// refresh notes what the accounts say now of the name: its mute, and its role
// unless the name belongs to another account by now.
func (u *user) refresh(a model.Account) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.current.Mute = a.Mute
	if u.current.ID == a.ID {
		u.current.Role = a.Role
	}
}
