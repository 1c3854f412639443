package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"time"
)

// A target is a running process that fans lines out: the server or the floor.
// Whoever started it calls stop, which returns when the process has ended and
// nobody reads its output any more.
type target struct {
	what string
	addr string
	pid  int

	cmd     *exec.Cmd
	readers sync.WaitGroup
	mu      sync.Mutex
	last    []string // the end of what it said, to explain a failure; guarded by mu
}

// Starting and stopping each have this long.
const patience = 10 * time.Second

var portLine = regexp.MustCompile(`(?i)listening on port (\d+)`)

// start runs cmd and waits until it has said where it listens.
func start(ctx context.Context, what string, cmd *exec.Cmd) (*target, error) {
	t := &target{what: what, cmd: cmd}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	problems, err := cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting the %s: %w", what, err)
	}
	t.pid = cmd.Process.Pid

	port := make(chan string, 4) // room for all that read sends, so it never waits
	t.readers.Go(func() { t.read(out, port) })
	t.readers.Go(func() { t.read(problems, port) })
	if t.addr, err = awaitPort(ctx, port); err != nil {
		err = fmt.Errorf("starting the %s: %w%s", what, err, t.said())
		_ = t.stop() // the first error says more
		return nil, err
	}
	return t, nil
}

// awaitPort is the address of the first port that comes. An empty one is the
// end of an output, and there are two.
func awaitPort(ctx context.Context, port <-chan string) (addr string, err error) {
	late := time.After(patience)
	for ends := 0; ends < 2; {
		select {
		case p := <-port:
			if p != "" {
				return "127.0.0.1:" + p, nil
			}
			ends++
		case <-ctx.Done():
			return "", context.Cause(ctx)
		case <-late:
			return "", fmt.Errorf("it did not say \"listening on port N\" within %v", patience)
		}
	}
	return "", errors.New("it ended before it said \"listening on port N\"")
}

// read drains one output of the process to its end: a full pipe would stop a
// server that logs. It sends on the port, once, and at the end an empty one.
func (t *target) read(r io.Reader, port chan<- string) {
	defer func() { port <- "" }()
	lines := bufio.NewScanner(r)
	found := false
	for lines.Scan() {
		if !found {
			if m := portLine.FindStringSubmatch(lines.Text()); m != nil {
				port <- m[1]
				found = true
			}
		}
		t.mu.Lock()
		if t.last = append(t.last, lines.Text()); len(t.last) > 8 {
			t.last = append(t.last[:0], t.last[1:]...)
		}
		t.mu.Unlock()
	}
	_, _ = io.Copy(io.Discard, r) // after a line too long for the scanner
}

// said is the end of what the process printed, to be put behind an error.
func (t *target) said() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.last) == 0 {
		return ""
	}
	return "; the last it said:\n  " + strings.Join(t.last, "\n  ")
}

// stop asks the process to end and waits for it. One that does not end in time,
// or a system that cannot ask (Windows), makes it a kill.
func (t *target) stop() error {
	if t.cmd.Process.Signal(syscall.SIGTERM) != nil {
		_ = t.cmd.Process.Kill() // an error means it has ended already
	}
	late := time.AfterFunc(patience, func() { _ = t.cmd.Process.Kill() })
	t.readers.Wait() // Wait closes the pipes, so their readers come first
	_ = t.cmd.Wait() // how it ended says nothing: a signal ended it
	if !late.Stop() {
		return fmt.Errorf("the %s did not end within %v of SIGTERM and was killed", t.what, patience)
	}
	return nil
}
