package keys

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"time"

	"confab/backend/session"
	"confab/server/wire"
)

// handshakeFor is how long a server has for the handshake. Ours has as long for
// it and the first line.
const handshakeFor = 5 * time.Second

// A Dialer connects to servers over TLS. It looks at nothing of a server's
// certificate but its key, which it must have had before, or which its join
// link names; one that is new is pinned once the server has said 200, by the
// connection itself. That way nobody can forget it, or do it too early: a
// client's handshake succeeds even where the server refuses it.
type Dialer struct {
	Device  func(context.Context) (*Device, error) // an Opener's; nil, and a nil Device, come as a guest
	Servers *Servers
	TCP     func(ctx context.Context, hostport string) (net.Conn, error) // nil is net.Dialer's
	Log     *slog.Logger                                                 // nil logs nothing
}

// Dial connects to the server at hostport, as a person has entered it. What it
// returns is a session.Identified. The error is a *NoKey, a *KeyChanged, a
// wire.Reply from a server that has refused before TLS began, a session.Problem
// that says what has answered, or the network's. Until Dial returns, nothing has been
// said to the server, not even who this device is unless its key is right.
func (d *Dialer) Dial(ctx context.Context, hostport string) (net.Conn, error) {
	var device *Device
	if d.Device != nil {
		opened, err := d.Device(ctx)
		if err != nil {
			return nil, err
		}
		device = opened
	}
	dial := d.TCP
	if dial == nil {
		dial = func(ctx context.Context, hostport string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "tcp", hostport)
		}
	}
	tcp, err := dial(ctx, hostport)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, handshakeFor)
	defer cancel()
	nc, err := d.seal(ctx, tcp, hostport, device)
	if err != nil {
		_ = tcp.Close()
		return nil, err
	}
	return nc, nil
}

// seal speaks TLS on tcp.
func (d *Dialer) seal(ctx context.Context, tcp net.Conn, hostport string, device *Device) (net.Conn, error) {
	v := &visit{}
	var found finding
	heard := &overheard{Conn: tcp}
	v.Conn = tls.Client(heard, &tls.Config{
		MinVersion: tls.VersionTLS13, // before it a certificate would go over the network for all to read
		NextProtos: []string{wire.ALPN},
		// Nobody vouches for these certificates: the key itself is known.
		InsecureSkipVerify: true,
		// The server has not proved its key here, and nothing is remembered;
		// but a wrong one ends the handshake before our certificate goes out.
		VerifyConnection: func(state tls.ConnectionState) (err error) {
			v.server = wire.FingerprintOf(state.PeerCertificates[0].RawSubjectPublicKeyInfo)
			found, err = d.Servers.check(hostport, v.server)
			return err
		},
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			if device == nil {
				return new(tls.Certificate), nil
			}
			return &device.certificate, nil
		},
	})
	if err := v.HandshakeContext(ctx); err != nil {
		return nil, heard.explain(hostport, err)
	}
	if v.ConnectionState().NegotiatedProtocol != wire.ALPN {
		return nil, session.Answered(hostport, heard.began, nil)
	}
	heard.end()
	v.verified = found.verified
	if device != nil {
		v.device = device.Fingerprint
	}
	if found.pin {
		v.letIn = func() error { return d.pin(hostport, v.server) }
	}
	return v, nil
}

// pin pins the key of a server that has let us in. The error is a *KeyChanged.
func (d *Dialer) pin(hostport string, key wire.Fingerprint) error {
	err := d.Servers.pin(hostport, key)
	if changed, ok := errors.AsType[*KeyChanged](err); ok {
		return changed
	} else if err != nil && d.Log != nil {
		d.Log.Warn("a server's key holds only until the program ends", "address", hostport, "error", err)
	}
	return nil
}

// An overheard connection remembers how the other side began, until end.
type overheard struct {
	net.Conn
	began []byte
	ended bool
}

// Read reads and remembers.
func (o *overheard) Read(p []byte) (int, error) {
	n, err := o.Conn.Read(p)
	if !o.ended {
		o.began = append(o.began, p[:min(n, wire.MaxFirstLine-len(o.began))]...)
	}
	return n, err
}

func (o *overheard) end() { o.began, o.ended = nil, true }

// explain says what the end of a handshake means. A *KeyChanged and the end of
// waiting stay what they are, and a server of ours may refuse us before TLS
// begins; all else is what has answered.
func (o *overheard) explain(hostport string, err error) error {
	if errors.As(err, new(*KeyChanged)) || errors.Is(err, context.Canceled) {
		return err
	}
	line, _, _ := bytes.Cut(o.began, []byte("\n"))
	if reply, wrong := wire.ParseReply(string(line)); wrong == nil && beforeTLS(reply) {
		return reply
	}
	return session.Answered(hostport, o.began, err)
}

// beforeTLS reports whether a server of ours says this in plaintext to a client
// that speaks TLS: the limits of an address, and that it shuts down, come before
// the handshake.
func beforeTLS(reply wire.Reply) bool {
	return reply.Code == wire.TooMany.Code || reply.Code == wire.ShuttingDown.Code
}
