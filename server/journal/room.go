package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// enoughRoom is what one transaction needs in bytes, with a long line in it.
const enoughRoom = 256 << 10

// Storable returns nil if there is room for what is appended next, and
// otherwise a reason: the journal is over, or its disk is full. It writes a file
// beside the journal to find out, and removes it before it can reach the disk.
func (j *Journal) Storable() error {
	if err := j.Err(); err != nil {
		return err
	}
	return j.store.storable()
}

func (m *memory) storable() error { return nil }

func (d *disk) storable() error {
	d.trying.Lock()
	defer d.trying.Unlock()
	name := filepath.Join(filepath.Dir(d.file), "room") // always this one: none is left behind twice
	err := os.WriteFile(name, make([]byte, enoughRoom), 0o600)
	if gone := os.Remove(name); !errors.Is(gone, fs.ErrNotExist) {
		err = errors.Join(err, gone)
	}
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		err = p.Err // the metrics page must not name folders
	}
	if err != nil {
		return fmt.Errorf("there is no room on the disk (%w)", err)
	}
	return nil
}
