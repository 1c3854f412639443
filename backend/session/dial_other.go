//go:build !linux

package session

import "syscall"

// setUserTimeout does nothing here: the system has no such option, or Go does
// not know it. The system's own time-out applies, some ten minutes.
func setUserTimeout(_, _ string, _ syscall.RawConn) error { return nil }
