package keys

import (
	"cmp"
	"maps"
	"slices"

	"confab/server/wire"
)

// A Known is a server that has let this device in before.
type Known struct {
	Key       wire.Fingerprint // empty if no address has it
	Addresses []string         // host:port, in order
	Name      string           // as it called itself last; empty if that was not remembered
	Verified  bool             // a join link has told Key
}

// Standing is how well a server is known that has proved its key.
type Standing string

// The standings.
const (
	New     Standing = "new"     // this device knows neither its address nor its key
	Same    Standing = "known"   // its key is the one of this address
	Moved   Standing = "moved"   // its key is known from another address
	Changed Standing = "changed" // its address belongs to a server with another key
)

// Judge returns how well the server at address is known, which has proved key.
func (s *Servers) Judge(address string, key wire.Fingerprint) Standing {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch before := s.keys[at(address)]; {
	case before == key:
		return Same
	case before != "":
		return Changed
	case s.byKey(key).Key != "":
		return Moved
	}
	return New
}

// ByKey returns what is known of the server with a key, wherever it was.
func (s *Servers) ByKey(key wire.Fingerprint) Known {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.byKey(key)
}

// byKey is ByKey for a caller that holds mu.
func (s *Servers) byKey(key wire.Fingerprint) (k Known) {
	for _, address := range slices.Sorted(maps.Keys(s.keys)) {
		if s.keys[address] == key {
			k = Known{key, append(k.Addresses, address), cmp.Or(k.Name, s.names[address]), k.Verified || s.verified[address]}
		}
	}
	return k
}

// Key returns the key of the server at an address; empty if it is not known.
func (s *Servers) Key(address string) wire.Fingerprint {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.keys[at(address)]
}

// IsKnownAs reports whether a server that is known calls itself name, or
// something that looks like it.
func (s *Servers) IsKnownAs(name string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, known := range s.names {
		if wire.Confusable(known, name) {
			return true
		}
	}
	return false
}

// SetName remembers what the server at address calls itself, if it is known.
func (s *Servers) SetName(address, name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.keys[at(address)] == "" || s.names[at(address)] == name {
		return nil
	}
	s.names[at(address)] = name
	return s.write()
}
