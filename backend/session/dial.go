package session

import (
	"context"
	"net"
	"time"
)

// When a server that has left the network counts as gone. CHAT/1.0 has nothing
// to ask whether the other side is still there, so the kernel asks.
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
