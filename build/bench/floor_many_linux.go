package main

import (
	"fmt"
	"syscall"

	"confab/server/wire"
)

// relayMany is the floor with several senders: whatever is ready is read first,
// then goes out together, one write for each connection. Senders are members of
// the room as on the server, so they get it too, in CHAT/1.0 without what is
// their own.
func (f *floor) relayMany() error {
	poll, err := syscall.EpollCreate1(syscall.EPOLL_CLOEXEC)
	if err != nil {
		return fmt.Errorf("floor: %w", err)
	}
	for i, fd := range f.speakers {
		ready := syscall.EpollEvent{Events: syscall.EPOLLIN, Fd: int32(i)}
		if err := syscall.EpollCtl(poll, syscall.EPOLL_CTL_ADD, fd, &ready); err != nil {
			return fmt.Errorf("floor: %w", err)
		}
	}

	type piece struct{ from, to int } // of f.buf; empty: nothing from this sender
	own := make([]piece, len(f.speakers))
	events := make([]syscall.EpollEvent, len(f.speakers))
	others := make([]byte, 0, len(f.buf))
	for {
		ready, err := syscall.EpollWait(poll, events, -1)
		if err == syscall.EINTR {
			continue
		}
		if err != nil {
			return fmt.Errorf("floor: %w", err)
		}
		clear(own)
		n := 0
		for _, e := range events[:ready] {
			got, err := read(f.speakers[e.Fd], f.buf[n:])
			if err != nil {
				return leave(err)
			}
			own[e.Fd] = piece{n, n + got}
			n += got
		}
		for _, fd := range f.rooms[0] {
			if err := write(fd, f.buf[:n]); err != nil {
				return leave(err)
			}
		}
		for i, fd := range f.speakers {
			heard := f.buf[:n]
			if f.form.speaks == wire.V1 {
				others = append(append(others[:0], f.buf[:own[i].from]...), f.buf[own[i].to:n]...)
				heard = others
			}
			if err := write(fd, heard); err != nil {
				return leave(err)
			}
		}
	}
}
