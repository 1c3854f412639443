package keys

import (
	"context"
	"crypto/tls"
	"net"

	"confab/backend/session"
	"confab/server/wire"
)

// Look returns the key that the server at hostport proves to have. It says
// nothing of this device and registers nobody, and the server logs nothing of
// it. The error is as that of Dial, without a *NoKey and a *KeyChanged.
func Look(ctx context.Context, hostport string) (wire.Fingerprint, error) {
	tcp, err := new(net.Dialer).DialContext(ctx, "tcp", hostport)
	if err != nil {
		return "", err
	}
	defer tcp.Close()
	heard := &overheard{Conn: tcp}
	c := tls.Client(heard, &tls.Config{
		MinVersion: tls.VersionTLS13,
		NextProtos: []string{wire.ALPN},
		// The key is what is asked for. The handshake proves that the server has it.
		InsecureSkipVerify: true,
	})
	if err := c.HandshakeContext(ctx); err != nil {
		return "", heard.explain(hostport, err)
	}
	state := c.ConnectionState()
	if state.NegotiatedProtocol != wire.ALPN {
		return "", session.Answered(hostport, heard.began, nil)
	}
	return wire.FingerprintOf(state.PeerCertificates[0].RawSubjectPublicKeyInfo), nil
}
