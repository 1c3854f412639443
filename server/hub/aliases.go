package hub

import (
	"context"
	"slices"
	"sync"
	"time"
)

// aliases knows which names have devices in common, and which names are banned:
// a block and a ban hold for all names of a person's devices. It is a copy of
// what the accounts have, for code that must not wait for the disk.
type aliases struct {
	reading chan struct{} // has one in it from reading what the accounts have to knowing it

	mu     sync.RWMutex
	of     namesOf              // by the names' keys; guarded by mu
	banned map[string]time.Time // until when, by the names' keys; the zero time is for ever; guarded by mu
}

// any reports whether f is true of a name or of another one of its devices.
func (a *aliases) any(key string, f func(key string) bool) bool {
	if f(key) {
		return true
	}
	a.mu.RLock()
	others := a.of[key] // never changed, but replaced
	a.mu.RUnlock()
	return slices.ContainsFunc(others, f)
}

// isBanned reports whether a ban holds for a name at now.
func (a *aliases) isBanned(key string, now time.Time) bool {
	return a.any(key, func(key string) bool {
		a.mu.RLock()
		defer a.mu.RUnlock()
		until, banned := a.banned[key]
		return banned && (until.IsZero() || now.Before(until))
	})
}

// set notes all aliases of a name, in both directions.
func (a *aliases) set(key string, all []string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, other := range a.of[key] {
		a.of.put(other, slices.DeleteFunc(slices.Clone(a.of[other]), func(o string) bool { return o == key }))
	}
	a.of.put(key, all)
	for _, other := range all {
		a.of.put(other, append(slices.Clone(a.of[other]), key))
	}
}

// namesOf are the keys of names by the key of another name. The slices never
// change.
type namesOf map[string][]string

// put replaces the names of one key.
func (n namesOf) put(key string, all []string) {
	if len(all) == 0 {
		delete(n, key)
	} else {
		n[key] = all
	}
}

// loadAliases reads all aliases and bans.
func (bl *blocking) loadAliases(ctx context.Context) (err error) {
	if bl.hub.cfg.Accounts == nil {
		return nil
	}
	if bl.hub.aliases.of, err = bl.hub.cfg.Accounts.Aliases(ctx); err == nil {
		bl.hub.aliases.banned, err = bl.hub.cfg.Accounts.Bans(ctx)
	}
	return err
}

// readAliases reads the aliases of a name again, whose devices have changed.
func (bl *blocking) readAliases(ctx context.Context, key string) {
	bl.readAgain(ctx, func() error {
		all, err := bl.hub.cfg.Accounts.AliasesOf(ctx, key)
		if err == nil {
			bl.hub.aliases.set(key, all)
		}
		return err
	})
}

// readBans reads the bans again, and tells the users that have an invitation by a user who is
// banned now, or is not any more.
func (bl *blocking) readBans(ctx context.Context, key string) {
	bl.readAgain(ctx, func() error {
		all, err := bl.hub.cfg.Accounts.Bans(ctx)
		if err == nil {
			bl.hub.aliases.mu.Lock()
			bl.hub.aliases.banned = all
			bl.hub.aliases.mu.Unlock()
		}
		return err
	})
	bl.hub.doAndWait(func() {
		for who := range bl.hub.online.people {
			bl.hub.invitations.tellFrom(who, key)
		}
	})
}

// readAgain calls read, one call at a time, so that the result of the last one is kept.
func (bl *blocking) readAgain(ctx context.Context, read func() error) {
	var err error
	select {
	case bl.hub.aliases.reading <- struct{}{}:
		err = read()
		<-bl.hub.aliases.reading
	case <-ctx.Done():
		err = ctx.Err()
	}
	if err != nil {
		bl.hub.cfg.Log.Error("whom blocks and bans reach is known as it was, until the next start", "error", err)
	}
}
