package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"confab/server/accounts"
	"confab/server/journal"
	"confab/server/tlskey"
)

// A dataFile is one of the files without which a server's data is incomplete.
type dataFile struct{ name, holds string }

// dataFiles are in the order in which a first start makes them. A first start
// that is killed leaves the first of them, and the next start makes the rest.
var dataFiles = []dataFile{
	{journal.FileName, "all messages and rooms"},
	{tlskey.FileName, "the server's key, by which everybody recognizes it"},
	{accounts.FileName, "all accounts, roles, mutes and bans, and the audit log"},
}

// missing returns the files that are not in dir, or have nothing in them, and
// whether others are.
func missing(dir string) (gone []dataFile, some bool, err error) {
	// The last first: another server may be making them at this moment.
	for _, f := range slices.Backward(dataFiles) {
		info, err := os.Stat(filepath.Join(dir, f.name))
		switch {
		case err == nil && (info.Size() > 0 || f.name == tlskey.FileName): // an empty key is a damaged one; of a database it is the beginning
			some = true
		case err == nil || errors.Is(err, fs.ErrNotExist):
			gone = append(gone, f)
		default:
			return nil, false, err
		}
	}
	slices.Reverse(gone)
	return gone, some, nil
}

// complete returns an error, a sentence's, if some of the data in dir has been
// lost: started again, the server would go on without it and nobody would know.
// used says that the journal has had events in it.
func complete(dir string, used bool) error {
	gone, some, err := missing(dir)
	if err != nil {
		return noData(dir, err)
	}
	if len(gone) == 0 || !some || beginning(gone) && !used && !hasServed(dir) {
		return nil
	}
	return fmt.Errorf("the data in %s is incomplete: %s. Put the missing file back from a backup. To start without it and lose what was in it, add -replace-missing once; to begin anew, move everything in the folder away", dir, lost(gone))
}

// beginning reports whether the files that are gone are those that a first
// start, killed before its end, has not made yet.
func beginning(gone []dataFile) bool {
	return slices.Equal(gone, dataFiles[len(dataFiles)-len(gone):])
}

// hasServed reports whether a start with the data in dir has come to its end: it
// notes where the server listens when all of the data is there.
func hasServed(dir string) bool {
	return slices.ContainsFunc([]string{addressFile, portFile}, func(name string) bool {
		_, err := os.Stat(filepath.Join(dir, name))
		return err == nil
	})
}

// lost says which files are gone and what was in them.
func lost(gone []dataFile) string {
	var all []string
	for _, f := range gone {
		all = append(all, fmt.Sprintf("%s (%s) is missing or empty", f.name, f.holds))
	}
	return strings.Join(all, ", and ")
}
