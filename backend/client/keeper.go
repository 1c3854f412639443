package client

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"time"

	"confab/backend/archive"
	"confab/backend/session"
	"confab/server/wire"
)

// pause is between two pages that are fetched quietly: the person's own lines
// come first, and a server reads ten a second of anybody.
const pause = 500 * time.Millisecond

// A keeper fetches everything that was ever said, as long as the person wants it
// and there is a connection: the newest first.
type keeper struct {
	chat   *Chat
	wanted atomic.Bool
	woken  chan struct{} // holds something when there may be something to do
	ctx    context.Context
	stop   context.CancelFunc
	ended  chan struct{} // closed when run has ended
}

func newKeeper(c *Chat) *keeper {
	ctx, stop := context.WithCancel(context.Background())
	return &keeper{chat: c, woken: make(chan struct{}, 1), ctx: ctx, stop: stop, ended: make(chan struct{})}
}

// KeepAll says whether everything that was ever said is to be fetched quietly.
func (c *Chat) KeepAll(wanted bool) {
	c.keeper.wanted.Store(wanted)
	c.keeper.wake()
}

// wake has the keeper look whether there is something to do.
func (k *keeper) wake() {
	select {
	case k.woken <- struct{}{}:
	default: // it looks already
	}
}

// run fetches until the chat is closed.
func (k *keeper) run() {
	defer close(k.ended)
	for {
		select {
		case <-k.woken:
		case <-k.ctx.Done():
			return
		}
		k.catchUp()
		for k.wanted.Load() && k.fetch() {
			select {
			case <-time.After(pause):
			case <-k.ctx.Done():
				return
			}
		}
	}
}

// fetch brings one page and reports whether there may be another one.
func (k *keeper) fetch() bool {
	c := k.chat
	p, at, err := c.current()
	if err != nil || at.State != session.Online || c.noRoom.Load() {
		return false
	}
	for _, room := range c.here() {
		if gaps, err := p.Gaps(room, 1); err == nil && len(gaps) > 0 {
			if fresh, _ := c.fetch(k.ctx, p, at, room, gaps[0]); fresh { // an error is said or logged already
				return true
			}
		}
	}
	return false
}

// catchUp brings what came while the archive took nothing: its newest page, and
// what is still missing behind that is a gap. What cannot be brought now is still
// to be: the server does not say it again, because the session has heard it.
func (k *keeper) catchUp() {
	c := k.chat
	if !c.behind.Load() {
		return
	}
	p, at, err := c.current()
	if err != nil || at.State != session.Online {
		return // who comes back looks again
	}
	for _, room := range c.lacking() {
		if _, err := c.fetch(k.ctx, p, at, room, 0); err != nil && !isRefused(err) {
			c.lackAgain(p, room)
		}
	}
}

// isRefused reports whether an error is the server's no to a question, which it
// says again however often it is asked, or the archive's, which does too.
func isRefused(err error) bool {
	if errors.Is(err, archive.ErrRooms) {
		return true
	}
	p, is := errors.AsType[*session.Problem](err)
	return is && (p.Code == session.Code(wire.NoRoom) || p.Code == session.Code(wire.NotMember) || p.Code == session.ServerRefuses || p.Code == session.ServerTooOld)
}

// here returns the names of the rooms that the person is in, in order.
func (c *Chat) here() (names []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for name, room := range c.rooms {
		if !room.Left {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
