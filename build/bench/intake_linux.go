package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"
	"time"
)

// An epollIntake reads every connection from the owner's own goroutine. Thus
// the load generator is one thread however many receivers there are, and the
// processor is left to the server.
type epollIntake struct {
	poll   int
	fds    []int
	tls    []*tls.Conn // as fds; nil without TLS
	events []syscall.EpollEvent
	buf    []byte
}

// edge is EPOLLET, which package syscall has as a negative number. A connection
// is reported once per arrival and not again until more comes.
const edge = 1 << 31

// newIntake takes the connections over from Go's net: it keeps a copy of each
// descriptor and closes the original, or Go's own poller would wake up for
// every line as well.
func newIntake(conns []net.Conn) (intake, error) {
	defer closeAll(conns)
	poll, err := syscall.EpollCreate1(syscall.EPOLL_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("opening epoll: %w", err)
	}
	in := &epollIntake{poll: poll, events: make([]syscall.EpollEvent, 512), buf: make([]byte, 64<<10)}
	for i, conn := range conns {
		below := conn
		sealed, _ := conn.(*tls.Conn)
		if sealed != nil {
			below = sealed.NetConn().(*belowTLS).Conn
		}
		fd, err := takeOver(below)
		if err == nil {
			if sealed != nil {
				sealed.NetConn().(*belowTLS).tryFD(fd)
				conns[i] = nil // to close it would say goodbye
			}
			in.fds, in.tls = append(in.fds, fd), append(in.tls, sealed)
			ready := syscall.EpollEvent{Events: syscall.EPOLLIN | syscall.EPOLLRDHUP | edge, Fd: int32(i)}
			err = syscall.EpollCtl(poll, syscall.EPOLL_CTL_ADD, fd, &ready)
		}
		if err != nil {
			_ = in.close() // the first error says more
			return nil, fmt.Errorf("taking over connection %d: %w", i, err)
		}
	}
	return in, nil
}

func takeOver(conn net.Conn) (fd int, err error) {
	raw, err := conn.(*net.TCPConn).SyscallConn()
	if err != nil {
		return 0, err
	}
	if ctl := raw.Control(func(original uintptr) { fd, err = syscall.Dup(int(original)) }); ctl != nil {
		return 0, ctl
	}
	if err != nil {
		return 0, err
	}
	syscall.CloseOnExec(fd)
	return fd, conn.Close()
}

func (in *epollIntake) next(d time.Duration, take func(int, []byte) error) (int, error) {
	ready, err := syscall.EpollWait(in.poll, in.events, int(d.Milliseconds()))
	if err == syscall.EINTR {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("waiting for lines: %w", err)
	}
	for k, e := range in.events[:ready] {
		if err := in.read(int(e.Fd), take); err != nil {
			return k + 1, err
		}
	}
	return ready, nil
}

// read takes everything connection i has. A read that does not fill the buffer
// has emptied the connection: what comes later is reported again.
func (in *epollIntake) read(i int, take func(int, []byte) error) error {
	if in.tls[i] != nil {
		return in.readTLS(i, take)
	}
	for {
		n, err := syscall.Read(in.fds[i], in.buf)
		switch {
		case err == syscall.EINTR:
			continue
		case err == syscall.EAGAIN:
			return nil
		case err != nil:
			return fmt.Errorf("reading connection %d: %w", i, err)
		}
		if err := take(i, in.buf[:n]); err != nil || n < len(in.buf) {
			return err
		}
	}
}

// readTLS is read for a connection over TLS, which says itself when it has
// nothing more.
func (in *epollIntake) readTLS(i int, take func(int, []byte) error) error {
	for {
		n, err := in.tls[i].Read(in.buf)
		switch {
		case err == errLater:
			return nil
		case err != nil && err != io.EOF:
			return fmt.Errorf("reading connection %d: %w", i, err)
		}
		if err := take(i, in.buf[:n]); err != nil {
			return err
		}
	}
}

func (in *epollIntake) write(i int, b []byte) error {
	if in.tls[i] != nil {
		_, err := in.tls[i].Write(b)
		return err
	}
	return writeAll(in.fds[i], b)
}

// writeAll writes what must fit.
func writeAll(fd int, b []byte) error {
	n, err := syscall.Write(fd, b)
	if err == nil && n < len(b) {
		err = errors.New("the socket's buffer is full")
	}
	return err
}

// tryFD has TLS read and write fd, which waits for nothing.
func (b *belowTLS) tryFD(fd int) {
	b.read = func(p []byte) (int, error) {
		for {
			n, err := syscall.Read(fd, p)
			switch {
			case err == syscall.EINTR:
				continue
			case err == syscall.EAGAIN:
				return 0, errLater
			case err == nil && n == 0:
				return 0, io.EOF
			}
			return max(n, 0), err
		}
	}
	b.write = func(p []byte) (int, error) {
		if err := writeAll(fd, p); err != nil {
			return 0, err
		}
		return len(p), nil
	}
}

func (in *epollIntake) close() error {
	err := syscall.Close(in.poll)
	for _, fd := range in.fds {
		err = errors.Join(err, syscall.Close(fd))
	}
	return err
}
