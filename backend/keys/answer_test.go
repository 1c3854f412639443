package keys

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"testing"
	"time"

	"confab/backend/session"
	"confab/server/wire"
)

// serveEach calls serve with each connection to a free port.
func serveEach(t *testing.T, serve func(net.Conn)) (address string) {
	t.Helper()
	ln := listen(t, "127.0.0.1:0")
	go func() {
		for {
			nc, err := ln.Accept()
			if err != nil {
				return
			}
			serve(nc)
			_ = nc.Close()
		}
	}()
	return ln.Addr().String()
}

// afterHello says text when the ClientHello has come, and waits for the end.
func afterHello(text string) func(net.Conn) {
	return func(nc net.Conn) {
		_, _ = nc.Read(make([]byte, 4096))
		_, _ = io.WriteString(nc, text)
		_, _ = io.Copy(io.Discard, nc)
	}
}

// speaksTLS is a server of another kind.
func speaksTLS(cfg *tls.Config) func(net.Conn) {
	return func(nc net.Conn) {
		_ = tls.Server(nc, cfg).Handshake()
		_, _ = io.Copy(io.Discard, nc)
	}
}

// closed returns an address at which nothing listens.
func closed(t *testing.T) string {
	t.Helper()
	ln := listen(t, "127.0.0.1:0")
	defer ln.Close()
	return ln.Addr().String()
}

// What answers in place of a server is named, with what to do.
func TestWhatAnswersIsNamed(t *testing.T) {
	certificates := []tls.Certificate{newIdentity(t).Certificate}
	at := func(serve func(net.Conn)) string { return serveEach(t, serve) }
	says := func(text string) string { return at(afterHello(text)) }
	for what, c := range map[string]struct {
		address string
		code    session.Code
	}{
		"nothing":                         {closed(t), session.NothingListens},
		"a CHAT/1.0 server":               {says("400 Invalid registration\n"), session.PlainChat},
		"one that spells it otherwise":    {says("403 nope\r\n"), session.PlainChat},
		"one with a code of its own":      {says("599\n"), session.PlainChat},
		"one that is full":                {says("503 No more room here\n"), session.PlainChat},
		"one that relays what it gets":    {says("@bob: hi\n"), session.PlainChat},
		"one that says goodbye":           {says("DISCONNECT CHAT/1.0\n"), session.PlainChat},
		"one that greets, and then waits": {answers(t, "200"), session.PlainChat},
		"our own gate without TLS":        {build(t, "127.0.0.1:0", nil).address, session.PlainChat},
		"a line of something else":        {says("Welcome!\r\nlogin: "), session.Plaintext},
		"a short line, and its end":       {at(func(nc net.Conn) { _, _ = io.ReadFull(nc, make([]byte, 64)); _, _ = io.WriteString(nc, "no\n") }), session.Plaintext},
		"SSH":                             {answers(t, "SSH-2.0-OpenSSH_9.2\r\n"), session.SSH},
		"HTTP":                            {says("HTTP/1.1 400 Bad Request\r\n\r\n"), session.HTTP},
		"HTTP of long ago":                {says("<!DOCTYPE html><title>400</title>"), session.HTTP},
		"SMTP":                            {answers(t, "220 mx.example ESMTP\r\n"), session.Mail},
		"POP3":                            {answers(t, "+OK ready\r\n"), session.Mail},
		"IMAP":                            {answers(t, "* OK ready\r\n"), session.Mail},
		"a database":                      {answers(t, "J\x00\x00\x00\x0a8.0.31\x00"), session.NotChat},
		"TLS without a protocol":          {at(speaksTLS(&tls.Config{Certificates: certificates})), session.OtherTLS},
		"TLS with another protocol":       {at(speaksTLS(&tls.Config{Certificates: certificates, NextProtos: []string{"h2"}})), session.OtherTLS},
		"an old TLS":                      {at(speaksTLS(&tls.Config{Certificates: certificates, MaxVersion: tls.VersionTLS12})), session.OtherTLS},
		"an alert":                        {says("\x15\x03\x03\x00\x02\x02\x46"), session.OtherTLS},
		"something silent":                {answers(t, ""), session.AcceptsSilent},
		"a silence within TLS":            {says("\x16\x03\x03\x00\x7a\x02"), session.AcceptsSilent},
		"something that closes":           {at(func(nc net.Conn) { _, _ = nc.Read(make([]byte, 4096)) }), session.Closes},
		"something that closes at once":   {at(func(net.Conn) {}), session.Closes},
		"something that dies of it":       {at(func(nc net.Conn) { _, _ = nc.Read(make([]byte, 64)); _ = nc.(*net.TCPConn).SetLinger(0) }), session.Closes},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			d := newDialer(t, t.TempDir())
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			if c.code == session.AcceptsSilent {
				ctx, cancel = context.WithTimeout(t.Context(), time.Second/4)
			}
			defer cancel()
			nc, err := d.ForSession()(ctx, c.address)
			if c.code == session.NothingListens { // which the session says of the network's error
				s := session.New(session.Config{Dial: d.ForSession()})
				go func() {
					for range s.Events() {
					}
				}()
				defer s.Close()
				err = s.Connect(ctx, c.address, "ann")
			}
			p, ok := errors.AsType[*session.Problem](err)
			if !ok || nc != nil || p.Code != c.code || p.Params.Text("address") != c.address {
				t.Errorf("it came to %v (%+v), want %s", err, p, c.code)
			}
		})
	}
}

// A server of ours that refuses before TLS begins is not taken for another kind.
func TestARefusalBeforeTLSIsOurServers(t *testing.T) {
	for _, want := range []wire.Reply{
		wire.TooMany.Because("connections from this address"), wire.ShuttingDown,
	} {
		_, err := newDialer(t, t.TempDir()).Dial(t.Context(), serveEach(t, afterHello(want.String()+"\n")))
		if !errors.Is(err, want) {
			t.Errorf("%v came to %v", want, err)
		}
	}
}
