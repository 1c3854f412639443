package session

import (
	"context"
	"net"
	"time"
)

// When a server that has left the network counts as gone. The kernel asks more
// often than we do, and needs no answer of the program there.
const (
	aliveIdle  = 10 * time.Second
	aliveEvery = 5 * time.Second
	aliveTries = 3
	goneAfter  = aliveIdle + aliveTries*aliveEvery
)

// dialTCP connects to hostport over TCP.
func dialTCP(ctx context.Context, hostport string) (net.Conn, error) {
	d := net.Dialer{
		Control:         setUserTimeout,
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: aliveIdle, Interval: aliveEvery, Count: aliveTries},
	}
	return d.DialContext(ctx, "tcp", hostport)
}
