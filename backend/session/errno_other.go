//go:build !windows

package session

import "syscall"

// Errors of the system that have a sentence of their own.
const (
	errRefused   = syscall.ECONNREFUSED
	errReset     = syscall.ECONNRESET
	errAborted   = syscall.EPIPE
	errNoNetwork = syscall.ENETUNREACH
	errNoHost    = syscall.EHOSTUNREACH
)
