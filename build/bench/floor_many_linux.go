package main

import (
	"fmt"
	"syscall"
)

// relayMany is the floor with several senders: whatever is ready is read first,
// then goes out together, one write for each connection. Senders are members of
// the room as on the server, so they get it too, without what is their own.
func (f *floor) relayMany() error {
	poll, err := syscall.EpollCreate1(syscall.EPOLL_CLOEXEC)
	if err != nil {
		return fmt.Errorf("floor: %w", err)
	}
	for i, fd := range f.senders {
		ready := syscall.EpollEvent{Events: syscall.EPOLLIN, Fd: int32(i)}
		if err := syscall.EpollCtl(poll, syscall.EPOLL_CTL_ADD, fd, &ready); err != nil {
			return fmt.Errorf("floor: %w", err)
		}
	}

	type piece struct{ from, to int } // of f.buf; empty: nothing from this sender
	own := make([]piece, len(f.senders))
	events := make([]syscall.EpollEvent, len(f.senders))
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
			got, err := read(f.senders[e.Fd], f.buf[n:])
			if err != nil {
				return leave(err)
			}
			own[e.Fd] = piece{n, n + got}
			n += got
		}
		for _, fd := range f.receivers {
			if err := write(fd, f.buf[:n]); err != nil {
				return leave(err)
			}
		}
		for i, fd := range f.senders {
			others = append(append(others[:0], f.buf[:own[i].from]...), f.buf[own[i].to:n]...)
			if err := write(fd, others); err != nil {
				return leave(err)
			}
		}
	}
}
