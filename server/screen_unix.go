//go:build unix

package main

import (
	"os"

	"golang.org/x/sys/unix"
)

// screenSize returns the size of a terminal in characters; 0 for a file that is
// none.
func screenSize(f *os.File) (columns, rows int) {
	size, err := unix.IoctlGetWinsize(int(f.Fd()), unix.TIOCGWINSZ)
	if err != nil {
		return 0, 0
	}
	return int(size.Col), int(size.Row)
}
