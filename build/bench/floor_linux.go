package main

import (
	"bytes"
	"fmt"
	"io"
	"runtime"
	"syscall"
	"unsafe"

	"confab/server/wire"
)

// A floor is the least a program can do to hand a line to many: a blocking read
// and a loop of blocking writes, by system calls and nothing else. It has one
// thread, no queue, no lock, no check of what it carries; no server on this
// kernel that writes to every receiver can cost less.
type floor struct {
	plan
	listener int
	rooms    [][]int // the receivers, by room
	speakers []int
	buf      []byte
}

// floorMain is the whole of the child process. It ends when a sender leaves.
func floorMain(text string) error {
	runtime.LockOSThread()
	p, err := floorPlan(text)
	if err != nil {
		return err
	}
	f := &floor{plan: p, rooms: make([][]int, max(p.form.rooms, 1)), buf: make([]byte, 256<<10)}
	port, err := f.listen()
	if err != nil {
		return fmt.Errorf("floor: listening: %w", err)
	}
	fmt.Printf("floor: listening on port %d\n", port)
	for range p.connections() {
		if err := f.admit(); err != nil {
			return fmt.Errorf("floor: admitting a client: %w", err)
		}
	}
	syscall.Close(f.listener)
	switch {
	case p.form.rooms > 0:
		return f.relayRooms()
	case p.senders == 1:
		return f.relay(f.speakers[0])
	}
	return f.relayMany()
}

// listen opens the port. The options are the listener's, so every accepted
// connection has them: no waiting to fill a segment, as in Go's net. Nobody
// knocking for a minute means that the bench is gone.
func (f *floor) listen() (port int, err error) {
	if f.listener, err = syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0); err != nil {
		return 0, err
	}
	if err := syscall.SetsockoptInt(f.listener, syscall.IPPROTO_TCP, syscall.TCP_NODELAY, 1); err != nil {
		return 0, err
	}
	minute := syscall.Timeval{Sec: 60}
	if err := syscall.SetsockoptTimeval(f.listener, syscall.SOL_SOCKET, syscall.SO_RCVTIMEO, &minute); err != nil {
		return 0, err
	}
	if err := syscall.Bind(f.listener, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		return 0, err
	}
	if err := syscall.Listen(f.listener, 1024); err != nil {
		return 0, err
	}
	name, err := syscall.Getsockname(f.listener)
	if err != nil {
		return 0, err
	}
	return name.(*syscall.SockaddrInet4).Port, nil
}

// admit accepts one client and answers its REGISTER. The first letter of the
// name says whether it will speak, and a receiver's number in which room it is.
func (f *floor) admit() error {
	fd, _, err := syscall.Accept(f.listener)
	if err != nil {
		return err
	}
	n := 0
	for !bytes.HasSuffix(f.buf[:n], []byte{'\n'}) {
		more, err := read(fd, f.buf[n:])
		if err != nil {
			return err
		}
		n += more
	}
	var kind rune
	var number int
	if _, err := fmt.Sscanf(string(f.buf[:n]), "REGISTER %c%d ", &kind, &number); err != nil {
		return fmt.Errorf("%q: %w", f.buf[:n], err)
	}
	if kind == 's' {
		f.speakers = append(f.speakers, fd)
	} else {
		room := f.form.room(number - 1)
		f.rooms[room] = append(f.rooms[room], fd)
	}
	return write(fd, []byte("200 Registration successful\n"))
}

// relay is the floor: what one read brings goes to everybody in one write each.
func (f *floor) relay(from int) error {
	everybody := f.rooms[0]
	if f.form.speaks == wire.V2 {
		everybody = append(everybody, from)
	}
	for {
		n, err := read(from, f.buf)
		if err != nil {
			return leave(err)
		}
		for _, fd := range everybody {
			if err := write(fd, f.buf[:n]); err != nil {
				return leave(err)
			}
		}
	}
}

// leave turns the ways in which the bench hangs up into an end without error.
func leave(err error) error {
	if err == io.EOF || err == syscall.ECONNRESET || err == syscall.EPIPE {
		return nil
	}
	return fmt.Errorf("floor: relaying: %w", err)
}

// read and write go around Go's scheduler (RawSyscall): it has nothing else to
// run in this process, and telling it would be work that a bare loop does not do.
func read(fd int, b []byte) (int, error) {
	for {
		n, _, e := syscall.RawSyscall(syscall.SYS_READ, uintptr(fd), uintptr(unsafe.Pointer(&b[0])), uintptr(len(b)))
		switch {
		case e == syscall.EINTR:
		case e != 0:
			return 0, e
		case n == 0:
			return 0, io.EOF
		default:
			return int(n), nil
		}
	}
}

func write(fd int, b []byte) error {
	for len(b) > 0 {
		n, _, e := syscall.RawSyscall(syscall.SYS_WRITE, uintptr(fd), uintptr(unsafe.Pointer(&b[0])), uintptr(len(b)))
		if e != 0 && e != syscall.EINTR {
			return e
		}
		if e == 0 {
			b = b[n:]
		}
	}
	return nil
}
