package gate

import (
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

var files = []string{"files"} // what a client of the second protocol offers

// withFiles is the chat and a protocol whose server says who came and repeats
// what the client sends.
func withFiles(served chan<- Client) []Protocol {
	return append(lines(repeat), Protocol{ALPN: "files", Serve: func(nc net.Conn, client Client) {
		served <- client
		_, _ = io.Copy(nc, nc)
	}})
}

// offering is how our clients speak TLS, with other protocols.
func offering(protocols []string, certificates ...tls.Certificate) *tls.Config {
	cfg := ours(certificates...)
	cfg.NextProtos = protocols
	return cfg
}

func TestAProtocolGetsItsConnections(t *testing.T) {
	phone := newEd25519(t)
	for _, c := range []struct {
		offers []string
		files  bool
	}{
		{[]string{"files"}, true},
		{[]string{"h2", "files"}, true},
		{[]string{"chat"}, false},
		{[]string{"files", "chat"}, false}, // the server prefers the chat
		{nil, false},
	} {
		synctest.Test(t, func(t *testing.T) {
			served := make(chan Client, 1)
			s := openTLS(t, Config{Protocols: withFiles(served)})
			v := s.visit(t, "192.0.2.1")
			v.mustHandshake(offering(c.offers, certify(t, phone, 1)))
			if !c.files {
				v.wantIn()
				return
			}
			client := <-served // before the client has sent anything
			if client.Key != fingerprintOf(t, phone) || client.Address.Key != "192.0.2.1" || client.Address.Local {
				t.Errorf("%q: the client is %+v", c.offers, client)
			}
			time.Sleep(2 * firstLineIn) // the gate's deadline for the first line is not this protocol's
			v.send("no line")
			var got [7]byte
			if _, err := io.ReadFull(v.In, got[:]); err != nil || string(got[:]) != "no line" {
				t.Errorf("%q: the client receives %q, %v", c.offers, got, err)
			}
		})
	}
}

func TestThePlaintextProtocolIsTheFirstOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		openTLS(t, Config{Protocols: withFiles(nil)}).visit(t, "192.0.2.1").wantIn()
	})
}

func TestAllProtocolsCountForTheirAddress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := openTLS(t, Config{MaxPerAddress: 1, Protocols: withFiles(make(chan Client, 2))})
		v := s.visit(t, "192.0.2.1")
		v.mustHandshake(offering(files))
		s.visit(t, "192.0.2.1").wantRefusal("429 Too many")
		v.goAway()
		v = s.visit(t, "192.0.2.1")
		v.wantIn()
		s.visit(t, "192.0.2.1").wantRefusal("429 Too many")
	})
}

// A refusal is a line of the chat, so clients of another protocol do not get it.
func TestAnotherProtocolGetsNoReply(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := openTLS(t, Config{Protocols: withFiles(nil)})
		two := certify(t, newEd25519(t), 1)
		two.Certificate = append(two.Certificate, two.Certificate[0])
		v := s.visit(t, "192.0.2.1")
		v.mustHandshake(offering(files, two))
		v.WantEnd()
		if log := s.log.String(); !strings.Contains(log, "msg=refused") || !strings.Contains(log, "495 Certificate not usable") {
			t.Errorf("the log is %q", log)
		}
	})
}

// Wait waits for what serves a protocol, and the gate closes the connection then.
func TestTheGateWaitsForEveryProtocol(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun, leave := make(chan struct{}), make(chan struct{})
		s := openTLS(t, Config{Protocols: append(lines(repeat), Protocol{ALPN: "files", Serve: func(nc net.Conn, _ Client) {
			close(begun)
			<-leave
			fmt.Fprintln(nc, "bye")
		}})})
		v := s.visit(t, "192.0.2.1")
		v.mustHandshake(offering(files))
		<-begun
		s.leave()
		waited := make(chan struct{})
		go func() { s.Wait(); close(waited) }()
		synctest.Wait()
		select {
		case <-waited:
			t.Error("Wait returns while a connection is served")
		default:
		}
		close(leave)
		v.Want("bye")
		v.WantEnd()
		<-waited
	})
}
