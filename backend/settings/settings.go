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
	"slices"
	"sync"

	"confab/server/keep"
	"confab/server/wire"
)

// Theme is how the window looks.
type Theme string

// The themes.
const (
	System Theme = "system" // as the system does
	Light  Theme = "light"
	Dark   Theme = "dark"
)

// maxServers is how many servers are remembered.
const maxServers = 8

// Settings is everything that is remembered. The zero value is not valid; see Default.
type Settings struct {
	Theme   Theme    `json:"theme"`
	Name    string   `json:"name"`    // the name used last, or empty
	Servers []string `json:"servers"` // the servers used, host:port, the last one first
}

// Default returns the settings of a first start.
func Default() Settings { return Settings{Theme: System, Servers: []string{}} }

// check repairs what cannot be used, so that a file from another version, or
// one that a person has edited, costs nothing but that setting.
func (s *Settings) check() {
	if s.Theme != Light && s.Theme != Dark {
		s.Theme = System
	}
	servers := []string{}
	for _, written := range s.Servers {
		address, err := wire.ParseAddress(written)
		if err == nil && len(servers) < maxServers && !slices.Contains(servers, address) {
			servers = append(servers, address)
		}
	}
	s.Servers = servers
	if wire.CheckName(s.Name) != nil {
		s.Name = ""
	}
}

// A File keeps settings on disk. Its methods may be called from any goroutine.
type File struct {
	path string

	mu  sync.Mutex
	now Settings // guarded by mu
}

// Open reads the settings in dir, which need not exist yet. A file that cannot
// be read or understood is an error beside a File with defaults, which may be
// used; one that cannot be understood is kept, with .broken behind its name.
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
	err = json.Unmarshal(b, &read)
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); err != nil && (!ok || wrong.Field == "") {
		return f, errors.Join(fmt.Errorf("the settings in %s cannot be understood: %w", f.path, err), os.Rename(f.path, f.path+".broken"))
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
	s.Servers = slices.Clone(s.Servers)
	return s
}

// SetTheme remembers the theme. An unknown one is an error.
func (f *File) SetTheme(t Theme) error {
	if t != System && t != Light && t != Dark {
		return fmt.Errorf("there is no theme %q: it is system, light or dark", t)
	}
	return f.change(func(s *Settings) { s.Theme = t })
}

// Used remembers that name was at the server at address, host:port or a
// chat:// URL.
func (f *File) Used(address, name string) error {
	return f.change(func(s *Settings) {
		s.Name = name
		s.Servers = slices.Insert(s.Servers, 0, address) // check takes out the older one
	})
}

// change changes the settings and writes them. If they cannot be written they
// hold until the program ends.
func (f *File) change(change func(*Settings)) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	change(&f.now)
	f.now.check()
	return f.write()
}

// write replaces the file as a whole.
func (f *File) write() error {
	b, err := json.MarshalIndent(f.now, "", "\t")
	if err == nil {
		err = os.MkdirAll(filepath.Dir(f.path), 0o700)
	}
	if err == nil {
		err = keep.File(f.path, append(b, '\n'))
	}
	if err != nil {
		return fmt.Errorf("writing the settings: %w", err)
	}
	return nil
}
