// Bench measures what it costs Confab's server to hand one line to one
// receiver, and compares that with a floor: a process that does nothing but
// read the line and write it to every receiver. Both run on this machine, turn
// by turn, before the same crowd of connections, so what counts is their ratio.
//
//	go run ./build/bench
//	go run ./build/bench -scenarios crowd -receivers 500 -inflight 1,64 -rounds 9
//	go run ./build/bench -server /tmp/server -- -send-queue 1048576
//
// It measures on Linux only. Elsewhere it compiles and drives the server, so
// deliveries are counted and timed, but there is no floor and there are no
// figures for CPU and memory. README.md beside this file says how to read it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	if plan := os.Getenv(floorEnv); plan != "" {
		exit(floorMain(plan))
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:])
	stop()
	exit(err)
}

func exit(err error) {
	switch {
	case err == nil || errors.Is(err, flag.ErrHelp):
		os.Exit(0)
	default:
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run is the whole program: options, a server to measure, the scenarios one
// after the other, the report.
func run(ctx context.Context, args []string) error {
	opts, err := parseOptions(args)
	if err != nil {
		return err
	}
	if err := enoughFiles(opts); err != nil {
		return err
	}
	if !measures {
		fmt.Fprintln(os.Stderr, "bench: CPU, memory and the floor are measured on Linux only; here there are deliveries and latency")
	}
	program, cleanUp, err := serverProgram(ctx, opts)
	if err != nil {
		return err
	}
	defer cleanUp()
	rep, err := runAll(ctx, opts, program)
	if err != nil {
		return err
	}
	rep.text(os.Stdout)
	if opts.markdown != "" {
		return rep.saveMarkdown(opts.markdown)
	}
	return nil
}
