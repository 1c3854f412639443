package files

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// MaxFile returns how many bytes a file may have.
func (s *Store) MaxFile() int64 { return s.limits.File }

// Claim returns the hash and the size of an owner's complete upload; false if
// there is none. The upload stays until Posted or until it is a day old.
func (s *Store) Claim(owner int64, id string) (hash string, size int64, ok bool) {
	u, err := s.find(id, owner)
	if err != nil {
		return "", 0, false
	}
	rec := u.noted()
	return rec.Hash, rec.Length, rec.Hash != "" && s.moved(rec.Hash)
}

func (s *Store) moved(hash string) bool {
	_, err := os.Stat(s.blobPath(hash))
	return err == nil
}

// Posted forgets an owner's upload: the journal has its message.
func (s *Store) Posted(owner int64, id string) {
	if u, err := s.find(id, owner); err == nil {
		u.remove()
	}
}

// Hold returns the size of a blob that is about to be posted once more, which
// the sweep leaves meanwhile; false if there is none.
func (s *Store) Hold(hash string) (size int64, ok bool) {
	s.mu.Lock()
	s.held[hash] = time.Now().Add(holdFor)
	s.mu.Unlock()
	info, err := os.Stat(s.blobPath(hash))
	if err != nil {
		return 0, false
	}
	return info.Size(), true
}

// isUploaded reports whether an owner has uploaded a blob and not posted it yet.
func (s *Store) isUploaded(owner int64, hash string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, u := range s.uploads {
		if rec := u.noted(); rec.Owner == owner && rec.Hash == hash {
			return true
		}
	}
	return false
}

// Token returns what is behind wire.TokenPath in the address of a file of a
// message in the lobby: anyone who has it may read the file while the message
// has it.
func (s *Store) Token(seq int64, index int) string {
	name := fmt.Sprintf("%d-%d", seq, index)
	mac := hmac.New(sha256.New, s.secret)
	mac.Write([]byte(name))
	return name + "-" + base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:12])
}

// parseToken returns what a token was made of.
func (s *Store) parseToken(token string) (seq int64, index int, ok bool) {
	parts := strings.SplitN(token, "-", 3)
	if len(parts) < 3 {
		return 0, 0, false
	}
	seq, err := strconv.ParseInt(parts[0], 10, 64)
	if err != nil {
		return 0, 0, false
	}
	index, err = strconv.Atoi(parts[1])
	return seq, index, err == nil && hmac.Equal([]byte(token), []byte(s.Token(seq, index)))
}
