//go:build crash

package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"confab/server/wire"
)

// A class that comes at once, with new names and keys, to a disk on which each
// wait takes 30 ms, while others change rooms and accounts as fast as they may.
func TestOnADiskOf30MillisecondsAClassOf200GetsIn(t *testing.T) {
	const class, flooders, within = 200, 30, 5 * time.Second
	s := &story{data: filepath.Join(t.TempDir(), "data")}
	if err := s.startProgram(build(t), nil, "strace", "-f", "--seccomp-bpf", "-qq", "-I", "2", "-o", os.DevNull,
		"-e", "trace=fsync,fdatasync", "-e", "signal=none", "-e", "inject=fsync,fdatasync:delay_exit=30000"); err != nil {
		t.Fatal(err)
	}
	var flood sync.WaitGroup
	var changed atomic.Int64
	over := make(chan struct{})
	var peers []*peer
	defer func() {
		close(over)
		flood.Wait()
		for _, p := range peers {
			_ = p.Close()
		}
		_ = s.stop(syscall.SIGTERM) // which strace hands on, and its error is
	}()
	for i := range flooders {
		name := fmt.Sprint("flooder", i)
		p, err := entersWith(s.address, name, newDevice())
		if err != nil {
			t.Fatal(err)
		}
		peers = append(peers, p)
		if _, err := p.ask(fmt.Sprintf(`{"type":"open","room":"room%d","id":"%[1]d"}`, i), "open"); err != nil {
			t.Fatal(err)
		}
		flood.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-over:
					return
				default:
				}
				_, err := p.ask(fmt.Sprintf(`{"type":"topic","room":"room%d","id":"t%[1]d-%d","topic":"t%[2]d"}`, i, n), "topic", "error")
				if err == nil {
					_, err = p.ask(fmt.Sprintf(`{"type":"pair","id":"p%d-%d"}`, i, n), "invitation", "error")
				}
				if err != nil {
					t.Errorf("%s: %v", name, err)
					return
				}
				changed.Add(2)
			}
		})
	}
	devices := make([]tls.Certificate, class)
	for i := range devices {
		devices[i] = newDevice()
	}
	errs := make([]error, class)
	before, began := changed.Load(), time.Now()
	var all sync.WaitGroup
	for i, device := range devices {
		all.Go(func() {
			p, err := entersWith(s.address, fmt.Sprint("pupil", i), device)
			if errs[i] = err; err == nil {
				_ = p.Close()
			}
		})
	}
	all.Wait()
	took := time.Since(began)
	if err := errors.Join(errs...); err != nil {
		t.Errorf("not everybody is in: %.500v", err)
	}
	if took > within {
		t.Errorf("all %d were in after %v, want at most %v", class, took, within)
	}
	t.Logf("%d came in within %v while %d changes were made, %.0f a second", class, took, changed.Load()-before, float64(changed.Load()-before)/took.Seconds())
}

// entersWith registers a name with a device and says hello.
func entersWith(address, name string, device tls.Certificate) (*peer, error) {
	p, err := dial(address, name)
	if err != nil {
		return nil, err
	}
	r := wire.Registration{Name: name, Version: wire.V2}
	err = errors.Join(p.sealWith(device), p.Send(string(r.Line())), p.Receive("200 Registration successful"))
	if err == nil {
		_, err = p.ask(`{"type":"hello","client":"test"}`, "welcome")
	}
	if err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}
