//go:build !windows

package desktop

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"confab/server/atomicfile"
)

// readEntry returns the file that says so, or nothing.
func (a *Autostart) readEntry() (string, error) {
	b, err := os.ReadFile(a.entry)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	} else if err != nil {
		return "", fmt.Errorf("looking whether Confab starts with the system: %w", err)
	}
	return string(b), nil
}

// writeEntry writes the file that says so.
func (a *Autostart) writeEntry(text string) error {
	err := os.MkdirAll(filepath.Dir(a.entry), 0o700)
	if err == nil {
		err = atomicfile.Write(a.entry, []byte(text))
	}
	if err != nil {
		return fmt.Errorf("having Confab start with the system: %w", err)
	}
	return nil
}

// removeEntry deletes the file that says so.
func (a *Autostart) removeEntry() error {
	if err := os.Remove(a.entry); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("having Confab not start with the system: %w", err)
	}
	return nil
}
