// Confab's server: it picks a port, says how to reach it, and hands every line
// that one client says to all others. See PROTOCOL.md in server/wire.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"confab/server/gate"
	"confab/server/hub"
	"confab/server/journal"
	"confab/server/version"
)

// maxAge is how long something may wait for a client that reads slowly.
const maxAge = 10 * time.Second

// Exit codes.
const (
	exitFailed = 1 // the server could not do its work
	exitUsage  = 2 // a setting cannot be used
)

func main() {
	os.Exit(start(os.Args[1:], os.Getenv, os.Stdout, os.Stderr))
}

// start is main with what it uses as arguments; it returns the exit code.
func start(args []string, env func(string) string, stdout, stderr io.Writer) int {
	stdout, stderr = visible{stdout}, visible{stderr}
	if len(args) > 0 && args[0] == "help" { // alone, or with a command
		args = append(slices.Clone(args[1:]), "-help")
	}
	if len(args) > 0 {
		if command, ok := commands()[args[0]]; ok {
			return command(args[1:], env, stdout, stderr)
		}
		if !strings.HasPrefix(args[0], "-") {
			fmt.Fprintf(stderr, "confab-server: there is no command %q, only %s. See confab-server -help.\n", args[0], commandNames())
			return exitUsage
		}
	}
	cfg, err := readConfig(args, env, stdout)
	switch {
	case errors.Is(err, errHelp):
		return 0
	case errors.Is(err, errVersion):
		fmt.Fprint(stdout, version.Line("confab-server"))
		return 0
	case err != nil:
		fmt.Fprintf(stderr, "confab-server: %v. See confab-server -help.\n", err)
		return exitUsage
	}
	signal.Ignore(syscall.SIGPIPE) // a terminal that is gone is no reason to leave people
	ends := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // it is under nohup
		ends = append(ends, syscall.SIGHUP)
	}
	ctx, stop := signal.NotifyContext(context.Background(), ends...)
	defer stop()
	context.AfterFunc(ctx, func() {
		readyFile(cfg.ReadyFile).removeSoon()
		stop() // a second Ctrl-C does not wait
	})
	if err := run(ctx, cfg, stdout); err != nil {
		fmt.Fprintf(stderr, "confab-server: %v.\n", err)
		return exitFailed
	}
	return 0
}

// run serves until ctx ends. Everybody is told then, what was accepted is on
// disk, and within 5 s run returns.
func run(ctx context.Context, cfg Config, stdout io.Writer) error {
	var err error
	asked := cfg.Data
	if cfg.Data, err = makeData(asked); err != nil {
		return err
	}
	cfg.inside = cfg.Data != asked
	file := readyFile(cfg.ReadyFile)
	if err := file.clear(); err != nil {
		return err
	}
	w, err := openWatch(cfg)
	if err != nil {
		return err
	}
	ln, err := listenAsBefore(cfg)
	if err != nil {
		return errors.Join(err, w.close())
	}
	return errors.Join(serveAt(ctx, cfg, ln, w, stdout), file.remove(), closed(ln), w.close())
}

// serveAt is run with a port, and w's if it is watched.
func serveAt(ctx context.Context, cfg Config, ln net.Listener, w *watch, stdout io.Writer) error {
	terminal := newTerminal(stdout)
	defer terminal.Close()
	log := slog.New(slog.NewTextHandler(terminal, nil))

	stored, err := openJournal(cfg, w, log)
	if err != nil {
		return err
	}
	book, first, who, err := openAccounts(ctx, cfg)
	if err != nil {
		return errors.Join(err, stored.Close())
	}
	closeData := func() error { return errors.Join(book.Close(), stored.Close()) }
	if err := respell(ctx, book, stored, log); err != nil {
		return errors.Join(noData(cfg.Data, err), closeData())
	}
	at := ln.Addr().(*net.TCPAddr) // see listenTCP
	shown := banner{cfg.Name, at, who.Fingerprint, cfg.Plaintext, cfg.InviteOnly, first, dataFlag(cfg.named)}
	engine, err := hub.Open(ctx, hub.Config{
		Name:        cfg.Name,
		Rate:        cfg.Rate,
		Burst:       cfg.Burst,
		MaxClients:  cfg.MaxClients,
		MaxLine:     cfg.MaxLine,
		SendQueue:   cfg.SendQueue,
		MaxAge:      maxAge,
		LogMessages: cfg.LogMessages,
		Log:         log,
		Accounts:    book,
		Key:         who.Fingerprint,
		Addresses:   shown.elsewhere(),
	}, stored)
	if err != nil {
		return errors.Join(noData(cfg.Data, err), closeData())
	}
	port := gate.New(gate.Config{
		Plaintext:     cfg.Plaintext,
		Certificate:   who.Certificate,
		MaxPerAddress: cfg.MaxPerAddress,
		MaxConnRate:   cfg.MaxConnRate,
		Log:           log,
		Register:      engine.Register,
	})
	if err := keepAddress(cfg.Data, at); err != nil {
		log.Warn("the commands of confab-server will not find the server", "error", err)
	}
	if err := keepPort(cfg.Data, at.Port); err != nil && asksForAnyPort(cfg.Listen) {
		log.Warn("those who were connected may look for the server elsewhere", "error", err)
	}
	if err := shown.write(terminal); err != nil {
		return errors.Join(fmt.Errorf("writing to the terminal: %w", err), closeData())
	}
	if cfg.inside {
		log.Info("other users may open the data folder, so the data is in a private folder inside it", "data", cfg.Data)
	}
	file := readyFile(cfg.ReadyFile)
	if err := file.write(shown.ready(cfg.Data, w.url())); err != nil {
		return errors.Join(err, closeData())
	}

	// Whatever ends first, ctx, the port or the disk, ends the others.
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	context.AfterFunc(ctx, file.removeSoon)
	var running sync.WaitGroup
	running.Go(func() { engine.Run(ctx) })
	running.Go(func() { w.serve(ctx, engine, stored, log) })
	running.Go(func() {
		select {
		case <-stored.Failed():
			cancel(stored.Err())
		case <-ctx.Done():
		}
	})
	err = port.Serve(ctx, ln)
	cancel(err)
	err = errors.Join(err, inTime(func() error {
		running.Wait()
		port.Wait()
		return closeData()
	}))
	if errors.Is(stored.Err(), journal.ErrFailed) {
		err = errors.Join(err, noData(cfg.Data, stored.Err()))
	}
	return err
}

// endIn is how long an ending server waits for its clients and its disk.
const endIn = 4500 * time.Millisecond

// inTime returns what end comes to, unless that takes too long: the process
// ends then without waiting for it.
func inTime(end func() error) error {
	ended := make(chan error, 1)
	go func() { ended <- end() }()
	select {
	case err := <-ended:
		return err
	case <-time.After(endIn):
		return errDiskStuck
	}
}

// errDiskStuck says that the disk has kept the server from ending in order.
var errDiskStuck = errors.New("the disk does not answer: what nobody has heard is not stored. Check the disk, then start again")
