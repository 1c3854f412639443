//go:build unix && !linux

package nonblock

import "syscall"

// writeRecord is a write: only Linux can be told where a segment ends.
func writeRecord(fd int, p []byte) (int, error) { return syscall.Write(fd, p) }
