package accounts

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"confab/server/atomicfile"
	"confab/server/sqlite"
)

// FileName is the accounts in the data folder; SQLite puts others beside it.
const FileName = "accounts.db"

// prepareFile makes the file if it is missing, and refuses it if others may
// open it.
func prepareFile(file string) error {
	if err := sqlite.Create(file); err != nil {
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

// pragmas are the settings of the writer's connection, readPragmas those of the
// others.
var (
	pragmas = append(sqlite.Durable[:len(sqlite.Durable):len(sqlite.Durable)],
		"foreign_keys(1)",
		"journal_size_limit(4194304)",
		"secure_delete(ON)", // what is deleted is overwritten
	)
	readPragmas = []string{"query_only(1)"}
)
