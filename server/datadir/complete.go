package datadir

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

// A File is one of the files without which a server's data is incomplete.
type File struct {
	Name  string
	holds string // for a person
}

// Files are in the order in which a first start makes them. A first start that
// is killed leaves the first of them, and the next start makes the rest.
var Files = []File{
	{journal.FileName, "all messages and rooms"},
	{tlskey.FileName, "the server's key, by which everybody recognizes it"},
	{accounts.FileName, "all accounts, roles, mutes and bans, and the audit log"},
}

// Missing returns the files that are not in dir or are empty, and whether there
// are others.
func Missing(dir string) (gone []File, some bool, err error) {
	// The last first: another server may be making them at this moment.
	for _, f := range slices.Backward(Files) {
		info, err := os.Stat(filepath.Join(dir, f.Name))
		switch {
		case err == nil && (info.Size() > 0 || f.Name == tlskey.FileName): // an empty key is a damaged one; of a database it is the beginning
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

// RequireComplete returns an error, a sentence, if some of the data in dir has
// been lost: the server would go on without it and the loss would not be
// noticed. used says that the journal has had events in it.
func RequireComplete(dir string, used bool) error {
	gone, some, err := Missing(dir)
	if err != nil {
		return Unusable(dir, err)
	}
	if len(gone) == 0 || !some || beginning(gone) && !used && !hasServed(dir) {
		return nil
	}
	return fmt.Errorf("the data in %s is incomplete: %s. Put the missing file back from a backup. To start without it and lose what was in it, add -replace-missing once; to start over, move everything in the folder away", dir, Lost(gone))
}

// beginning reports whether the files that are gone are those that a first
// start, killed before its end, has not made yet.
func beginning(gone []File) bool {
	return slices.Equal(gone, Files[len(Files)-len(gone):])
}

// hasServed reports whether a server with the data in dir has listened: it saves
// its address once all of the data is there.
func hasServed(dir string) bool {
	return slices.ContainsFunc([]string{AddressFile, PortFile}, func(name string) bool {
		_, err := os.Stat(filepath.Join(dir, name))
		return err == nil
	})
}

// Lost says which files are gone and what was in them.
func Lost(gone []File) string {
	var all []string
	for _, f := range gone {
		all = append(all, fmt.Sprintf("%s (%s) is missing or empty", f.Name, f.holds))
	}
	return strings.Join(all, ", and ")
}
