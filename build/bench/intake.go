package main

import (
	"net"
	"sync"
	"time"
)

// An intake reads many connections for one owner and writes to a few of them.
type intake interface {
	// next waits at most d for bytes and hands take what there is, connection
	// by connection; data is valid until take returns, and empty data means
	// that the other end has closed. It returns how many times it called take.
	next(d time.Duration, take func(i int, data []byte) error) (int, error)
	// write sends b on connection i.
	write(i int, b []byte) error
	// close closes every connection and returns when nobody reads any more.
	close() error
}

// A portableIntake has a goroutine per connection and works everywhere. It
// disturbs what it measures more than the one for Linux does.
type portableIntake struct {
	conns   []net.Conn
	chunks  chan chunk
	quit    chan struct{}
	readers sync.WaitGroup
}

type chunk struct {
	i     int
	data  []byte
	taken chan<- struct{}
}

func newPortableIntake(conns []net.Conn) (intake, error) {
	in := &portableIntake{conns: conns, chunks: make(chan chunk), quit: make(chan struct{})}
	for i := range conns {
		in.readers.Go(func() { in.read(i) })
	}
	return in, nil
}

// read lends its buffer to the owner and reads on when it is given back.
func (in *portableIntake) read(i int) {
	buf := make([]byte, 16<<10)
	taken := make(chan struct{}, 1)
	for {
		n, err := in.conns[i].Read(buf)
		select {
		case in.chunks <- chunk{i, buf[:n], taken}:
		case <-in.quit:
			return
		}
		select {
		case <-taken:
		case <-in.quit:
			return
		}
		if err != nil {
			return
		}
	}
}

func (in *portableIntake) next(d time.Duration, take func(int, []byte) error) (int, error) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case c := <-in.chunks:
		err := take(c.i, c.data)
		c.taken <- struct{}{}
		return 1, err
	case <-timer.C:
		return 0, nil
	}
}

func (in *portableIntake) write(i int, b []byte) error {
	_, err := in.conns[i].Write(b)
	return err
}

func (in *portableIntake) close() error {
	close(in.quit)
	closeAll(in.conns)
	in.readers.Wait()
	return nil
}
