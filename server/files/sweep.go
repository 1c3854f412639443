package files

import (
	"context"
	"os"
	"time"
)

// sweepEvery is how long a blob may stay that belongs to no message any more.
const sweepEvery = time.Hour

// keepSwept sweeps now and each sweepEvery, until ctx ends. posted reports
// whether a message has a blob.
func (s *Store) keepSwept(ctx context.Context, posted func(ctx context.Context, hash string) (bool, error)) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		if err := s.sweep(ctx, time.Now(), posted); err != nil && ctx.Err() == nil {
			s.log.Warn("files that belong to no message stay on disk for another hour", "error", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// sweep removes the uploads that are too old, and the blobs that belong to no
// message and no upload.
func (s *Store) sweep(ctx context.Context, now time.Time, posted func(ctx context.Context, hash string) (bool, error)) error {
	for _, u := range s.old(now) {
		u.remove()
	}
	return eachBlob(ctx, s.dir, func(hash string) error { return s.sweepBlob(ctx, hash, now, posted) })
}

// old returns the uploads that are too old, and forgets what is not held any more.
func (s *Store) old(now time.Time) (all []*upload) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, u := range s.uploads {
		rec, most := u.noted(), uploadAge
		if rec.Hash != "" {
			most = claimAge
		}
		if now.Sub(rec.At) > most {
			all = append(all, u)
		}
	}
	for hash, until := range s.held {
		if now.After(until) {
			delete(s.held, hash)
		}
	}
	return all
}

// sweepBlob removes a blob that belongs to nothing. An upload of the same bytes
// is noted before it moves, and a message is stored before its upload is
// forgotten, so the uploads are looked at first.
func (s *Store) sweepBlob(ctx context.Context, hash string, now time.Time, posted func(ctx context.Context, hash string) (bool, error)) error {
	s.moving.Lock()
	defer s.moving.Unlock()
	if s.isHeld(hash, now) {
		return nil
	}
	if is, err := posted(ctx, hash); is || err != nil {
		return err
	}
	return os.Remove(s.blobPath(hash))
}

// isHeld reports whether a blob is an upload's or is about to be posted.
func (s *Store) isHeld(hash string, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.held[hash].After(now) {
		return true
	}
	for _, u := range s.uploads {
		if u.noted().Hash == hash {
			return true
		}
	}
	return false
}
