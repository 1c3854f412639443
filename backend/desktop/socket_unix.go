//go:build !windows

package desktop

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// socketFolders are the folders that the socket may be in, the best one first:
// the one that the system has made for it, and one of ours among what is
// temporary, also where somebody has moved that to a long path.
func socketFolders() (folders []string) {
	if dir := os.Getenv("XDG_RUNTIME_DIR"); filepath.IsAbs(dir) {
		folders = append(folders, dir)
	}
	own := fmt.Sprintf("confab-%d", os.Geteuid())
	for _, dir := range []string{os.TempDir(), "/tmp"} {
		folders = append(folders, filepath.Join(dir, own))
	}
	return folders
}

// ours reports whether a file belongs to the user that this process runs as.
func ours(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Geteuid()
}
