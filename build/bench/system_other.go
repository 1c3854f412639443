//go:build !linux

package main

import (
	"errors"
	"net"
	"time"
)

// measures says that CPU, memory and the floor can be had on this system. They
// cannot: the bench only drives the server and counts and times deliveries.
const measures = false

var errNotHere = errors.New("this is measured on Linux only")

func cpuClock(int) (time.Duration, error) { return 0, errNotHere }

func enoughFiles(options) error { return nil }

func floorMain(string) error { return errNotHere }

func newIntake(conns []net.Conn) (intake, error) { return newPortableIntake(conns) }
