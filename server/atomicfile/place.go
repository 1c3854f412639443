package atomicfile

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

// A Place is where a program keeps its files in a folder that a person names for
// them. Folders that are made by others, with mkdir, for a container or by a
// service manager, are often open to other users or belong to one: the files
// are in a folder of our own inside then.
type Place struct {
	Name   string   // of the folder inside
	Files  []string // by which the program knows a folder that it has used
	Danger string   // what others could do with files in a folder that is open to them
	Open   bool     // files that are in such a folder stay there: each is its owner's alone
}

// Find returns where the files are if dir is named, or where Make would have
// them. The error, a sentence's, is for files in a folder that others may open.
//
// root finds what any user's program has made.
func (p Place) Find(dir string) (string, error) { return p.find(dir, os.Geteuid() == 0) }

// find is Find; with anyones, another user's folder inside counts as ours.
func (p Place) find(dir string, anyones bool) (string, error) {
	info, err := os.Stat(dir)
	if err != nil || !info.IsDir() || runtime.GOOS == "windows" { // whoever opens it says what is wrong
		return dir, nil
	}
	inside, private, used := filepath.Join(dir, p.Name), info.Mode().Perm()&0o077 == 0, p.used(dir)
	switch own, err := isOwn(inside, anyones); {
	case used && (private || p.Open):
		return dir, nil
	case own && (!private || p.used(inside)):
		return inside, nil
	case used && !isOurs(info):
		return "", fmt.Errorf("%w: %s has mode %o and belongs to another user, so others could %s; move what is in it to %s, a folder of mode 700 inside it",
			ErrMode, dir, info.Mode().Perm(), p.Danger, inside)
	case used:
		return "", Private(dir, p.Danger)
	case private:
		return dir, nil
	default:
		return inside, err
	}
}

// Make returns what Find does, and makes a folder inside dir if that is needed.
// dir itself is made by whoever opens it. Also for root the folder inside has to
// be its own: where others may write they may have made it.
func (p Place) Make(dir string) (string, error) {
	found, err := p.find(dir, false)
	if err != nil || found == dir {
		return found, err
	}
	if own, err := isOwn(found, false); own || err != nil {
		return found, err
	}
	if err := os.Mkdir(found, 0o700); err != nil {
		return "", fmt.Errorf("other users may open %s, and a folder inside it cannot be made: %w", dir, err)
	}
	return found, Names(dir)
}

// used reports whether the program has files in dir.
func (p Place) used(dir string) bool {
	for _, name := range p.Files {
		if _, err := os.Lstat(filepath.Join(dir, name)); err == nil {
			return true
		}
	}
	return false
}

// isOwn reports whether path is a folder of this user's, or with anyones of any user,
// that nobody else may open. The error is for something else that is called so: a link could lead
// anywhere, and where others may write they may have put it there.
func isOwn(path string, anyones bool) (bool, error) {
	info, err := os.Lstat(path)
	switch {
	case os.IsNotExist(err):
		return false, nil
	case err != nil:
		return false, err
	case !info.IsDir():
		return false, fmt.Errorf("%s is in the way: it is no folder", path)
	case !anyones && !isOurs(info):
		return false, fmt.Errorf("%w: %s belongs to another user", ErrMode, path)
	}
	if err := Private(path, "read what is in it"); err != nil {
		return false, err
	}
	return true, nil
}
