package main

import (
	"os"

	"golang.org/x/sys/windows"
)

// screenSize returns the size of a terminal in characters; 0 for a file that is
// none.
func screenSize(f *os.File) (columns, rows int) {
	var info windows.ConsoleScreenBufferInfo
	if err := windows.GetConsoleScreenBufferInfo(windows.Handle(f.Fd()), &info); err != nil {
		return 0, 0
	}
	return int(info.Window.Right-info.Window.Left) + 1, int(info.Window.Bottom-info.Window.Top) + 1
}
