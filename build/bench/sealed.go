package main

import (
	"context"
	"crypto/tls"
	"net"
)

// dial connects to a target, over TLS if sealed: its certificate is looked at
// by nobody, since what is measured is the server.
func dial(ctx context.Context, addr string, sealed bool) (net.Conn, error) {
	var d net.Dialer
	tcp, err := d.DialContext(ctx, "tcp", addr)
	if err != nil || !sealed {
		return tcp, err
	}
	conn := tls.Client(&belowTLS{Conn: tcp}, &tls.Config{InsecureSkipVerify: true, DynamicRecordSizingDisabled: true})
	if err := conn.HandshakeContext(ctx); err != nil {
		tcp.Close()
		return nil, err
	}
	return conn, nil
}

// A belowTLS is what a connection over TLS reads from and writes to: its
// socket, until an intake has taken that over.
type belowTLS struct {
	net.Conn
	read, write func([]byte) (int, error) // the intake's, or nil
}

func (b *belowTLS) Read(p []byte) (int, error) {
	if b.read != nil {
		return b.read(p)
	}
	return b.Conn.Read(p)
}

func (b *belowTLS) Write(p []byte) (int, error) {
	if b.write != nil {
		return b.write(p)
	}
	return b.Conn.Write(p)
}

// errLater is what TLS reads from a socket that has nothing yet. As a temporary
// net.Error it is not the end of the connection.
var errLater error = later{}

type later struct{}

func (later) Error() string   { return "nothing has come yet" }
func (later) Timeout() bool   { return true }
func (later) Temporary() bool { return true }
