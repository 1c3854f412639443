//go:build !windows

package atomicfile

import (
	"io/fs"
	"os"
	"syscall"
)

// isOurs reports whether a file is this user's.
func isOurs(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Geteuid()
}
