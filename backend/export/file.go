package export

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"confab/server/atomicfile"
)

// File writes rooms into the file at path, its owner's alone. What was there
// before is replaced as a whole, at the end: a file that could not be written,
// because the disk is full or a row cannot be had, leaves nothing.
func File(path string, format Format, about About, rooms []Room) error {
	dir := filepath.Dir(path)
	part, err := os.CreateTemp(dir, ".confab-*") // 0600
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	err = Write(part, format, about, rooms)
	if err == nil {
		err = part.Sync()
	}
	err = errors.Join(err, part.Close())
	if err == nil {
		err = os.Rename(part.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("writing %s: %w", path, err), os.Remove(part.Name()))
	}
	return atomicfile.Names(dir)
}
