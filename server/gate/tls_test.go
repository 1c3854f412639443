package gate

import (
	"bufio"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"math/big"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
)

// certify makes a certificate over a key; those with another serial are others.
func certify(t testing.TB, key crypto.Signer, serial int64) tls.Certificate {
	t.Helper()
	template := &x509.Certificate{SerialNumber: big.NewInt(serial)} // it has no dates: nobody judges them
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

func newP256(t testing.TB, curve elliptic.Curve) crypto.Signer {
	t.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func newEd25519(t testing.TB) crypto.Signer {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// fingerprintOf returns what a key is known by.
func fingerprintOf(t testing.TB, key crypto.Signer) wire.Fingerprint {
	t.Helper()
	spki, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	return wire.FingerprintOf(spki)
}

// ours is how our clients speak TLS, but that they look at the server's key.
func ours(certificates ...tls.Certificate) *tls.Config {
	return &tls.Config{InsecureSkipVerify: true, NextProtos: []string{wire.ALPN}, Certificates: certificates}
}

// openTLS is open for those who speak TLS too.
func openTLS(t *testing.T, cfg Config) *town {
	t.Helper()
	cfg.Certificate = certify(t, newP256(t, elliptic.P256()), 1)
	return open(t, cfg)
}

// handshake makes a visitor speak TLS. It fails as tls.Conn.Handshake does.
func (v *visitor) handshake(cfg *tls.Config) (*tls.Conn, error) {
	sealed := tls.Client(v.Conn.Conn, cfg)
	err := sealed.Handshake()
	if err == nil {
		v.Conn.Conn, v.In = sealed, bufio.NewReader(sealed)
	}
	return sealed, err
}

// mustHandshake is handshake for a visitor who is welcome.
func (v *visitor) mustHandshake(cfg *tls.Config) *tls.Conn {
	v.T.Helper()
	sealed, err := v.handshake(cfg)
	if err != nil {
		v.T.Fatalf("%s gets no TLS: %v", v.Name, err)
	}
	return sealed
}

func TestTheFirstByteTellsTLSFromPlaintext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := openTLS(t, Config{})
		v := s.visit(t, "192.0.2.1")
		v.mustHandshake(ours())
		v.wantIn()
		v = s.visit(t, "192.0.2.2")
		v.wantIn()
	})
}

func TestTLSIsTakenFromEverywhere(t *testing.T) {
	for _, plaintext := range []Plaintext{Any, Loopback, Off} {
		for _, from := range []string{"192.0.2.1", "2001:db8::1", "127.0.0.1", home} {
			synctest.Test(t, func(t *testing.T) {
				v := openTLS(t, Config{Plaintext: plaintext}).visit(t, from)
				v.mustHandshake(ours())
				v.wantIn()
			})
		}
	}
}

// Whoever may not speak plaintext is told what to do instead.
func TestARefusalOfPlaintextNamesTLS(t *testing.T) {
	for plaintext, flag := range map[Plaintext]string{Loopback: "-plaintext=any", Off: "-plaintext=loopback"} {
		synctest.Test(t, func(t *testing.T) {
			v := openTLS(t, Config{Plaintext: plaintext}).visit(t, "192.0.2.1")
			v.send("REGISTER ann CHAT/1.0\n")
			got, err := v.In.ReadString('\n')
			if err != nil || !strings.HasPrefix(got, "426 TLS required: ") || !strings.Contains(got, "connect with TLS") || !strings.Contains(got, flag) {
				t.Errorf("ann receives %q, %v", got, err)
			}
			v.WantEnd()
		})
	}
}

func TestOnlyTLS13AndOnlyThisProtocol(t *testing.T) {
	for what, c := range map[string]struct {
		change func(*tls.Config)
		in     bool
	}{
		"as our clients do":    {func(*tls.Config) {}, true},
		"without ALPN":         {func(c *tls.Config) { c.NextProtos = nil }, true},
		"with others too":      {func(c *tls.Config) { c.NextProtos = []string{"h2", "http/1.1", "chat"} }, true},
		"as a browser":         {func(c *tls.Config) { c.NextProtos = []string{"h2", "http/1.1"} }, false},
		"TLS 1.2, which could": {func(c *tls.Config) { c.MaxVersion = tls.VersionTLS12 }, false}, // renegotiate
	} {
		synctest.Test(t, func(t *testing.T) {
			s := openTLS(t, Config{})
			v, cfg := s.visit(t, "192.0.2.1"), ours()
			c.change(cfg)
			sealed, err := v.handshake(cfg)
			if (err == nil) != c.in {
				t.Fatalf("%s: the handshake ended with %v", what, err)
			}
			if !c.in {
				synctest.Wait()
				if log := s.log.String(); !strings.Contains(log, "msg=refused from=192.0.2.1:54307 reason=\"no TLS connection: ") {
					t.Errorf("%s: the log is %q", what, log)
				}
				return
			}
			if at := sealed.ConnectionState(); at.Version != tls.VersionTLS13 {
				t.Errorf("%s: TLS %x is spoken", what, at.Version)
			}
			v.wantIn()
		})
	}
}

// A client is known by its key, whatever certificate it has over it.
func TestAClientIsItsKey(t *testing.T) {
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	phone, laptop := newEd25519(t), newP256(t, elliptic.P256())
	twice := certify(t, phone, 1)
	twice.Certificate = append(twice.Certificate, twice.Certificate[0])
	for _, c := range []struct {
		what         string
		certificates []tls.Certificate
		want         wire.Fingerprint // empty: a guest
		refused      string
	}{
		{"a guest", nil, "", ""},
		{"Ed25519", []tls.Certificate{certify(t, phone, 1)}, fingerprintOf(t, phone), ""},
		{"a renewed certificate", []tls.Certificate{certify(t, phone, 2)}, fingerprintOf(t, phone), ""},
		{"P-256", []tls.Certificate{certify(t, laptop, 1)}, fingerprintOf(t, laptop), ""},
		{"P-384", []tls.Certificate{certify(t, newP256(t, elliptic.P384()), 1)}, "", "495 Certificate not usable"},
		{"RSA", []tls.Certificate{certify(t, rsaKey, 1)}, "", "495 Certificate not usable"},
		{"two", []tls.Certificate{twice}, "", "495 Certificate not usable"},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := openTLS(t, Config{Protocols: lines(func(nc net.Conn, _ string, _ []byte) (func(), error) {
				key := nc.(interface{ ClientKey() wire.Fingerprint }).ClientKey()
				return func() { fmt.Fprintf(nc, "you are %q\n", key) }, nil
			})})
			v := s.visit(t, "192.0.2.1")
			v.mustHandshake(ours(c.certificates...)) // which says nothing about what the server makes of it
			if c.refused != "" {
				v.wantRefusal(c.refused)
				return
			}
			v.send("hello\n")
			v.Want(fmt.Sprintf("you are %q", c.want))
		})
	}
}

// An identity that somebody claims and cannot prove registers nothing.
func TestWhoeverCannotProveItsKeyIsNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var registered atomic.Bool
		s := openTLS(t, Config{Protocols: lines(func(net.Conn, string, []byte) (func(), error) {
			registered.Store(true)
			return func() {}, nil
		})})
		stolen := certify(t, newEd25519(t), 1)
		stolen.PrivateKey = newEd25519(t) // of somebody else
		v := s.visit(t, "192.0.2.1")
		sealed := tls.Client(v.Conn.Conn, ours(stolen))
		err := sealed.Handshake()
		if err == nil { // a client does not wait for the server's opinion
			_, _ = sealed.Write([]byte("REGISTER ann CHAT/1.0\n"))
			_, err = sealed.Read(make([]byte, 1))
		}
		if err == nil || registered.Load() {
			t.Errorf("registered: %v, the client gets %v", registered.Load(), err)
		}
	})
}

// Nothing is resumed: on resumption the identity would be the ticket's.
func TestNothingIsResumed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := openTLS(t, Config{})
		cfg := ours()
		cfg.ServerName = "lab"
		cache := &countingCache{ClientSessionCache: tls.NewLRUClientSessionCache(1)}
		cfg.ClientSessionCache = cache
		for range 2 {
			v := s.visit(t, "192.0.2.1")
			sealed := v.mustHandshake(cfg)
			v.wantIn() // a ticket would have come before
			if sealed.ConnectionState().DidResume {
				t.Error("the second connection is the first one, resumed")
			}
		}
		if cache.put.Load() != 0 {
			t.Errorf("%d tickets have come", cache.put.Load())
		}
	})
}

type countingCache struct {
	tls.ClientSessionCache
	put atomic.Int32
}

func (c *countingCache) Put(key string, session *tls.ClientSessionState) {
	c.put.Add(1)
	c.ClientSessionCache.Put(key, session)
}

// hello returns the first bytes that a TLS client sends.
func hello(t *testing.T) []byte {
	t.Helper()
	server, client := net.Pipe()
	defer server.Close()
	var ended sync.WaitGroup
	ended.Go(func() { _ = tls.Client(client, ours()).Handshake() })
	buf := make([]byte, 16<<10)
	n, err := server.Read(buf)
	if err != nil {
		t.Fatal(err)
	}
	_ = server.Close()
	ended.Wait()
	return buf[:n]
}

// Five seconds are for the handshake and the first line together, and whoever
// has begun with TLS hears no plaintext.
func TestAHandshakeHasFiveSeconds(t *testing.T) {
	whole := hello(t)
	for what, c := range map[string]struct {
		sends []byte
		alert bool // the server says so, as TLS does
		after time.Duration
	}{
		"one byte":            {whole[:1], false, 5 * time.Second},
		"half a ClientHello":  {whole[:len(whole)/2], false, 5 * time.Second},
		"garbage that waits":  {[]byte("\x16\x03\x01\x3f\xffgarbage"), false, 5 * time.Second},
		"garbage":             {[]byte("\x16garbage that is no record at all"), false, 0},
		"a record of garbage": {[]byte("\x16\x03\x01\x00\x07garbage"), true, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			s, began := openTLS(t, Config{}), time.Now()
			v := s.visit(t, "192.0.2.1")
			v.send(string(c.sends))
			got, _ := io.ReadAll(v.In)
			if c.alert != (len(got) == 7 && got[0] == 0x15) || !c.alert && len(got) > 0 {
				t.Errorf("%s: the client receives %q", what, got)
			}
			wantTime(t, what+": the end comes", began, c.after)
		})
	}
}

func TestHandshakeAndFirstLineShareTheirTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, began := openTLS(t, Config{}), time.Now()
		v := s.visit(t, "192.0.2.1")
		<-time.After(4 * time.Second)
		v.mustHandshake(ours())
		v.send("REGIST")
		v.Want("400 Invalid registration") // sealed, as everything from there on
		v.WantEnd()
		wantTime(t, "the end comes", began, 5*time.Second)
	})
}

// Half a handshake is nobody who has registered, and keeps nobody out.
func TestHalfAHandshakeMakesRoom(t *testing.T) {
	whole := hello(t)
	synctest.Test(t, func(t *testing.T) {
		s := openTLS(t, Config{})
		oldest := s.visit(t, "192.0.2.1")
		oldest.send(string(whole[:len(whole)/2]))
		for range maxPending - 1 {
			s.visit(t, "192.0.2.2").send("\x16")
		}
		began := time.Now()
		v := s.visit(t, "192.0.2.3")
		v.mustHandshake(ours())
		v.wantIn()
		oldest.WantEnd() // not a word of plaintext
		wantTime(t, "that happens", began, 0)
	})
}

func TestWhoeverHandshakesCountsForItsAddress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := openTLS(t, Config{MaxPerAddress: 1})
		v := s.visit(t, "192.0.2.1")
		v.mustHandshake(ours())
		v.wantIn()
		s.visit(t, "192.0.2.1").wantRefusal("429 Too many")
		v.goAway()
		s.visit(t, "192.0.2.1").wantIn()
	})
}

// A page in a browser reaches neither side of the port: fetch() speaks HTTP.
func TestNoPageSpeaksToThePort(t *testing.T) {
	for _, request := range []string{
		"GET / HTTP/1.1\r\nHost: x\r\n\r\nREGISTER eve CHAT/1.0\n",
		"POST / HTTP/1.1\r\n\r\nREGISTER eve CHAT/1.0\n@eve: hi\n",
		"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
	} {
		for _, sealed := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) {
				s := openTLS(t, Config{Protocols: lines(func(_ net.Conn, first string, _ []byte) (func(), error) {
					_, err := wire.ParseRegistration(first)
					if err == nil {
						t.Errorf("%q registers", request)
					}
					return nil, err
				})})
				v := s.visit(t, "192.0.2.1")
				if sealed {
					cfg := ours()
					cfg.NextProtos = nil // a browser's would not have come so far
					v.mustHandshake(cfg)
				}
				v.send(request)
				v.Want("400 Invalid registration")
				v.WantEnd()
			})
		}
	}
}

// The last words come before TLS says that there are no more.
func TestTheLastWordsAreWhole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := openTLS(t, Config{Protocols: lines(refuse)}).patient(t, "192.0.2.1")
		v.mustHandshake(ours())
		v.send("hello\n")
		v.Want("400 Invalid registration")
		began := time.Now()
		var one [1]byte
		if n, err := v.Conn.Conn.Read(one[:]); n != 0 || err != io.EOF {
			t.Errorf("behind them comes %q, %v, want close_notify", one[:n], err)
		}
		wantTime(t, "it", began, 0) // the socket itself ends a second later
		if !v.lingers() {
			t.Error("the gate does not wait for who still sends")
		}
	})
}
