package client

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"confab/backend/archive"
	"confab/backend/session"
)

// A core is what the parts of a Chat share. It owns the state: do alone reaches it.
type core struct {
	session *session.Session
	archive *archive.Archive
	roster  *roster
	log     *slog.Logger

	mu    sync.Mutex
	state *state // guarded by mu
}

// do runs f on the state. One function runs at a time, from a change of the state
// until the window has been told of it: so the window learns of changes in the
// order in which they were made. f must neither call do nor wait for the session.
func (c *core) do(f func(s *state)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f(c.state)
}

// current returns the account and how it was last told to be connected, or a Problem.
func (c *core) current() (account *archive.Person, at session.Connection, err error) {
	c.do(func(s *state) {
		if account, at = s.account, s.at; account == nil {
			err = s.noAccount()
		}
	})
	return account, at, err
}

// recall is the session's memory. It finds a server by its key if that is known,
// because the server's address may have changed or be another server's now.
func (c *core) recall(address, serverKey, name string) *session.Snapshot {
	var account *archive.Person
	var err error
	if serverKey != "" {
		account, err = c.archive.Find(serverKey, name)
	} else {
		account, err = c.archive.Recall(address, name)
	}
	if err == nil && account != nil {
		var snapshot *session.Snapshot
		if snapshot, err = account.Snapshot(); err == nil {
			return snapshot
		}
	}
	if err != nil {
		c.log.Error("the archive cannot say what is known of a server", "error", err)
	}
	return nil
}

// failed turns an archive's error into a Problem; a Problem stays what it is.
func (c *core) failed(err error) error {
	if err == nil {
		return nil
	}
	if p, ok := errors.AsType[*session.Problem](err); ok {
		return p
	}
	if errors.Is(err, context.Canceled) {
		return session.NewProblem(session.StoppedWaiting)
	}
	c.log.Error("the archive failed", "error", err)
	for trouble, code := range troubles {
		if errors.Is(err, trouble) {
			return session.NewProblem(code)
		}
	}
	return session.NewProblem(ArchiveUnusable)
}

// now is the time in the archive's time zone.
func (c *core) now() time.Time { return time.Now().In(c.archive.Zone()) }
