package keys

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"confab/server/atomicfile"
	"confab/server/wire"
)

// Servers are those that this device knows, by the address at which a person
// enters them. An address belongs to one key: another key there is refused. A
// server that proves a known key at a new address is the known server, which has
// moved or has several addresses, so that both addresses belong to it then.
// The methods may be called from any goroutine.
type Servers struct {
	path string

	mu       sync.Mutex
	keys     map[string]wire.Fingerprint // by address, see at; on disk; guarded by mu
	verified map[string]bool             // those of which a join link has told the key; on disk; guarded by mu
	names    map[string]string           // what the servers call themselves, by address; on disk; guarded by mu
	links    map[string]*expected        // what somebody connects by just now, which goes before keys; guarded by mu
	asked    map[string]wire.Fingerprint // by address, the key of the link of which somebody has been asked whether it is to go before a verified key; guarded by mu
	sure     map[string]bool             // by address, that somebody is; guarded by mu
}

// serversFile is what is on disk.
type serversFile struct {
	Keys     map[string]wire.Fingerprint `json:"keys"`
	Verified map[string]bool             `json:"verified,omitempty"`
	Names    map[string]string           `json:"names,omitempty"`
}

// expected is the key that the server at an address must have; empty is any.
type expected struct {
	key       wire.Fingerprint
	announced bool // nothing but an announcement on the network has told it
}

// OpenServers reads what is known in the folder dir, which need not exist yet.
// A file that cannot be read or understood is an error beside Servers that know
// nobody and may be used; one that cannot be understood is set aside, and the
// error is a *atomicfile.Damaged.
func OpenServers(dir string) (*Servers, error) {
	s, err := ReadServers(dir)
	if errors.Is(err, ErrBroken) {
		err = atomicfile.SetAside(s.path, err)
	}
	return s, err
}

// ReadServers is OpenServers for a program that changes nothing on disk: a file
// that cannot be understood stays where it is, and the error is ErrBroken.
func ReadServers(dir string) (*Servers, error) {
	s := &Servers{
		path: filepath.Join(dir, "servers.json"),
		keys: map[string]wire.Fingerprint{}, verified: map[string]bool{}, names: map[string]string{}, links: map[string]*expected{},
		asked: map[string]wire.Fingerprint{}, sure: map[string]bool{},
	}
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
		return s, fmt.Errorf("the file %w: %w", ErrBroken, err)
	}
	// Of several spellings of one address, which an older program took for
	// several servers, the one that a link has told counts.
	for _, address := range slices.Sorted(maps.Keys(read.Keys)) {
		if known := s.keys[at(address)]; known == "" || read.Verified[address] && !s.verified[at(address)] {
			s.keys[at(address)] = read.Keys[address]
			s.verified[at(address)] = read.Verified[address]
			s.names[at(address)] = read.Names[address]
		}
	}
	maps.DeleteFunc(s.verified, func(_ string, yes bool) bool { return !yes })
	maps.DeleteFunc(s.names, func(_, name string) bool { return name == "" })
	return s, nil
}

// at is what an address is known by, however it is written.
func at(address string) string { return wire.AddressKey(address) }

// Expect takes what a person has entered to connect by: if it is a join link
// with a key, the server at its address is the one with that key, whoever was
// there before. If another link has told another key, the person is asked first,
// by an error that has both, and says yes by connecting by the same link once
// more. It is known once it has let the person in. The link holds until
// forget is called, when the try that it was entered for is over, or something
// else is entered for the address.
func (s *Servers) Expect(link wire.Link) (forget func()) {
	return s.expect(at(link.Address), &expected{key: link.Key})
}

// Announced takes the key that an announcement on the network names for the
// server at address, which the user connects to. The key is a demand: a server
// with another one is refused. It is no proof, because anybody on the network can
// announce anything: it makes no server verified and replaces no key that is
// known for the address. It holds until forget is called.
func (s *Servers) Announced(address string, key wire.Fingerprint) (forget func()) {
	return s.expect(at(address), &expected{key: key, announced: true})
}

func (s *Servers) expect(address string, by *expected) (forget func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.links[address] = by
	s.sure[address] = !by.announced && by.key != "" && s.asked[address] == by.key // who was asked connects by it once more
	delete(s.asked, address)
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.links[address] == by { // and not a later one
			delete(s.links, address)
			delete(s.sure, address)
		}
	}
}

// A finding is what is known of a server that may be the right one.
type finding struct {
	verified bool // a join link has told its key
	pin      bool // the key is to be pinned once the server has let us in
}

// check says whether key may be that of the server at address, and what is
// known of it. The error is a *KeyChanged.
func (s *Servers) check(address string, key wire.Fingerprint) (finding, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.checkLocked(address, key)
}

// checkLocked is check for a caller that holds mu.
func (s *Servers) checkLocked(address string, key wire.Fingerprint) (finding, error) {
	before, verified := s.keys[at(address)], s.verified[at(address)]
	link := s.links[at(address)]
	byLink := link != nil && link.key != "" && !link.announced
	if before != "" && before != key && !byLink { // also if the key of before is still announced
		return finding{}, &KeyChanged{Address: address, Before: before, Now: key}
	}
	if link != nil && link.key != "" && link.key != key {
		// For a server known at its address, the announcement says nothing new: the server has changed.
		announced := link.announced && link.key != before
		return finding{}, &KeyChanged{Address: address, Before: link.key, Now: key, Link: !link.announced, Announced: announced}
	}
	if byLink {
		if verified && before != key && !s.sure[at(address)] {
			s.asked[at(address)] = key
			return finding{}, &KeyChanged{Address: address, Before: before, Now: key, Asks: true}
		}
		return finding{verified: true, pin: before != key || !verified}, nil
	}
	if before == "" { // a server that has moved is as well known as before
		verified = s.byKey(key).Verified
	}
	return finding{verified: verified, pin: before == ""}, nil
}

// pin remembers the key of the server at address, which has let us in, and
// whether a join link has told it. If it cannot be written it holds until the
// program ends. A *KeyChanged says that another key has been pinned meanwhile.
func (s *Servers) pin(address string, key wire.Fingerprint) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, err := s.checkLocked(address, key)
	if err != nil || !found.pin {
		return err
	}
	s.keys[at(address)] = key
	if found.verified {
		s.verified[at(address)] = true
	}
	if err := s.write(); err != nil {
		return fmt.Errorf("remembering the server's key: %w", err)
	}
	return nil
}

// write writes what is known. The caller holds mu.
func (s *Servers) write() error { return writeFile(s.path, serversFile{s.keys, s.verified, s.names}) }
