package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// verbs are what a story in testdata/script is told in, besides testscript's own:
//
//	server [flag...]   start the program on a free port of this machine
//	dial NAME          connect and register
//	attend NAME        the same as a program of the course, which dies of what is not ASCII,
//	                   of half a line, a long line, and an end without DISCONNECT
//	knock NAME         connect and say nothing
//	send NAME TEXT     say TEXT with NAME's prefix
//	write NAME BYTES   send bytes, written as in a Go string
//	recv NAME LINE     receive this line next
//	closed NAME        see the connection end, with nothing before
//	drop NAME          close without a goodbye
//	fetch PATH REGEXP  ask the port for metrics; this is in the status, a blank line and the body
//	logged REGEXP      wait until the server has written this
//	same port          the server has the port of the one before
//	interrupt          Ctrl-C; the server ends by itself, with 0, within 5 s
//	hangup             the same when its terminal is closed
//	powercut           end the server without a chance to say anything
//
// testscript prefers its own verbs: no name here is one of those.
var verbs = map[string]func(*testscript.TestScript, bool, []string){
	"server": verb(-1, func(s *story, args []string) error { return s.start(args) }),
	"dial":   verb(1, func(s *story, args []string) error { return s.admit(register(s.address, args[0])) }),
	"attend": verb(1, func(s *story, args []string) error { return s.admit(attend(s.address, args[0])) }),
	"knock":  verb(1, func(s *story, args []string) error { return s.admit(dial(s.address, args[0])) }),
	"send":   verb(2, func(s *story, args []string) error { return s.peers[args[0]].Say(args[1]) }),
	"write": verb(2, func(s *story, args []string) error {
		bytes, err := strconv.Unquote(`"` + args[1] + `"`)
		return errors.Join(err, s.peers[args[0]].Send(bytes))
	}),
	"recv":   verb(2, func(s *story, args []string) error { return s.peers[args[0]].Receive(args[1]) }),
	"closed": verb(1, func(s *story, args []string) error { return s.peers[args[0]].Closed() }),
	"fetch":  verb(2, func(s *story, args []string) error { return s.fetch(args[0], args[1]) }),
	"drop":   verb(1, func(s *story, args []string) error { return s.peers[args[0]].Conn.Close() }),
	"logged": verb(1, func(s *story, args []string) error {
		_, err := s.out.wait(args[0])
		return err
	}),
	"same":      verb(1, func(s *story, _ []string) error { return s.samePort() }),
	"interrupt": verb(0, func(s *story, _ []string) error { return s.stop(os.Interrupt) }),
	"hangup":    verb(0, func(s *story, _ []string) error { return s.stop(syscall.SIGHUP) }),
	"powercut":  verb(0, func(s *story, _ []string) error { return s.kill() }),
}

// verb makes do a command for testscript with so many arguments, -1 for any number.
func verb(args int, do func(*story, []string) error) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, neg bool, given []string) {
		if neg || args >= 0 && len(given) != args {
			ts.Fatalf("this verb takes %d arguments and no !", args)
		}
		ts.Check(do(ts.Value(storyKey{}).(*story), given))
	}
}

// A story is a server and who talks to it.
type story struct {
	cmd     *exec.Cmd
	out     *screen
	address string
	before  string // the address of the server before
	data    string // the server's folder, which the next server of the story has too
	peers   map[string]*peer
}

type storyKey struct{}

// begin gives a script its story.
func begin(env *testscript.Env) error {
	s := &story{peers: map[string]*peer{}, data: filepath.Join(env.WorkDir, "data")}
	env.Values[storyKey{}] = s
	env.Defer(func() {
		if s.cmd != nil {
			_ = s.kill()
		}
	})
	return nil
}

// start starts the program, which is this test's own (see TestMain).
func (s *story) start(flags []string) error {
	program, err := exec.LookPath("confab-server")
	if err != nil {
		return err
	}
	return s.startProgram(program, flags)
}

// hangups has the hangups of the test itself, which nobody waits for.
var hangups = make(chan os.Signal, 1)

// startProgram starts the program at a path, by another one if that is given
// with its arguments.
func (s *story) startProgram(program string, flags []string, by ...string) error {
	s.out = &screen{}
	command := slices.Concat(by, []string{program, "-listen", "127.0.0.1:0", "-name", "Lab 3", "-data", s.data}, flags)
	s.cmd = exec.Command(command[0], command[1:]...)
	s.cmd.Stdout, s.cmd.Stderr = s.out, s.out
	// A test under nohup hands down that a hangup is ignored, unless it takes it itself.
	signal.Notify(hangups, syscall.SIGHUP)
	if err := s.cmd.Start(); err != nil {
		return err
	}
	port, err := s.out.wait(`^Lab 3 is listening on port (\d+)\n`)
	if err != nil {
		return err
	}
	s.before, s.address = s.address, "127.0.0.1:"+port[1]
	return nil
}

// samePort fails if the server has another address than the one before.
func (s *story) samePort() error {
	if s.before != s.address {
		return fmt.Errorf("the server was at %s and is at %s", s.before, s.address)
	}
	return nil
}

// fetch asks the port for metrics for a path, and wants pattern in the answer:
// the status, a blank line and the body.
func (s *story) fetch(path, pattern string) error {
	at, err := s.out.wait(`msg=metrics url=(http://\S+)/metrics`)
	if err != nil {
		return err
	}
	client := http.Client{Timeout: patience, Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := client.Get(at[1] + path)
	if err != nil {
		return err
	}
	body, err := io.ReadAll(answer.Body)
	if err := errors.Join(err, answer.Body.Close()); err != nil {
		return err
	}
	text := answer.Status + "\n\n" + string(body)
	if found, err := regexp.MatchString(pattern, text); err != nil || !found {
		return fmt.Errorf("%s has no %q (%v):\n%s", path, pattern, err, text)
	}
	return nil
}

// admit adds a peer to the story.
func (s *story) admit(p *peer, err error) error {
	if err == nil {
		s.peers[p.Name] = p
	}
	return err
}

// stop ends the server as a signal does that it can hear.
func (s *story) stop(signal os.Signal) error {
	if err := s.cmd.Process.Signal(signal); err != nil {
		return err
	}
	late := time.AfterFunc(5*time.Second, func() { _ = s.cmd.Process.Kill() })
	defer late.Stop()
	err := s.cmd.Wait()
	s.cmd = nil
	return err
}

// kill ends the server without a chance to say anything.
func (s *story) kill() error {
	err := s.cmd.Process.Signal(syscall.SIGKILL)
	_ = s.cmd.Wait() // it was killed, says its error
	s.cmd = nil
	return err
}
