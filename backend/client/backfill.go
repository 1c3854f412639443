package client

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"confab/backend/archive"
	"confab/backend/session"
	"confab/server/wire"
)

// pause is the time between two pages that are fetched in the background: the
// user's own requests come first, and a server takes ten a second.
const pause = 500 * time.Millisecond

// A backfiller fetches older history in the background, from a goroutine of its
// own: what the archive could not store when it came, and everything that was
// ever said, newest first, if the user wants that.
type backfiller struct {
	history
	wanted atomic.Bool
	woken  chan struct{} // holds a value when there may be something to do
}

func newBackfiller(c *core) *backfiller {
	return &backfiller{history: history{c}, woken: make(chan struct{}, 1)}
}

// wake makes the backfiller look whether there is something to do.
func (b *backfiller) wake() {
	select {
	case b.woken <- struct{}{}:
	default: // it is about to look
	}
}

// run fetches until ctx ends.
func (b *backfiller) run(ctx context.Context) {
	for {
		select {
		case <-b.woken:
		case <-ctx.Done():
			return
		}
		b.catchUp(ctx)
		for b.wanted.Load() && b.fetchNext(ctx) {
			select {
			case <-time.After(pause):
			case <-ctx.Done():
				return
			}
		}
	}
}

// fetchNext fetches one page and reports whether there may be another one.
func (b *backfiller) fetchNext(ctx context.Context) bool {
	account, at, err := b.core.current()
	if err != nil || at.State != session.Online {
		return false
	}
	var rooms []string
	b.core.do(func(s *state) {
		if s.quota.full == "" {
			rooms = s.joined()
		}
	})
	for _, room := range rooms {
		if gaps, err := account.Gaps(room, 1); err == nil && len(gaps) > 0 {
			if fresh, _ := b.fetch(ctx, account, at, room, gaps[0]); fresh { // fetch logs its errors
				return true
			}
		}
	}
	return false
}

// catchUp fetches what came while the archive took nothing: the newest page of
// each room; what is missing before that is a gap. What cannot be fetched now
// stays noted: the server does not send it again, because the session has it.
func (b *backfiller) catchUp(ctx context.Context) {
	account, at, err := b.core.current()
	if err != nil || at.State != session.Online {
		return // being online wakes the backfiller again
	}
	var rooms []string
	b.core.do(func(s *state) { rooms = s.takeUnkept() })
	for _, room := range rooms {
		if _, err := b.fetch(ctx, account, at, room, 0); err != nil && !isRefused(err) {
			b.core.do(func(s *state) {
				if s.account != nil && s.account.Is(account) {
					s.unkept[room] = true
				}
			})
		}
	}
}

// isRefused reports whether an error is the server's or the archive's refusal,
// which stays the same however often the client asks.
func isRefused(err error) bool {
	if errors.Is(err, archive.ErrRooms) {
		return true
	}
	p, is := errors.AsType[*session.Problem](err)
	return is && (p.Code == session.Code(wire.NoRoom) || p.Code == session.Code(wire.NotMember) || p.Code == session.ServerRefuses || p.Code == session.ServerTooOld)
}
