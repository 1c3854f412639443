// Package gate is the server's port: it accepts connections, tells TLS from
// plaintext, keeps the limits that hold before a client has a name, finds out
// which protocol a client speaks, and hands the connection on to what serves
// that protocol. It is the only part of the server that sees strangers.
//
// It depends on golang.org/x/sys for the one socket option that the standard
// library does not have (TCP_USER_TIMEOUT).
package gate

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"slices"
	"sync"
	"time"

	"confab/server/clientaddr"
	"confab/server/wire"
)

// Plaintext says from where connections without TLS are accepted.
type Plaintext string

// The values of Plaintext.
const (
	Any      Plaintext = "any"      // from everywhere
	Loopback Plaintext = "loopback" // from this machine
	Off      Plaintext = "off"      // from nowhere
)

// Config is what a gate has to know. The zero value of a limit means no limit.
type Config struct {
	Plaintext     Plaintext
	Certificate   tls.Certificate // the server's identity for TLS; without one there is no TLS
	MaxPerAddress int             // open connections of one address (IPv6: of one /64); this machine is exempt
	MaxConnRate   int             // new connections of one address in a minute; this machine is exempt
	Log           *slog.Logger

	// Protocols are what the port speaks, in the order in which the gate
	// prefers them if a client offers several by ALPN. Clients without ALPN or
	// without TLS get the first one. There is at least one.
	Protocols []Protocol
}

// Limits of every gate.
const (
	maxPending   = 256             // connections that have not sent their first line
	maxRefused   = 64              // of one address in a minute that are logged and may linger
	firstLineIn  = 5 * time.Second // for all of the first line, and the TLS handshake before it
	sendBuffer   = 64 << 10        // bytes; without it the kernel takes megabytes for a client that never reads
	lingerFor    = time.Second     // for a client to read our last words and close
	lingerBytes  = 256 << 10       // that are read and thrown away meanwhile
	aliveIdle    = 30 * time.Second
	aliveEvery   = 15 * time.Second
	aliveTries   = 3
	goneAfter    = aliveIdle + aliveTries*aliveEvery // a peer that has left the network
	acceptPauses = time.Second                       // the longest pause after a failed accept
)

// A Gate serves one port.
type Gate struct {
	cfg       Config
	tls       *tls.Config // nil without a certificate
	pending   pending
	addresses addresses
	serving   sync.WaitGroup
}

// New returns a gate for cfg.
func New(cfg Config) *Gate {
	g := &Gate{
		cfg:       cfg,
		addresses: addresses{max: cfg.MaxPerAddress, maxConnRate: cfg.MaxConnRate, seen: map[string]*visits{}},
	}
	if len(cfg.Certificate.Certificate) > 0 {
		g.tls = tlsConfig(cfg.Certificate, cfg.Protocols)
	}
	return g
}

// Serve accepts connections from ln until ctx ends or ln fails finally, and
// closes ln; the error is nil unless ln failed. Connections that have been
// handed on go on until whoever serves them ends; Wait waits for that.
func (g *Gate) Serve(ctx context.Context, ln net.Listener) error {
	shut := sync.OnceFunc(func() {
		_ = ln.Close() // this is what ends Accept
		g.pending.closeAll()
	})
	defer shut()
	defer context.AfterFunc(ctx, shut)()

	pause := time.Duration(0)
	for {
		nc, err := ln.Accept()
		switch {
		case err == nil:
			pause = 0
			g.serving.Go(func() { g.receive(nc) })
		case ctx.Err() != nil:
			return nil
		case temporary(err):
			// Out of file descriptors or memory: those who are in stay in.
			pause = min(max(2*pause, 5*time.Millisecond), acceptPauses)
			g.cfg.Log.Warn("cannot accept a connection, trying again", "in", pause, "error", err)
			select {
			case <-time.After(pause):
			case <-ctx.Done():
			}
		default:
			return fmt.Errorf("accepting connections: %w", err)
		}
	}
}

// Wait waits until every connection has ended and is closed, after Serve.
func (g *Gate) Wait() { g.serving.Wait() }

// temporary reports whether accepting may work again in a while.
func temporary(err error) bool {
	return slices.ContainsFunc(passing, func(e error) bool { return errors.Is(err, e) })
}

// receive takes one connection until it is registered or refused.
func (g *Gate) receive(nc net.Conn) {
	tune(nc)
	from := clientaddr.Of(nc)
	if err := g.addresses.enter(from, time.Now()); err != nil {
		g.refuse(nc, err)
		_ = nc.Close()
		return
	}
	client, serve, err := g.admit(nc, from)
	if err != nil {
		g.refuse(client, err)
		g.part(nc, from)
		return
	}
	// A goroutine keeps the largest stack that it has needed, those that serve
	// are many and live long, and all this has needed more than they do.
	g.serving.Go(func() {
		serve()
		linger(client)
		g.part(nc, from)
	})
}

// part lets a connection go.
func (g *Gate) part(nc net.Conn, from clientaddr.Address) {
	g.addresses.leave(from)
	_ = nc.Close()
}

// allows refuses plaintext from where it is not accepted.
func (g *Gate) allows(from clientaddr.Address) error {
	switch {
	case g.cfg.Plaintext == Off:
		return wire.TLSNeeded.Because("this server accepts TLS only; connect with TLS, or have it started with -plaintext=loopback or -plaintext=any")
	case g.cfg.Plaintext == Loopback && !from.Local:
		return wire.TLSNeeded.Because("this server accepts only TLS from other machines; connect with TLS, or have it started with -plaintext=any")
	}
	return nil
}

// refuse says why a client does not get in, if err is something to say.
func (g *Gate) refuse(nc net.Conn, err error) {
	if reply, ok := errors.AsType[wire.Reply](err); ok {
		flood := errors.Is(err, errFlood)
		if !flood {
			g.cfg.Log.Info("refused", "from", nc.RemoteAddr(), "reason", err)
		}
		_ = nc.SetWriteDeadline(time.Now().Add(lingerFor))
		if _, err := nc.Write(reply.Line()); err != nil || flood {
			return // the client is gone and does not want to know, or is one of too many to wait for
		}
	} else if silent, ok := errors.AsType[silentRefusal](err); ok {
		g.cfg.Log.Info("refused", "from", nc.RemoteAddr(), "reason", silent)
	}
	linger(nc)
}

// linger lets the client read our last words: closing at once, with bytes of
// the client's unread, would make the kernel throw away what we have sent
// (RFC 1122 section 4.2.2.13).
func linger(nc net.Conn) {
	half, ok := nc.(interface{ CloseWrite() error })
	_ = nc.SetDeadline(time.Now().Add(lingerFor))
	if !ok || half.CloseWrite() != nil {
		return
	}
	if s, ok := nc.(*sealed); ok {
		nc = s.Conn // what comes is thrown away, whatever it is
	}
	var scrap [512]byte
	for n := 0; n < lingerBytes; {
		m, err := nc.Read(scrap[:])
		if err != nil {
			return
		}
		n += m
	}
}
