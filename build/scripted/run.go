package scripted

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"sync"
	"time"

	"confab/server/gate"
	"confab/server/hub"
	"confab/server/journal"
	"confab/server/wire"
)

// Run runs the real server at address, in this process, until stop is
// called: with the journal in dir, or in memory without one.
func Run(address, dir string) (at string, stop func() error, err error) {
	log := slog.New(slog.DiscardHandler)
	ln, err := net.Listen("tcp", address)
	if err != nil {
		return "", nil, err
	}
	stored, err := journal.Open(journal.Config{Dir: dir, Memory: dir == ""})
	if err != nil {
		return "", nil, errors.Join(err, ln.Close())
	}
	ctx, cancel := context.WithCancel(context.Background())
	engine, err := hub.Open(ctx, hub.Config{Burst: 50, MaxLine: 64 << 10, SendQueue: 64 << 10, MaxAge: time.Second, Log: log}, stored)
	if err != nil {
		cancel()
		return "", nil, errors.Join(err, stored.Close(), ln.Close())
	}
	port := gate.New(gate.Config{Plaintext: gate.Loopback, Log: log, Protocols: []gate.Protocol{{ALPN: wire.ALPN, Register: engine.Register}}})
	var running sync.WaitGroup
	var failed error // read when running has ended
	running.Go(func() { engine.Run(ctx) })
	running.Go(func() { failed = port.Serve(ctx, ln) })
	return ln.Addr().String(), sync.OnceValue(func() error {
		cancel()
		running.Wait()
		port.Wait()
		return errors.Join(failed, stored.Close())
	}), nil
}
