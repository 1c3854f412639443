package session

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"net"
	"strings"
	"time"
	"unicode"

	"confab/server/wire"
)

// Time limits of a connection.
const (
	dialFor     = 5 * time.Second
	registerFor = 5 * time.Second
	leaveFor    = time.Second // each for saying so and for the server's letting go
)

// errGoodbye says that the server shuts down.
var errGoodbye = errors.New("the server shuts down")

// A Dialer connects to host:port.
type Dialer func(ctx context.Context, hostport string) (net.Conn, error)

// A link is one registered connection.
type link struct {
	nc   net.Conn
	name string
	in   *bufio.Scanner
	wake chan struct{} // tells the writer that something waits
}

// register dials and registers. The error is a Problem.
func (s *Session) register(ctx context.Context, hostport, name string) (*link, error) {
	dialling, cancel := context.WithTimeout(ctx, dialFor)
	defer cancel()
	nc, err := s.dial(dialling, hostport)
	if err != nil {
		if ctx.Err() != nil {
			return nil, stopped()
		}
		s.log.Info("cannot dial", "address", hostport, "error", err)
		return nil, unreachable(hostport, err)
	}
	// Who stops waiting does so at once, whatever the server does.
	stop := context.AfterFunc(ctx, func() { _ = nc.Close() })
	defer stop()

	l := &link{nc: nc, name: name, in: bufio.NewScanner(nc), wake: make(chan struct{}, 1)}
	l.in.Buffer(nil, wire.MaxRelayed+len("\r\n"))
	l.in.Split(cutLine)
	_ = nc.SetDeadline(time.Now().Add(registerFor))
	if err := l.enter(hostport); err != nil {
		_ = nc.Close()
		if ctx.Err() != nil {
			return nil, stopped()
		}
		s.log.Info("not registered", "address", hostport, "reason", err)
		return nil, err
	}
	_ = nc.SetDeadline(time.Time{})
	if !stop() {
		return nil, stopped()
	}
	return l, nil
}

// enter says the first line and returns what the server makes of it, as a
// Problem unless it is a registration.
func (l *link) enter(hostport string) error {
	r := wire.Registration{Name: l.name, Version: wire.V1}
	_, writeErr := l.nc.Write(r.Line())
	if !l.in.Scan() { // also after a failed write: a refusal may have come before it
		if writeErr != nil {
			return unreachable(hostport, writeErr)
		}
		return silent(hostport, l.in.Err())
	}
	reply, err := wire.ParseReply(l.in.Text())
	if err != nil {
		return notChat(hostport)
	}
	if reply.Code != wire.OK.Code {
		return refused(hostport, l.name, reply)
	}
	return nil
}

// cutLine is bufio.ScanLines, except that something said counts only with its
// line end: without it the connection broke in the middle.
func cutLine(data []byte, atEnd bool) (advance int, line []byte, err error) {
	return bufio.ScanLines(data, atEnd && !bytes.HasPrefix(data, []byte("@")))
}

// hear lives with a connection until it ends: it reports what comes in, and a
// writer beside it sends what waits. When running ends, the writer sends the
// rest and says goodbye.
func (s *Session) hear(running context.Context, l *link) error {
	ended, end := context.WithCancel(running)
	written := make(chan error, 1)
	// A writer that the server keeps waiting must not keep who leaves.
	noHurry := context.AfterFunc(running, func() { _ = l.nc.SetWriteDeadline(time.Now().Add(leaveFor)) })
	defer noHurry()

	s.mu.Lock()
	s.link = l
	s.moveLocked(func(at *Connection) { at.State = Online })
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.link = nil
	}()
	go func() {
		err := s.write(ended, l)
		if err == nil && running.Err() != nil {
			l.leave()
		}
		written <- err
	}()

	err := s.listen(l)
	end()
	_ = l.nc.Close()
	if failed := <-written; failed != nil && !errors.Is(failed, net.ErrClosed) && !errors.Is(err, errGoodbye) {
		return failed // which is what closed the connection under listen
	}
	return err
}

// listen reports what comes in until the connection ends, and returns why.
func (s *Session) listen(l *link) error {
	for l.in.Scan() {
		line := l.in.Bytes()
		if wire.IsDisconnect(line) {
			return errGoodbye
		}
		s.heard(string(line))
	}
	if err := l.in.Err(); err != nil {
		return err
	}
	return errors.New("the server closed the connection")
}

// leave tells the server that we go and gives it a moment to let go of the name.
func (l *link) leave() {
	_ = l.nc.SetWriteDeadline(time.Now().Add(leaveFor))
	_, _ = l.nc.Write(wire.Leaving(l.name))
	_ = l.nc.SetReadDeadline(time.Now().Add(leaveFor))
}

// heard reports a line that the server relayed.
func (s *Session) heard(line string) {
	from, text, ok := wire.ParseSaid(line)
	if !ok { // the server itself, a 400 for example
		from, text = "server", line
	}
	if text == "" && !ok {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.known.add(Message{
		Key:   newKey(),
		Room:  wire.Lobby,
		From:  printable(from),
		Text:  printable(text),
		State: Sent,
	})
	s.emit(Event{Message: &m})
}

// printable returns s with what no server of ours would have relayed, see
// wire.CheckText, made visible as U+FFFD.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\t' || r == '\u2028' || r == '\u2029' {
			return unicode.ReplacementChar
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}
