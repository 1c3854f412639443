//go:build !windows

package gate

import "syscall"

// passing are the errors of accepting that are no fault of the listener:
// something has run out, or the new connection is broken, whose errors Linux
// reports here (accept(2), "Error handling").
var passing = []error{
	syscall.EMFILE, syscall.ENFILE, syscall.ENOBUFS, syscall.ENOMEM, syscall.EINTR,
	syscall.ECONNABORTED, syscall.EPERM, syscall.EPROTO,
	syscall.ENETDOWN, syscall.ENETUNREACH, syscall.EHOSTDOWN, syscall.EHOSTUNREACH,
}
