package session

import "golang.org/x/sys/windows"

// Errors of the system that have a sentence of their own. The constants of
// package syscall with the familiar names are not those that Windows returns.
const (
	errRefused   = windows.WSAECONNREFUSED
	errReset     = windows.WSAECONNRESET
	errAborted   = windows.WSAECONNABORTED
	errNoNetwork = windows.WSAENETUNREACH
	errNoHost    = windows.WSAEHOSTUNREACH
)
