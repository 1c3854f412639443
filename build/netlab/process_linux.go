package netlab

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"
)

// partVariable names in the environment the part that a process plays.
const partVariable = "CONFAB_NETLAB_PART"

// Main is the TestMain of a package whose tests play parts on several hosts: a
// process that Part has started runs its part, and any other the tests.
func Main(m *testing.M, parts map[string]func(args []string)) {
	if part := parts[os.Getenv(partVariable)]; part != nil {
		part(os.Args[1:])
		return
	}
	os.Exit(m.Run())
}

// A Process runs on a host until the test ends.
type Process struct {
	t   *testing.T
	cmd *exec.Cmd

	mu     sync.Mutex
	output bytes.Buffer  // standard output and standard error; guarded by mu
	read   int           // how much of output Wait has passed; guarded by mu
	more   chan struct{} // closed and renewed by Write; guarded by mu

	ended chan struct{} // closed when the process has ended
}

// Part starts this test program on the host, where it runs a part of Main.
func (h *Host) Part(part string, args ...string) *Process {
	h.t.Helper()
	program, err := os.Executable()
	if err != nil {
		h.t.Fatal(err)
	}
	return h.start([]string{partVariable + "=" + part}, program, args...)
}

// Start starts a program on the host.
func (h *Host) Start(program string, args ...string) *Process {
	h.t.Helper()
	return h.start(nil, program, args...)
}

func (h *Host) start(env []string, program string, args ...string) *Process {
	h.t.Helper()
	p := &Process{t: h.t, more: make(chan struct{}), ended: make(chan struct{})}
	// The command of iproute2 becomes the program, so a signal reaches it.
	p.cmd = exec.Command("ip", slices.Concat([]string{"netns", "exec", h.name, program}, args)...)
	p.cmd.Env = append(os.Environ(), env...)
	p.cmd.Stdout, p.cmd.Stderr = p, p
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
	p.cmd.WaitDelay = time.Second // for children that are left and have the output
	if err := p.cmd.Start(); err != nil {
		h.t.Fatal(err)
	}
	go func() {
		_ = p.cmd.Wait() // the process says what is wrong
		close(p.ended)
	}()
	h.t.Cleanup(p.Kill)
	return p
}

// Write takes what the process writes.
func (p *Process) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	close(p.more)
	p.more = make(chan struct{})
	return p.output.Write(b)
}

// Output returns what the process has written so far.
func (p *Process) Output() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.output.String()
}

// patience is how long a test waits for what must happen before it fails. It is
// long, because test machines are busy.
const patience = 30 * time.Second

// Wait returns the first match of a pattern in what the process writes behind
// the last match, once there is one.
func (p *Process) Wait(pattern string) []string {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), patience)
	defer cancel()
	re := regexp.MustCompile(pattern)
	ended := p.ended
	for {
		p.mu.Lock()
		unread := p.output.Bytes()[p.read:]
		var found []string
		if at := re.FindSubmatchIndex(unread); at != nil {
			for _, group := range re.FindSubmatch(unread) {
				found = append(found, string(group))
			}
			p.read += at[1]
		}
		more := p.more
		p.mu.Unlock()
		if found != nil {
			return found
		}
		if ended == nil {
			p.t.Fatalf("the process has ended without writing %q:\n%s", pattern, p.Output())
		}
		select {
		case <-more:
		case <-ended:
			ended = nil // one more look: all output is there now
		case <-ctx.Done():
			p.t.Fatalf("the process does not write %q:\n%s", pattern, p.Output())
		}
	}
}

// Interrupt ends the process as Ctrl-C does, and waits for its end.
func (p *Process) Interrupt() { p.end(syscall.SIGINT) }

// Kill ends the process and those that it has started at once, and waits for
// its end.
func (p *Process) Kill() { p.end(syscall.SIGKILL) }

func (p *Process) end(signal syscall.Signal) {
	_ = syscall.Kill(-p.cmd.Process.Pid, signal) // a group that has ended needs none
	<-p.ended
}

// PID returns the process's ID.
func (p *Process) PID() int { return p.cmd.Process.Pid }
