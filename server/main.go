// Confab's server: it listens on a port, says how to reach it, and sends every
// message of a client to all others. See PROTOCOL.md in server/wire.
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

	"confab/server/admin"
	"confab/server/datadir"
	"confab/server/files"
	"confab/server/gate"
	"confab/server/hub"
	"confab/server/journal"
	"confab/server/version"
	"confab/server/wire"
)

// maxAge is how long bytes may wait for a client that reads slowly.
const maxAge = 10 * time.Second

// Exit codes, of the server as of the commands.
const (
	exitFailed = admin.ExitFailed
	exitUsage  = admin.ExitUsage
)

func main() {
	os.Exit(start(os.Args[1:], os.Getenv, os.Stdout, os.Stderr))
}

// start is main with what it uses as arguments; it returns the exit code.
func start(args []string, env func(string) string, stdout, stderr io.Writer) int {
	drawsQR := showsQR(stdout, env)
	stdout, stderr = sanitized{stdout}, sanitized{stderr}
	if len(args) > 0 && args[0] == "help" { // alone, or with a command
		args = append(slices.Clone(args[1:]), "-help")
	}
	if len(args) > 0 {
		if command, ok := admin.Commands()[args[0]]; ok {
			return command(args[1:], env, stdout, stderr)
		}
		if !strings.HasPrefix(args[0], "-") {
			fmt.Fprintf(stderr, "confab-server: there is no command %q, only %s. See confab-server -help.\n", args[0], admin.Names())
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
	cfg.qr = drawsQR
	signal.Ignore(syscall.SIGPIPE) // a closed terminal must not end the server
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

// run serves until ctx ends. It then tells every client, and returns within 5 s,
// with everything that was accepted on disk.
func run(ctx context.Context, cfg Config, stdout io.Writer) error {
	var err error
	asked := cfg.Data
	if cfg.Data, err = datadir.Make(asked); err != nil {
		return err
	}
	cfg.inside = cfg.Data != asked
	file := readyFile(cfg.ReadyFile)
	if err := file.clear(); err != nil {
		return err
	}
	m, err := openMonitor(cfg)
	if err != nil {
		return err
	}
	ln, err := listenOnLastPort(cfg)
	if err != nil {
		return errors.Join(err, m.close())
	}
	return errors.Join(serveAt(ctx, cfg, ln, m, stdout), file.remove(), closed(ln), m.close())
}

// serveAt is run with a port, and with the port for metrics, if there is one.
func serveAt(ctx context.Context, cfg Config, ln net.Listener, m *monitor, stdout io.Writer) error {
	terminal := newTerminal(stdout)
	defer terminal.Close()
	log := slog.New(slog.NewTextHandler(terminal, nil))

	stored, err := openJournal(cfg, m, log)
	if err != nil {
		return err
	}
	store, first, who, err := openAccounts(ctx, cfg)
	if err != nil {
		return errors.Join(err, stored.Close())
	}
	closeData := func() error { return errors.Join(store.Close(), stored.Close()) }
	if err := migrateNames(ctx, store, stored, log); err != nil {
		return errors.Join(datadir.Unusable(cfg.Data, err), closeData())
	}
	blobs, err := openFiles(cfg, log)
	if err != nil {
		return errors.Join(err, closeData())
	}
	at := ln.Addr().(*net.TCPAddr) // see listenTCP
	shown := banner{cfg.Name, at, who.Fingerprint, cfg.Plaintext, cfg.InviteOnly, first, datadir.Flag(cfg.named), cfg.announces(at), cfg.qr}
	hubConfig := hub.Config{
		Name:        cfg.Name,
		Rate:        cfg.Rate,
		Burst:       cfg.Burst,
		MaxClients:  cfg.MaxClients,
		MaxLine:     cfg.MaxLine,
		SendQueue:   cfg.SendQueue,
		MaxAge:      maxAge,
		LogMessages: cfg.LogMessages,
		Log:         log,
		Accounts:    store,
		Key:         who.Fingerprint,
		Addresses:   shown.elsewhere(),
	}
	if blobs != nil {
		hubConfig.Files, hubConfig.FileAddress = blobs, shown.fileAddress()
	}
	engine, err := hub.Open(ctx, hubConfig, stored)
	if err != nil {
		return errors.Join(datadir.Unusable(cfg.Data, err), closeData())
	}
	protocols := []gate.Protocol{{ALPN: wire.ALPN, Register: engine.Register}}
	var door *files.Door
	if blobs != nil {
		door = files.NewDoor(blobs, engine)
		protocols = append(protocols, gate.Protocol{ALPN: wire.DoorALPN, Serve: func(nc net.Conn, c gate.Client) { door.Serve(nc, c.Key, c.Address) }})
	}
	port := gate.New(gate.Config{
		Plaintext:     cfg.Plaintext,
		Certificate:   who.Certificate,
		MaxPerAddress: cfg.MaxPerAddress,
		MaxConnRate:   cfg.MaxConnRate,
		Log:           log,
		Protocols:     protocols,
	})
	if err := datadir.SaveAddress(cfg.Data, at); err != nil {
		log.Warn("the commands of confab-server will not find the server", "error", err)
	}
	if err := datadir.SavePort(cfg.Data, at.Port); err != nil && asksForAnyPort(cfg.Listen) {
		log.Warn("clients may look for the server at another port", "error", err)
	}
	if err := shown.write(terminal); err != nil {
		return errors.Join(fmt.Errorf("writing to the terminal: %w", err), closeData())
	}
	if cfg.inside {
		log.Info("other users may open the data folder, so the data is in a private folder inside it", "data", cfg.Data)
	}
	file := readyFile(cfg.ReadyFile)
	if err := file.write(shown.ready(cfg.Data, m.url())); err != nil {
		return errors.Join(err, closeData())
	}

	// The end of ctx, the port or the disk ends the others.
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	context.AfterFunc(ctx, file.removeSoon)
	var running sync.WaitGroup
	running.Go(func() { engine.Run(ctx) })
	if door != nil {
		running.Go(func() { door.Run(ctx) })
	}
	running.Go(func() { m.serve(ctx, engine, stored, log) })
	running.Go(func() { runAnnounce(ctx, cfg, shown, engine, log) })
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
		err = errors.Join(err, datadir.Unusable(cfg.Data, stored.Err()))
	}
	return err
}

// endIn is how long an ending server waits for its clients and its disk.
const endIn = 4500 * time.Millisecond

// inTime returns the result of end, or errDiskStuck if that takes too long: the
// process then ends without waiting for it.
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
var errDiskStuck = errors.New("the disk does not answer: messages that no client has received are not stored. Check the disk, then start again")
