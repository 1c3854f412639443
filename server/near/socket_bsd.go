//go:build unix && !linux

package near

import (
	"net"

	"golang.org/x/sys/unix"
)

var reuse = []int{unix.SO_REUSEADDR, unix.SO_REUSEPORT}

func hearOnly(net.PacketConn) {} // these systems do so
