//go:build !windows

package atomicfile

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// folder makes one with a mode and empty files in it, or empty folders where a
// name ends in a slash, which others may not open.
func folder(t *testing.T, mode os.FileMode, names ...string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "named")
	err := os.Mkdir(dir, 0o700)
	for _, name := range names {
		path := filepath.Join(dir, name)
		if strings.HasSuffix(name, "/") {
			err = errors.Join(err, os.Mkdir(path, 0o700))
		} else {
			err = errors.Join(err, os.WriteFile(path, nil, 0o600))
		}
	}
	if err := errors.Join(err, os.Chmod(dir, mode)); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestWhereFilesAreInAFolderThatAPersonNames(t *testing.T) {
	const inside, refused = "own", "refused"
	setgid := os.ModeSetgid
	for _, c := range []struct {
		what string
		dir  string
		open bool
		want string // "", the folder itself, inside or refused
	}{
		{"nobody else's", folder(t, 0o700), false, ""},
		{"nobody else's and full", folder(t, 0o700, "other", "mine.db"), false, ""},
		{"nobody else's, where somebody has closed it around the folder inside", folder(t, 0o700, "own/", "own/mine.db"), false, inside},
		{"nobody else's, with something that is called so", folder(t, 0o700, "own/"), false, ""},
		{"nobody else's, with files here and there", folder(t, 0o700, "mine.db", "own/", "own/mine.db"), false, ""},
		{"made by mkdir", folder(t, 0o755), false, inside},
		{"made by a service manager for a group", folder(t, 0o770|setgid), false, inside},
		{"the root of a disk", folder(t, 0o755, "lost+found/"), false, inside},
		{"used before", folder(t, 0o755, "own/", "own/mine.db"), false, inside},
		{"with our files open to others", folder(t, 0o755, "mine.db"), false, refused},
		{"with our files open to others, which may stay", folder(t, 0o755, "mine.db"), true, ""},
		{"with our files open to others, and the folder inside", folder(t, 0o755, "mine.db", "own/"), false, inside},
		{"with a file in the way", folder(t, 0o755, "own"), false, refused},
	} {
		want := filepath.Join(c.dir, c.want)
		p := Place{Name: "own", Files: []string{"also.db", "mine.db"}, Danger: "read it", Open: c.open}
		before, err := os.ReadDir(c.dir)
		if err != nil {
			t.Fatal(err)
		}
		found, findErr := p.Find(c.dir)
		if after, err := os.ReadDir(c.dir); err != nil || len(after) != len(before) {
			t.Errorf("%s: looking for the files has made something, %v", c.what, err)
		}
		made, makeErr := p.Make(c.dir)
		if c.want == refused {
			if findErr == nil || makeErr == nil || !strings.Contains(makeErr.Error(), c.dir) {
				t.Errorf("%s: it is found at %q, %v and made at %q, %v", c.what, found, findErr, made, makeErr)
			}
			continue
		}
		if found != want || made != want || findErr != nil || makeErr != nil {
			t.Errorf("%s: it is found at %q, %v and made at %q, %v, want %q", c.what, found, findErr, made, makeErr, want)
		}
		if info, err := os.Stat(want); err != nil || info.Mode().Perm() != 0o700 && !c.open {
			t.Errorf("%s: the folder is %v, %v", c.what, info, err)
		}
		if again, err := p.Find(c.dir); again != want || err != nil {
			t.Errorf("%s: afterwards it is found at %q, %v, want %q", c.what, again, err, want)
		}
	}
}

// Where others may write they may have put something in our way.
func TestAFolderInsideThatIsNotOursIsRefused(t *testing.T) {
	p := Place{Name: "own", Files: []string{"mine.db"}, Danger: "read it"}
	open, linked := folder(t, 0o755, "own/"), folder(t, 0o755)
	if err := errors.Join(os.Chmod(filepath.Join(open, "own"), 0o750), os.Symlink(t.TempDir(), filepath.Join(linked, "own"))); err != nil {
		t.Fatal(err)
	}
	if dir, err := p.Make(open); !errors.Is(err, ErrMode) || !strings.Contains(err.Error(), "run chmod 700 "+filepath.Join(open, "own")) {
		t.Errorf("one that others may open comes to %q, %v", dir, err)
	}
	if dir, err := p.Make(linked); err == nil {
		t.Errorf("a link comes to %q", dir)
	}
	if os.Geteuid() != 0 {
		return // only root can give files away
	}
	taken, full := folder(t, 0o777, "own/"), folder(t, 0o770, "mine.db")
	if err := errors.Join(os.Chown(filepath.Join(taken, "own"), 54321, 54321), os.Chown(full, 54321, 54321)); err != nil {
		t.Fatal(err)
	}
	if dir, err := p.Make(taken); !errors.Is(err, ErrMode) || !strings.Contains(err.Error(), "belongs to another user") {
		t.Errorf("another user's comes to %q, %v", dir, err)
	}
	if dir, err := p.Find(taken); err != nil || dir != filepath.Join(taken, "own") {
		t.Errorf("root finds another user's at %q, %v", dir, err)
	}
	if dir, err := p.Make(full); !errors.Is(err, ErrMode) || !strings.Contains(err.Error(), "move what is in it to "+filepath.Join(full, "own")) {
		t.Errorf("another user's folder with our files in it comes to %q, %v", dir, err)
	}
}

func TestAFolderThatIsNotThereIsItself(t *testing.T) {
	p, dir := Place{Name: "own", Files: []string{"mine.db"}}, filepath.Join(t.TempDir(), "new")
	if got, err := p.Make(dir); got != dir || err != nil {
		t.Errorf("it comes to %q, %v", got, err)
	}
	if _, err := os.Lstat(dir); err == nil {
		t.Error("it was made, and its program makes it")
	}
}
