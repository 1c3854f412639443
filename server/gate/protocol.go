package gate

import (
	"errors"
	"net"
	"slices"
	"time"

	"confab/server/clientaddr"
	"confab/server/wire"
)

// A Protocol is one of the protocols that the port speaks, and what serves its
// clients. It has either Register, if a connection begins with a line, or Serve.
// The gate counts the connections of all protocols together, closes a
// connection when what serves it returns, and Wait waits for that.
type Protocol struct {
	ALPN string // its name in the TLS handshake (RFC 7301)

	// Register takes a client by its first line, which comes without its line
	// end; rest is what arrived behind that line. The gate writes a wire.Reply
	// that it returns before it closes the connection. The function that it
	// returns instead serves the client to the end. Where the client speaks
	// TLS, nc says by ClientKey() wire.Fingerprint which key it has proved to
	// have, and can be tried, see TryRead and TryWrite.
	Register func(nc net.Conn, first string, rest []byte) (serve func(), err error)

	// Serve serves a client from the first byte behind the TLS handshake to the
	// end. It sets its own deadlines on nc.
	Serve func(nc net.Conn, client Client)
}

// A Client is what the gate knows about a client that it hands to Serve.
type Client struct {
	Key     wire.Fingerprint   // of the client's certificate; empty if it has none
	Address clientaddr.Address // which the connection counts for
}

// alpn returns the names of protocols, in their order.
func alpn(protocols []Protocol) []string {
	names := make([]string, len(protocols))
	for i, p := range protocols {
		names[i] = p.ALPN
	}
	return names
}

// spoken returns the protocol that a handshake has agreed on: the first one if
// the client has no ALPN.
func (g *Gate) spoken(negotiated string) Protocol {
	i := slices.IndexFunc(g.cfg.Protocols, func(p Protocol) bool { return p.ALPN == negotiated })
	return g.cfg.Protocols[max(i, 0)]
}

// An opening is how a client begins: with which protocol, and with which line
// if the protocol has one.
type opening struct {
	conn     net.Conn // which the gate answers on, also to refuse the client
	protocol Protocol
	key      wire.Fingerprint
	first    string
	rest     []byte
}

// admit waits until the client has chosen a protocol, and registers it if the
// protocol says so. client is the connection to answer on, also if the client
// is refused.
func (g *Gate) admit(nc net.Conn, from clientaddr.Address) (client net.Conn, serve func(), err error) {
	_ = nc.SetDeadline(time.Now().Add(firstLineIn)) // before add: from there on others may set an earlier one
	if !g.pending.add(nc) {
		return nc, nil, wire.ShuttingDown
	}
	o, err := g.open(nc, from)
	if out := g.pending.remove(nc); out != nil && !errors.As(err, new(silentRefusal)) {
		err = out
	}
	if err != nil {
		if o.protocol.Serve != nil {
			err = silentRefusal{err} // our replies are lines, which this protocol does not have
		}
		return o.conn, nil, err
	}
	_ = nc.SetDeadline(time.Time{})
	if o.protocol.Serve != nil {
		return o.conn, func() { o.protocol.Serve(o.conn, Client{o.key, from}) }, nil
	}
	serve, err = o.protocol.Register(o.conn, o.first, o.rest)
	return o.conn, serve, err
}

// open tells TLS from plaintext, completes the handshake, and reads the first
// line if the protocol has one.
func (g *Gate) open(nc net.Conn, from clientaddr.Address) (o opening, err error) {
	o = opening{conn: nc, protocol: g.cfg.Protocols[0]}
	p := &peeked{Conn: nc}
	begin, err := p.peek()
	if err != nil {
		return o, err
	}
	if begin != isTLS || g.tls == nil {
		if err := g.allows(from); err != nil {
			return o, err
		}
		limitSendBuffer(nc)
		o.first, o.rest, err = firstLine(p)
		return o, err
	}
	s, err := seal(p, g.tls)
	if err != nil {
		return o, err
	}
	o.conn, o.protocol = s, g.spoken(s.tls.ConnectionState().NegotiatedProtocol)
	if err := s.knowClient(); err != nil {
		return o, err
	}
	if o.key = s.key; o.protocol.Serve == nil {
		limitSendBuffer(nc)
		s.beQuick()
		o.first, o.rest, err = firstLine(s)
	}
	return o, err
}
