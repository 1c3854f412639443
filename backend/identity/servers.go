package identity

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"confab/server/wire"
)

// Servers are those that this device knows, by the address at which a person
// enters them. A key holds for the address and not for the machine: at another
// port there is another server, and who moves one gives its join link again.
// The methods may be called from any goroutine.
type Servers struct {
	path string

	mu    sync.Mutex
	keys  map[string]wire.Fingerprint // by address, see at; on disk; guarded by mu
	links map[string]wire.Fingerprint // what join links say, which goes before keys; guarded by mu
}

// serversFile is what is on disk.
type serversFile struct {
	Keys map[string]wire.Fingerprint `json:"keys"`
}

// OpenServers reads what is known in the folder dir, which need not exist yet.
// A file that cannot be read or understood is an error beside Servers that know
// nobody and may be used; one that cannot be understood is kept, with .broken
// behind its name.
func OpenServers(dir string) (*Servers, error) {
	s := &Servers{path: filepath.Join(dir, "servers.json"), keys: map[string]wire.Fingerprint{}, links: map[string]wire.Fingerprint{}}
	text, err := os.ReadFile(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	} else if err != nil {
		return s, fmt.Errorf("reading the known servers: %w", err)
	}
	var read serversFile
	err = json.Unmarshal(text, &read)
	for _, key := range read.Keys { // one that is lost would be a server that anybody could be
		if _, wrong := wire.ParseFingerprint(string(key)); wrong != nil {
			err = errors.Join(err, wrong)
		}
	}
	if err != nil {
		return s, errors.Join(fmt.Errorf("the known servers in %s: the file %w: %w", s.path, ErrBroken, err), os.Rename(s.path, s.path+".broken"))
	}
	for address, key := range read.Keys {
		s.keys[at(address)] = key
	}
	return s, nil
}

// at is what an address is known by: names of machines have no case.
func at(address string) string { return strings.ToLower(address) }

// Key returns the key that the server at address, host:port, has had; nothing
// if it is not known.
func (s *Servers) Key(address string) wire.Fingerprint {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.keys[at(address)]
}

// Expect takes what a join link says that a person has entered: the server at
// its address is the one with its key, whoever was there before. It is known
// once it has let the person in. A link without a key says nothing.
func (s *Servers) Expect(link wire.Link) {
	if link.Key == "" {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.links[at(link.Address)] = link.Key
}

// check says whether key may be that of the server at address, and whether it
// is to be pinned once the server has let us in. The error is a *KeyChanged.
func (s *Servers) check(address string, key wire.Fingerprint) (isNew bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.checkLocked(address, key)
}

// checkLocked is check for a caller that holds mu.
func (s *Servers) checkLocked(address string, key wire.Fingerprint) (isNew bool, err error) {
	before := s.keys[at(address)]
	if said := s.links[at(address)]; said != "" {
		if said != key {
			return false, &KeyChanged{Address: address, Before: said, Now: key, Link: true}
		}
		return before != key, nil
	}
	if before != "" && before != key {
		return false, &KeyChanged{Address: address, Before: before, Now: key}
	}
	return before == "", nil
}

// pin remembers the key of the server at address, which has let us in. If it
// cannot be written it holds until the program ends. A *KeyChanged says that
// another key has been pinned meanwhile.
func (s *Servers) pin(address string, key wire.Fingerprint) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if isNew, err := s.checkLocked(address, key); err != nil || !isNew {
		return err
	}
	s.keys[at(address)] = key
	delete(s.links, at(address)) // it has done what it is for
	if err := writeFile(s.path, serversFile{s.keys}); err != nil {
		return fmt.Errorf("remembering the server's key: %w", err)
	}
	return nil
}
