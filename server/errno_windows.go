package main

import "golang.org/x/sys/windows"

// Why a port cannot be had: Windows has numbers of its own for sockets.
const (
	addressInUse   = windows.WSAEADDRINUSE
	addressNotHere = windows.WSAEADDRNOTAVAIL
	notPermitted   = windows.WSAEACCES
)
