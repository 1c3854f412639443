package accounts

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	"confab/server/atomicfile"
)

// FileName is the accounts in the data folder; SQLite puts others beside it.
const FileName = "accounts.db"

// prepareFile makes the file if it is missing, and refuses it if others may
// open it.
//
// It is opened here only while nobody can have it open: closing it takes away
// the locks that SQLite has on it in this process (POSIX, fcntl).
func prepareFile(file string) error {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR, 0o600) // SQLite gives those beside it the same mode
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		return fmt.Errorf("the accounts cannot be written: %w", err)
	}
	// What is in a file is no use if a power cut takes its name away.
	return errors.Join(atomicfile.Private(file, "give themselves the names of others"), atomicfile.Names(filepath.Dir(file)))
}

// exists reports whether there are accounts in dir.
func exists(dir string) error {
	_, err := os.Stat(filepath.Join(dir, FileName))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there are no accounts in %s: name the server's folder with -data", dir)
	}
	return err
}

// dsn is how the driver is told of a file and of how it is to be used.
func dsn(file string, more ...string) (string, error) {
	abs, err := filepath.Abs(file)
	if err != nil {
		return "", fmt.Errorf("finding %s: %w", file, err)
	}
	path := filepath.ToSlash(abs)
	if path[0] != '/' {
		path = "/" + path // C:/…
	}
	u := url.URL{Scheme: "file", Path: path, RawQuery: use(more)}
	return u.String(), nil
}

// memory is how the driver is told of a database that nothing is kept of.
func memory() string {
	u := url.URL{Scheme: "file", Opaque: ":memory:", RawQuery: use(nil)}
	return u.String()
}

func use(more []string) string {
	return url.Values{
		"_txlock": {"immediate"}, // a transaction that is to change something waits for its turn before it looks
		"_pragma": append([]string{
			"busy_timeout(5000)", // for another program, one that makes a backup for example
			"foreign_keys(1)",
			"synchronous(FULL)",
			"fullfsync(1)", "checkpoint_fullfsync(1)", // macOS: fsync alone leaves it in the disk's own memory
			"journal_size_limit(4194304)",
			"secure_delete(ON)", // what is deleted is gone, not only free
			"temp_store(MEMORY)",
		}, more...),
	}.Encode()
}
