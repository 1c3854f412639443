package session

import (
	"context"
	"net"
	"time"

	"confab/server/wire"
)

// A Dialer connects to host:port. Its error may be a Problem of its own, a
// wire.Reply with which the server has refused, or wrap wire.ErrNotChat. What
// it returns may be Identified.
type Dialer func(ctx context.Context, hostport string) (net.Conn, error)

// Identified is a connection whose ends have proved who they are.
type Identified interface {
	ServerKey() wire.Fingerprint
	Verified() bool              // a join link has told ServerKey: it was not only found here
	DeviceKey() wire.Fingerprint // empty for a guest
}

// When a server that has left the network counts as gone. The kernel asks more
// often than we do, and needs no answer of the program there.
const (
	aliveIdle  = 10 * time.Second
	aliveEvery = 5 * time.Second
	aliveTries = 3
	goneAfter  = aliveIdle + aliveTries*aliveEvery
)

// DialTCP connects to hostport over TCP, and notices when the server has left
// the network. It is what a session does without another Dialer.
func DialTCP(ctx context.Context, hostport string) (net.Conn, error) {
	d := net.Dialer{
		Control:         setUserTimeout,
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: aliveIdle, Interval: aliveEvery, Count: aliveTries},
	}
	return d.DialContext(ctx, "tcp", hostport)
}
