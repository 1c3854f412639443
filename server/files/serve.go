package files

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"sync"

	"confab/server/clientaddr"
	"confab/server/wire"
)

// quiet drops what net/http says of its clients: that a handshake or a header
// was bad is no news.
var quiet = log.New(io.Discard, "", 0)

// A server gives connections to an http.Server, which runs once the first one
// has come.
type server struct {
	http    *http.Server
	running sync.WaitGroup

	mu     sync.Mutex
	ln     *listener // of the http.Server; nil until the first connection; guarded by mu
	closed bool      // guarded by mu
}

// Serve serves one connection to its end. The gate calls it.
func (d *Door) Serve(nc net.Conn, key wire.Fingerprint, from clientaddr.Address) {
	c := &conn{Conn: nc, client: client{key, from}, closed: make(chan struct{})}
	ln := d.server.start()
	if ln == nil {
		return
	}
	select {
	case ln.conns <- c:
		<-c.closed
	case <-ln.closed:
	}
}

// start returns where connections go; nil if the server has closed.
func (s *server) start() *listener {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	if s.ln == nil {
		ln := &listener{conns: make(chan net.Conn), closed: make(chan struct{})}
		s.ln = ln
		s.running.Go(func() { _ = s.http.Serve(ln); _ = ln.Close() })
	}
	return s.ln
}

// close ends all connections, and waits for their requests: the gate closes
// what the http.Server lets go.
func (s *server) close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	_ = s.http.Close()
	s.running.Wait()
}

// A listener accepts the connections that the gate has accepted.
type listener struct {
	conns  chan net.Conn
	once   sync.Once
	closed chan struct{}
}

func (l *listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *listener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (l *listener) Addr() net.Addr { return &net.TCPAddr{} }

// A conn is a connection whose end the gate waits for.
type conn struct {
	net.Conn
	client client
	once   sync.Once
	closed chan struct{}
}

// Close says the end to the gate, which lets the client read the last words.
func (c *conn) Close() error {
	c.once.Do(func() { close(c.closed) })
	return nil
}

// keepVisitor puts who has a connection in the contexts of its requests. The
// handshake is over: net/http sees no TLS.
func keepVisitor(ctx context.Context, nc net.Conn) context.Context {
	return context.WithValue(ctx, clientKey{}, nc.(*conn).client)
}
