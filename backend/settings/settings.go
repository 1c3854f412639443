// Package settings is what the desktop remembers between two starts: one
// struct, one file, read and checked as a whole and written as a whole.
package settings

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"sync"

	"confab/server/atomicfile"
)

// A File keeps settings on disk. Its methods may be called from any goroutine.
type File struct {
	path string

	mu         sync.Mutex
	now        Settings // guarded by mu
	written    bool     // whether the file has them; guarded by mu
	departures int      // how often Left has been called; guarded by mu
}

// Open reads the settings in dir, which need not exist yet. A file that cannot
// be read or understood is an error beside a File with defaults, which may be
// used; one that cannot be understood is set aside, and the error is a *atomicfile.Damaged.
func Open(dir string) (*File, error) {
	f := &File{path: filepath.Join(dir, "settings.json"), now: Default()}
	b, err := os.ReadFile(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return f, nil
	}
	if err != nil {
		return f, fmt.Errorf("reading the settings: %w", err)
	}
	read := Default()
	read.Emoji = nil // or what is no emoji would be the usual one at its place
	err = json.Unmarshal(b, &read)
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); err != nil && (!ok || wrong.Field == "") {
		return f, atomicfile.SetAside(f.path, err)
	}
	read.check() // a value of the wrong kind is left out and counts as none
	f.now = read
	return f, nil
}

// Get returns the settings as they are.
func (f *File) Get() Settings {
	f.mu.Lock()
	defer f.mu.Unlock()
	s := f.now
	s.Servers, s.Emoji = slices.Clone(s.Servers), slices.Clone(s.Emoji)
	return s
}

// Save remembers what a person may choose; name, servers, connected and window
// stay as they are, whatever s says of them. A value that cannot be chosen is an
// error, a sentence's, and then nothing changes.
func (f *File) Save(s Settings) error {
	if err := s.problem(); err != nil {
		return err
	}
	s.check() // without any emoji, the usual ones are at hand
	return f.change(func(now *Settings) {
		s.Name, s.Servers, s.Connected, s.Window = now.Name, now.Servers, now.Connected, now.Window
		*now = s
	})
}

// Connecting is called before a connection is tried. It returns used, to be
// called once the server has let the user in: used remembers name and address,
// host:port or a chat:// URL, and that the next start reconnects there, unless
// the user has left since Connecting. The two calls run in goroutines of their
// own, so a quick Left may come before used.
func (f *File) Connecting() (used func(address, name string) error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	before := f.departures
	return func(address, name string) error {
		return f.change(func(s *Settings) {
			s.Name = name
			s.Servers = slices.Insert(s.Servers, 0, address) // check takes out the older one
			s.Connected = f.departures == before
		})
	}
}

// Left remembers that the user has left: the next start does not reconnect.
func (f *File) Left() error {
	return f.change(func(s *Settings) {
		f.departures++
		s.Connected = false
	})
}

// SetWindow remembers where the window is.
func (f *File) SetWindow(w Window) error {
	return f.change(func(s *Settings) { s.Window = w })
}

// change changes the settings and writes them, if they are others then. If they
// cannot be written they hold until the program ends.
func (f *File) change(change func(*Settings)) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	before := f.now
	before.Servers = slices.Clone(before.Servers)
	change(&f.now)
	f.now.check()
	if f.written && reflect.DeepEqual(before, f.now) {
		return nil
	}
	err := f.write()
	f.written = err == nil
	return err
}

// write replaces the file as a whole.
func (f *File) write() error {
	b, err := json.MarshalIndent(f.now, "", "\t")
	if err == nil {
		err = os.MkdirAll(filepath.Dir(f.path), 0o700)
	}
	if err == nil {
		err = atomicfile.Write(f.path, append(b, '\n'))
	}
	if err != nil {
		return fmt.Errorf("writing the settings: %w", err)
	}
	return nil
}
