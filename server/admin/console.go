package admin

import (
	"bufio"
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"strconv"
	"time"

	"confab/server/datadir"
	"confab/server/english"
	"confab/server/hub"
	"confab/server/tlskey"
	"confab/server/wire"
)

// consoleFor is how long a command waits for the server.
const consoleFor = 10 * time.Second

// A console is a command's connection to the server that runs with the data in
// dir. It authenticates with the server's own key. The first request connects
// it, so that a command checks its arguments before.
type console struct {
	dir  string
	nc   *tls.Conn // nil until then
	in   *bufio.Scanner
	link wire.Link // of the server as it is reached from here
	asks int
}

// notRunning is the error of a command without a running server.
func notRunning(dir string) error {
	return fmt.Errorf("no server is running with the data in %s. Start it first, or name its folder with -data", dir)
}

// open connects to the server.
func (c *console) open() error {
	at, err := datadir.Address(c.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return notRunning(c.dir)
	} else if err != nil {
		return fmt.Errorf("finding the server: %w", err)
	}
	who, err := tlskey.Read(c.dir) // a command makes no key: without its own the server would be another one
	if err != nil {
		return err
	}
	tcp, err := net.DialTimeout("tcp", at, consoleFor)
	if err != nil {
		return notRunning(c.dir)
	}
	_ = tcp.SetDeadline(time.Now().Add(consoleFor))
	c.link = wire.Link{Address: at, Key: who.Fingerprint}
	c.nc = tls.Client(tcp, &tls.Config{
		MinVersion:         tls.VersionTLS13,
		NextProtos:         []string{wire.ALPN},
		Certificates:       []tls.Certificate{who.Certificate},
		InsecureSkipVerify: true, // the key itself is known
		VerifyConnection: func(state tls.ConnectionState) error {
			if wire.FingerprintOf(state.PeerCertificates[0].RawSubjectPublicKeyInfo) != who.Fingerprint {
				return fmt.Errorf("another server answers at %s: %w", at, notRunning(c.dir))
			}
			return nil
		},
	})
	c.in = bufio.NewScanner(c.nc)
	c.in.Buffer(nil, wire.MaxSent+len("\r\n"))
	return c.register()
}

func (c *console) register() error {
	r := wire.Registration{Name: hub.ConsoleName, Version: wire.V2}
	if _, err := c.nc.Write(r.Line()); err != nil {
		return fmt.Errorf("talking to the server: %w", err)
	}
	if !c.in.Scan() {
		return c.lost()
	}
	if reply, err := wire.ParseReply(c.in.Text()); err != nil {
		return err
	} else if reply != wire.OK {
		return fmt.Errorf("the server does not accept its console: %w", reply)
	}
	return nil
}

// ask sends a request and returns the answer. A refusal is a *wire.Error.
func (c *console) ask(request any) (any, error) {
	if c.nc == nil {
		if err := c.open(); err != nil {
			return nil, err
		}
	}
	_ = c.nc.SetDeadline(time.Now().Add(consoleFor))
	if _, err := c.nc.Write(wire.AppendRequest(nil, request)); err != nil {
		return nil, fmt.Errorf("talking to the server: %w", err)
	}
	for c.in.Scan() {
		answer, err := wire.ParseAnswer(c.in.Bytes())
		switch a := answer.(type) {
		case *wire.Error:
			return nil, a
		case *wire.Bye:
			return nil, errors.New(english.Of(a.Code, a.Params))
		case nil:
			if err != nil {
				return nil, err
			}
		default:
			return answer, nil
		}
	}
	return nil, c.lost()
}

func (c *console) lost() error {
	if err := c.in.Err(); err != nil {
		return fmt.Errorf("the server does not answer: %w", err)
	}
	return errors.New("the server has closed the connection")
}

// errAnswer says that the running server is another version.
var errAnswer = errors.New("the server answers what this program does not understand: it is another version")

// id returns an id for the next request.
func (c *console) id() string {
	c.asks++
	return strconv.Itoa(c.asks)
}

func (c *console) close() {
	if c.nc != nil {
		_ = c.nc.Close()
	}
}
