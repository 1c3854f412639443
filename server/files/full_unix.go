//go:build !windows

package files

import (
	"errors"
	"syscall"
)

// isFull reports whether an error says that the disk has no room, or that its user may have no more.
func isFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}

// space returns how many bytes the disk of a folder has, and how many of them a
// program may still use.
func space(dir string) (all, free int64, err error) {
	var st syscall.Statfs_t
	if err := syscall.Statfs(dir, &st); err != nil {
		return 0, 0, err
	}
	size := int64(st.Bsize)
	return int64(st.Blocks) * size, int64(st.Bavail) * size, nil
}
