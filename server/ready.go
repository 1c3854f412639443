package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"confab/server/atomicfile"
	"confab/server/datadir"
	"confab/server/version"
	"confab/server/wire"
)

// A ready is what -ready-file tells the program that has started the server: one
// JSON object, which is there when the server listens. More members may come.
type ready struct {
	Version       string   `json:"version"`
	PID           int      `json:"pid"`
	Name          string   `json:"name"`                    // what people see
	Port          int      `json:"port"`                    // it listens at
	Address       string   `json:"address"`                 // host:port for this machine
	Link          string   `json:"link"`                    // chat://… for this machine, with the server's key
	Links         []string `json:"links"`                   // chat://… for other machines, the most likely first
	Administrator string   `json:"administrator,omitempty"` // the link, for this machine, by which the first administrator connects once; only at the first start
	Metrics       string   `json:"metrics,omitempty"`       // http://…/metrics, with -metrics
	Data          string   `json:"data"`                    // the folder, or "memory"
}

// ready returns what the banner says, for a program.
func (b banner) ready(data, metrics string) ready {
	r := ready{
		Version: version.Number(),
		PID:     os.Getpid(),
		Name:    b.name,
		Port:    b.at.Port,
		Address: b.address(hostOf(b.at)),
		Links:   []string{},
		Metrics: metrics,
		Data:    data,
	}
	r.Link = wire.Link{Address: r.Address, Key: b.key}.String()
	for _, address := range b.elsewhere() {
		r.Links = append(r.Links, wire.Link{Address: address, Key: b.key}.String())
	}
	if b.first != "" {
		r.Administrator = b.administrator(hostOf(b.at))
	}
	if path, err := filepath.Abs(data); err == nil && data != datadir.Memory {
		r.Data = path
	}
	return r
}

// A readyFile is where a server says that it is ready. An empty one is nowhere.
type readyFile string

// clear removes what a server that was killed has left, so that nobody takes it
// for this one's, and makes sure that write will be able to write. What no
// server has written stays as it is.
func (f readyFile) clear() error {
	if f == "" {
		return nil
	}
	switch _, found, err := f.read(); {
	case err != nil:
		return fmt.Errorf("-ready-file %s cannot be used: %w", f, cause(err))
	case !found:
	default:
		if err := os.Remove(string(f)); err != nil {
			return fmt.Errorf("-ready-file %s cannot be replaced: %w", f, cause(err))
		}
	}
	probe, err := os.CreateTemp(filepath.Dir(string(f)), ".ready-*")
	if err != nil {
		return fmt.Errorf("-ready-file %s cannot be written: %w; name a file in a folder that exists and that you may write to", f, cause(err))
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

// write writes r as a whole: whoever finds the file finds all of it. It is this
// user's alone, because it may have the administrator's link in it.
func (f readyFile) write(r ready) error {
	if f == "" {
		return nil
	}
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false) // the & in a link is read by people and scripts too
	e.SetIndent("", "  ")
	err := e.Encode(r)
	if err == nil {
		err = atomicfile.Write(string(f), text.Bytes())
	}
	if err != nil {
		return fmt.Errorf("-ready-file %s cannot be written: %w", f, cause(err))
	}
	return nil
}

// cause returns what the system says, without the file that it says it of: that
// one has a name of our own for a moment.
func cause(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	return err
}

// remove removes the file at the end, unless it is another server's by now.
func (f readyFile) remove() error {
	if f == "" {
		return nil
	}
	r, found, err := f.read()
	if err != nil || !found || r.PID != os.Getpid() {
		return nil
	}
	if err := os.Remove(string(f)); !errors.Is(err, fs.ErrNotExist) { // it is removed when the end begins, and again at its end
		return err
	}
	return nil
}

// removeIn is how long removeSoon waits for the disk.
const removeIn = 500 * time.Millisecond

// removeSoon removes the file when the server begins to end: what comes then
// may take seconds, or be cut short. It does not wait for a disk that is stuck.
func (f readyFile) removeSoon() {
	removed := make(chan struct{})
	go func() {
		defer close(removed)
		_ = f.remove() // run says what is wrong
	}()
	select {
	case <-removed:
	case <-time.After(removeIn):
	}
}

// read returns what a server has written. An empty file is as good as none, but
// found: that is how scripts reserve a name.
func (f readyFile) read() (r ready, found bool, err error) {
	info, err := os.Stat(string(f))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return r, false, nil
	case err != nil:
		return r, false, err
	case !info.Mode().IsRegular(): // to read a pipe may take for ever, and /dev/null is no empty file
		return r, false, errors.New("it is not a regular file; name one in a folder that you may write to")
	}
	text, err := os.ReadFile(string(f))
	switch {
	case err != nil:
		return r, false, err
	case len(text) == 0:
		return r, true, nil
	}
	if err := json.Unmarshal(text, &r); err != nil || r.PID == 0 || r.Link == "" {
		return r, false, errors.New("a file that no server has written is there; name another one, or delete it")
	}
	return r, true, nil
}
