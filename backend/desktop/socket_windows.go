package desktop

import (
	"io/fs"
	"os"
	"path/filepath"
)

// socketFolders are the folders that the socket may be in: what is temporary is
// each user's own here.
func socketFolders() []string { return []string{filepath.Join(os.TempDir(), "confab")} }

// ours reports whether a file belongs to the user that this process runs as:
// others cannot write to what is temporary here.
func ours(fs.FileInfo) bool { return true }
