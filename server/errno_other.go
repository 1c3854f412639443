//go:build !windows

package main

import "syscall"

// Why a port cannot be had.
const (
	addressInUse   = syscall.EADDRINUSE
	addressNotHere = syscall.EADDRNOTAVAIL
	notPermitted   = syscall.EACCES
)
