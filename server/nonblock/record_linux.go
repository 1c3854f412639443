package nonblock

import "syscall"

// writeRecord is a write whose end is the end of a segment.
func writeRecord(fd int, p []byte) (int, error) {
	return syscall.SendmsgN(fd, p, nil, nil, syscall.MSG_EOR|syscall.MSG_NOSIGNAL)
}
