package sqlite

import (
	"context"
	"errors"
	"sync"
)

// ErrClosed is the error for a pool that is closed.
var ErrClosed = errors.New("it is closed")

// A Pool is connections to one file, for as many goroutines as there are
// connections. Its methods may be called from any goroutine.
type Pool struct {
	open    func() (*Conn, error)
	idle    chan *Conn    // those that are open and not in use
	unused  chan struct{} // one for each that may still be opened
	closing chan struct{}
	once    sync.Once
	closed  error // what closing came to
}

// NewPool makes a pool of up to size connections, which open opens when they
// are needed.
func NewPool(size int, open func() (*Conn, error)) *Pool {
	p := &Pool{open: open, idle: make(chan *Conn, size), unused: make(chan struct{}, size), closing: make(chan struct{})}
	for range size {
		p.unused <- struct{}{}
	}
	return p
}

// Use calls f with a connection that f has for itself until it returns. It
// waits for one until ctx ends.
func (p *Pool) Use(ctx context.Context, f func(*Conn) error) error {
	c, err := p.take(ctx)
	if err != nil {
		return err
	}
	defer func() { p.idle <- c }()
	return f(c)
}

// take returns a connection that is not in use, or opens one.
func (p *Pool) take(ctx context.Context) (*Conn, error) {
	select {
	case <-p.closing:
		return nil, ErrClosed
	default:
	}
	select {
	case c := <-p.idle:
		return c, nil
	default:
	}
	select {
	case c := <-p.idle:
		return c, nil
	case <-p.unused:
		c, err := p.open()
		if err != nil {
			p.unused <- struct{}{}
		}
		return c, err
	case <-p.closing:
		return nil, ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Close waits for the connections in use and closes all. A second Close does
// nothing but return the same error.
func (p *Pool) Close() error {
	p.once.Do(func() {
		close(p.closing)
		var errs []error
		for range cap(p.idle) {
			select {
			case c := <-p.idle:
				errs = append(errs, c.Close())
			case <-p.unused:
			}
		}
		p.closed = errors.Join(errs...)
	})
	return p.closed
}
