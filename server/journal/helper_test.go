package journal

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"

	"confab/server/wire"
)

// helperEnv makes the test program another process that uses a journal, one
// that can be killed.
const helperEnv = "CONFAB_JOURNAL_HELPER"

func TestMain(m *testing.M) {
	if mode := os.Getenv(helperEnv); mode != "" {
		if err := help(mode, os.Args[1], os.Args[2:]); err != nil {
			fmt.Println("ended:", err)
			os.Exit(3)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// help is the other process. It says "open" when the journal is, and then what
// its mode says.
func help(mode, dir string, pragmas []string) error {
	j, err := Open(Config{Dir: dir, pragmas: pragmas})
	if err != nil {
		return err
	}
	fmt.Println("open")
	if mode == "append" {
		return appendForEver(j)
	}
	_, err = io.Copy(io.Discard, os.Stdin)
	return errors.Join(err, j.Close())
}

// appendForEver says every key that has been acknowledged, from eight
// goroutines, until the journal fails. Then it makes sure that it stays so.
func appendForEver(j *Journal) error {
	const speakers = 8
	errs := make(chan error, speakers)
	r := rand.Uint64()
	for s := range speakers {
		go func() {
			for n := 0; ; n++ {
				e := line(fmt.Sprint("room ", n%3), fmt.Sprint(s), "something to say")
				e.ID = fmt.Sprintf("%x-%d-%d", r, s, n)
				same := again(e)
				if err := j.Append(ctxForEver, []*wire.Event{e}); err != nil {
					errs <- err
					return
				}
				fmt.Println(e.ID)
				if n%5 == 0 { // also when the disk has failed in between
					err := j.Append(ctxForEver, []*wire.Event{same})
					if same.Seq != e.Seq {
						err = fmt.Errorf("%s is %d and then %d: %w", e.ID, e.Seq, same.Seq, err)
					}
					if err != nil {
						errs <- err
						return
					}
				}
			}
		}()
	}
	err := <-errs
	for range speakers - 1 {
		if other := <-errs; other.Error() != err.Error() {
			return fmt.Errorf("one was told %w and another %w", err, other)
		}
	}
	<-j.Failed()
	if again := j.Append(ctxForEver, []*wire.Event{line("lobby", "x", "y")}); !errors.Is(again, ErrFailed) || !errors.Is(j.Err(), ErrFailed) {
		return fmt.Errorf("after %w came %w", err, again)
	}
	return errors.Join(err, j.Close())
}

// A helper is such a process, seen from the test.
type helper struct {
	t    *testing.T
	cmd  *exec.Cmd
	out  *bufio.Reader
	acks []string // the keys that it has said
	in   io.Closer
	once sync.Once
}

func startHelper(t *testing.T, mode, dir string, pragmas ...string) *helper {
	t.Helper()
	return runHelper(t, mode, exec.Command(os.Args[0], append([]string{dir}, pragmas...)...))
}

func runHelper(t *testing.T, mode string, cmd *exec.Cmd) *helper {
	t.Helper()
	cmd.Env = append(os.Environ(), helperEnv+"="+mode)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	h := &helper{t: t, cmd: cmd, out: bufio.NewReader(out), in: in}
	t.Cleanup(h.kill)
	return h
}

func (h *helper) pid() string { return strconv.Itoa(h.cmd.Process.Pid) }

// line is the next line that the process says. Keys are kept.
func (h *helper) line() string {
	h.t.Helper()
	s, err := h.out.ReadString('\n')
	if err != nil {
		h.t.Fatalf("the other process has ended: %v", err)
	}
	return h.note(s)
}

func (h *helper) note(s string) string {
	s = strings.TrimSuffix(s, "\n")
	if strings.Count(s, "-") == 2 && !strings.Contains(s, " ") {
		h.acks = append(h.acks, s)
	}
	return s
}

func (h *helper) want(want string) {
	h.t.Helper()
	if s := h.line(); s != want {
		h.t.Fatalf("the other process says %q, want %q", s, want)
	}
}

// kill ends the process as a power cut would and reads what it had said.
func (h *helper) kill() {
	h.once.Do(func() {
		_ = h.cmd.Process.Kill()
		h.drain()
		_ = h.cmd.Wait()
	})
}

// drain reads what the process says until it ends, and returns the last of it.
func (h *helper) drain() (last string) {
	for {
		s, err := h.out.ReadString('\n')
		if err != nil {
			return last
		}
		last = h.note(s)
	}
}
