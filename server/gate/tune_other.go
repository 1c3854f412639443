//go:build !linux

package gate

import (
	"net"
	"time"
)

// setUserTimeout does nothing here: the system has no such option, or Go does
// not know it. The system's own time-out applies, some ten minutes.
func setUserTimeout(*net.TCPConn, time.Duration) {}
