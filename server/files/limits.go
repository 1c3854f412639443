package files

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Limits are those of a server's files, in bytes.
type Limits struct {
	File    int64 // of a file; 0 is no files at all
	User    int64 // of the files that one user has posted and uploads; 0 is no limit
	Total   int64 // of all files; 0 is no limit
	Reserve int64 // of the disk that stay free, and 5 % of it at least; 0 is none
}

// Further limits.
const (
	maxOpen     = 64                 // uploads of a user that are not complete
	maxRequests = 6                  // of a user at a time
	uploadAge   = 7 * 24 * time.Hour // without a byte
	claimAge    = 24 * time.Hour     // between the end of an upload and its message
	holdFor     = 10 * time.Minute   // a blob that is about to be posted
)

// admit returns why a user whose files have posted bytes may not upload another
// length, or nil. The caller has mu.
func (s *Store) admit(owner, length, posted int64) error {
	if length > s.limits.File {
		return errTooLarge
	}
	open, own, all := 0, posted, int64(0) // all is what open uploads will still need
	for _, u := range s.uploads {
		rec := u.noted()
		if rec.Hash == "" {
			all += rec.Length - rec.Offset
		}
		if rec.Owner == owner {
			own += rec.Length
			if rec.Hash == "" {
				open++
			}
		}
	}
	if open >= maxOpen {
		return errTooMany
	}
	if s.limits.User > 0 && own+length > s.limits.User {
		return errQuota
	}
	if s.limits.Total > 0 && s.used()+all+length > s.limits.Total {
		return errQuota
	}
	if s.limits.Reserve > 0 {
		size, free, err := space(s.dir)
		if err != nil {
			return err
		}
		if free-all-length < max(s.limits.Reserve, size/20) {
			return errFull
		}
	}
	return nil
}

// used returns how many bytes the store has on disk.
func (s *Store) used() (bytes int64) {
	_ = filepath.WalkDir(s.dir, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			if info, err := d.Info(); err == nil {
				bytes += info.Size()
			}
		}
		return nil // what has gone meanwhile does not count
	})
	return bytes
}

// sizeOf returns how long blobs are together.
func (s *Store) sizeOf(hashes []string) (bytes int64) {
	slices.Sort(hashes)
	for _, hash := range slices.Compact(hashes) {
		if info, err := os.Stat(s.blobPath(hash)); err == nil {
			bytes += info.Size()
		}
	}
	return bytes
}
