// Package datadir finds the folder that has a server's data, and the files in it
// that the server and its commands share: which must be there, at which address
// the server listens, and its last port.
package datadir

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"confab/server/accounts"
	"confab/server/atomicfile"
	"confab/server/journal"
	"confab/server/tlskey"
)

// Memory is the value of -data for a server that stores nothing on disk.
const Memory = "memory"

// Default returns the folder of this user's server: the place that the system
// has for a program's data.
func Default(env func(string) string) (string, error) {
	home, err := os.UserHomeDir()
	if err != nil {
		return "", errors.New("there is no folder for the server's data, name one with -data")
	}
	switch base := env("XDG_DATA_HOME"); {
	case runtime.GOOS == "windows":
		if local := env("LOCALAPPDATA"); local != "" {
			return filepath.Join(local, "confab-server"), nil
		}
		return filepath.Join(home, "AppData", "Local", "confab-server"), nil
	case runtime.GOOS == "darwin":
		return filepath.Join(home, "Library", "Application Support", "confab-server"), nil
	case filepath.IsAbs(base): // XDG Base Directory Specification: a relative one is ignored
		return filepath.Join(base, "confab-server"), nil
	}
	return filepath.Join(home, ".local", "share", "confab-server"), nil
}

// place finds the server's files in a folder that a person names.
var place = atomicfile.Place{
	Name:   "confab-server",
	Files:  []string{journal.FileName, accounts.FileName, tlskey.FileName},
	Danger: "read what is said",
}

// Make returns the folder of the server's files for -data, and creates it. It is
// the named folder, or one inside it if other users may open the named one.
func Make(data string) (string, error) {
	if data == Memory {
		return data, nil
	}
	dir, err := place.Make(data)
	if err != nil {
		return "", Unusable(data, err)
	}
	return dir, nil
}

// Find returns the folder that Make has returned for -data.
func Find(data string) (string, error) {
	if data == Memory {
		return data, nil
	}
	dir, err := place.Find(data)
	if err != nil {
		return "", Unusable(data, err)
	}
	return dir, nil
}

// Unusable says in a sentence why the data in dir cannot be used, with a next step.
func Unusable(dir string, err error) error {
	switch {
	case journal.IsDamage(err):
		return fmt.Errorf("the data in %s is damaged: %w. To see what is, run confab-server check%s; then move the folder away and put a backup in its place", dir, err, Flag(dir))
	case errors.Is(err, journal.ErrLocked):
		return fmt.Errorf("the data in %s cannot be used: %w. End that one, or name another folder with -data", dir, err)
	}
	return fmt.Errorf("the data in %s cannot be used: %w. Another folder can be named with -data", dir, err)
}

// Flag returns the -data that a command needs to find a folder that the user has
// named, with a blank before it; "" if named is "".
func Flag(named string) string {
	if named == "" {
		return ""
	}
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:,+@%="
	switch odd := strings.Trim(named, plain); {
	case runtime.GOOS == "windows" && strings.Trim(odd, `\`) != "":
		named = `"` + named + `"`
	case runtime.GOOS != "windows" && odd != "":
		named = "'" + strings.ReplaceAll(named, "'", `'\''`) + "'"
	}
	return " -data " + named
}
