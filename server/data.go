package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"confab/server/accounts"
	"confab/server/atomicfile"
	"confab/server/journal"
	"confab/server/tlskey"
)

// inMemory is the value of -data for a server that keeps nothing.
const inMemory = "memory"

// defaultData returns where this user's server keeps what is said: the place
// that the system has for a program's data.
func defaultData(env func(string) string) (string, error) {
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

// place is where the server's files are in a folder that a person names.
var place = atomicfile.Place{
	Name:   "confab-server",
	Files:  []string{journal.FileName, accounts.FileName, tlskey.FileName},
	Danger: "read what is said",
}

// makeData returns the folder of the server's files for -data, which is that
// one, or one inside it if other users may open that one.
func makeData(data string) (string, error) {
	if data == inMemory {
		return data, nil
	}
	dir, err := place.Make(data)
	if err != nil {
		return "", noData(data, err)
	}
	return dir, nil
}

// findData returns the folder that makeData has returned for -data.
func findData(data string) (string, error) {
	if data == inMemory {
		return data, nil
	}
	dir, err := place.Find(data)
	if err != nil {
		return "", noData(data, err)
	}
	return dir, nil
}

// noData says in a sentence why the data cannot be used, with a next step.
func noData(dir string, err error) error {
	switch {
	case journal.IsDamage(err):
		return fmt.Errorf("the data in %s is damaged: %w. To see what is, run confab-server check%s; then move the folder away and put a backup in its place", dir, err, dataFlag(dir))
	case errors.Is(err, journal.ErrLocked):
		return fmt.Errorf("the data in %s cannot be used: %w. End that one, or name another folder with -data", dir, err)
	}
	return fmt.Errorf("the data in %s cannot be used: %w. Another folder can be named with -data", dir, err)
}

// dataFlag returns what a command needs to find the data in a folder that was
// named, with a blank before it; nothing if none was.
func dataFlag(named string) string {
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

// identify returns who the server is: the same as the last time, unless it
// keeps nothing. The data folder is there and this server's alone.
func identify(cfg Config) (*tlskey.Identity, error) {
	if cfg.Data == inMemory {
		return tlskey.New()
	}
	who, err := tlskey.Open(cfg.Data)
	if err != nil {
		return nil, noData(cfg.Data, err)
	}
	return who, nil
}

// openJournal opens what has been said, which makes it at the first start, and
// refuses data that is incomplete.
func openJournal(cfg Config, w *watch, log *slog.Logger) (*journal.Journal, error) {
	some, strict := false, cfg.Data != inMemory && !cfg.ReplaceMissing
	if strict {
		var err error
		if _, some, err = missing(cfg.Data); err != nil {
			return nil, noData(cfg.Data, err)
		}
		if err := complete(cfg.Data, false); err != nil {
			return nil, err
		}
	}
	stored, err := journal.Open(journal.Config{
		Dir:            cfg.Data,
		Memory:         cfg.Data == inMemory,
		Retention:      cfg.Retention,
		RetentionForce: cfg.RetentionForce,
		Log:            log,
		Committed:      w.committed(),
	})
	if err != nil {
		return nil, noData(cfg.Data, err)
	}
	if strict && some { // and without any of it this is a first start
		if err := complete(cfg.Data, stored.Seq() > 0); err != nil {
			return nil, errors.Join(err, stored.Close())
		}
	}
	return stored, nil
}

// openAccounts opens whose the names are, and returns who the server is. first
// is the invitation of the first administrator, at the first start.
func openAccounts(ctx context.Context, cfg Config) (store *accounts.Store, first string, who *tlskey.Identity, err error) {
	if who, err = identify(cfg); err != nil {
		return nil, "", nil, err
	}
	store, err = accounts.Open(accounts.Config{Dir: cfg.Data, Memory: cfg.Data == inMemory, InviteOnly: cfg.InviteOnly})
	if err != nil {
		return nil, "", nil, noData(cfg.Data, err)
	}
	if first, err = store.FirstAdministrator(ctx); err != nil {
		return nil, "", nil, errors.Join(noData(cfg.Data, err), store.Close())
	}
	return store, first, who, nil
}
