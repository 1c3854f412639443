package gate

import "golang.org/x/sys/windows"

// passing are the errors of accepting that are no fault of the listener:
// something has run out, or the new connection is broken.
var passing = []error{
	windows.WSAEMFILE, windows.WSAENOBUFS, windows.WSAEINTR, windows.WSAECONNRESET, windows.WSAECONNABORTED,
	windows.WSAENETDOWN, windows.WSAENETUNREACH, windows.WSAEHOSTUNREACH, windows.ERROR_NETNAME_DELETED,
}
