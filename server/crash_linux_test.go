//go:build crash

// These tests need root, mount, strace and ip to make disks that are full or
// broken and addresses that are not this machine's own. Where they cannot run
// they fail: go test -tags crash -run OnA.

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"confab/server/datadir"
)

// tool runs one of the system's programs.
func tool(t *testing.T, name string, args ...string) {
	t.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v\n%sThe crash tests need root, mount, strace and iproute2.", name, strings.Join(args, " "), err, out)
	}
}

// serveOn starts this program on a data folder until the test ends.
func serveOn(t *testing.T, data string, flags []string, by ...string) *story {
	t.Helper()
	program, err := exec.LookPath("confab-server")
	if err != nil {
		t.Fatal(err)
	}
	s := &story{data: data}
	t.Cleanup(func() {
		if s.cmd != nil {
			_ = s.kill()
		}
	})
	if err := s.startProgram(program, flags, by...); err != nil {
		t.Fatal(err)
	}
	return s
}

// ask sends a request of CHAT/2.0 and returns the next line of a type that the
// server sends; others come when they like.
func (p *peer) ask(request string, types ...string) (line string, err error) {
	if err := p.Send(request + "\n"); err != nil {
		return "", err
	}
	for {
		_ = p.Conn.Conn.SetReadDeadline(time.Now().Add(patience))
		if line, err = p.In.ReadString('\n'); err != nil {
			return line, fmt.Errorf("%s asks %.80s: %w", p.Name, request, err)
		}
		var answer struct{ Type string }
		if err := json.Unmarshal([]byte(line), &answer); err != nil {
			return line, err
		}
		if slices.Contains(types, answer.Type) {
			return line, nil
		}
	}
}

// An answer is what a test looks at in a line of CHAT/2.0.
type answer struct {
	Type, ID, Code, Text string
	Seq                  int64
	Events               []struct{ ID string }
}

// says says something under a key and returns its echo, or the error.
func (p *peer) says(t *testing.T, key, text string) (a answer) {
	t.Helper()
	line, err := p.ask(fmt.Sprintf(`{"type":"say","room":"lobby","id":%q,"text":%q}`, key, text), "message", "error", "bye")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(line), &a); err != nil {
		t.Fatal(err)
	}
	return a
}

func TestOnAFullDiskReadingGoesOnAndWritingResumes(t *testing.T) {
	disk := t.TempDir()
	tool(t, "mount", "-t", "tmpfs", "-o", "size=6m,mode=700", "tmpfs", disk)
	t.Cleanup(func() { tool(t, "umount", "--lazy", disk) })
	ballast := filepath.Join(disk, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 2<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	s := serveOn(t, filepath.Join(disk, "data"), []string{"-rate", "0", "-metrics", "127.0.0.1:0"})
	alice, err := enter2(s.address, "alice")
	bob, err2 := register(s.address, "bob")
	if err := errors.Join(err, err2, s.fetch("/healthz", `^200 OK\n\nok\n$`)); err != nil {
		t.Fatal(err)
	}
	text, last, stored := strings.Repeat("x", 3000), answer{}, 0
	for ; last.Type != "error"; stored++ {
		if last = alice.says(t, fmt.Sprint("k", stored), text); last.Type == "message" {
			if err := bob.receiveCut("@alice: " + text); err != nil {
				t.Fatal(err)
			}
		}
	}
	stored-- // the last was not
	full := fmt.Sprint("k", stored)
	if last.Code != "not-stored" || last.ID != full || !strings.HasSuffix(last.Text, ".") || stored == 0 {
		t.Errorf("after %d events the answer is %+v, want not-stored and a sentence", stored, last)
	}
	if err := s.fetch("/healthz", `^503 Service Unavailable\n\nWhat is said cannot be stored: .*no space left on device.*\.\n$`); err != nil {
		t.Error(err)
	}

	line, err := alice.ask(`{"type":"history","room":"lobby","limit":5}`, "page", "error")
	var page answer
	if err := errors.Join(err, json.Unmarshal([]byte(line), &page)); err != nil {
		t.Fatal(err)
	}
	if page.Type != "page" || len(page.Events) != 5 || page.Events[4].ID != fmt.Sprint("k", stored-1) {
		t.Errorf("the history of a full disk ends with %.300s, want k%d", line, stored-1)
	}

	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	if again := alice.says(t, full, text); again.Type != "message" || again.ID != full || again.Seq != int64(stored)+1 {
		t.Errorf("when there is room again the answer is %+v, want %s as number %d", again, full, stored+1)
	}
	if err := errors.Join(bob.receiveCut("@alice: "+text), s.fetch("/healthz", `^200 OK`), s.stop(os.Interrupt)); err != nil {
		t.Error(err)
	}
}

func TestOnADiskThatCannotSyncTheServerEnds(t *testing.T) {
	for _, when := range []int{50, 90} { // the start has some thirty, on one thread
		data := filepath.Join(t.TempDir(), "data")
		s := serveOn(t, data, []string{"-rate", "0"}, "strace", "-f", "-qq", "-I", "2", "-o", filepath.Join(t.TempDir(), "trace"),
			"-e", "trace=fsync,fdatasync", "-e", "signal=none", "-e", fmt.Sprintf("inject=fsync,fdatasync:error=EIO:when=%d+", when))
		alice, err := enter2(s.address, "alice")
		bob, err2 := attend(s.address, "bob") // dies of an end without DISCONNECT
		if err := errors.Join(err, err2); err != nil {
			t.Fatal(err)
		}
		var echoed []string
		for {
			a := alice.says(t, fmt.Sprint("k", len(echoed)), "hi")
			if a.Type != "message" {
				if a.Code != "not-stored" && a.Code != "shutdown" {
					t.Errorf("the answer is %+v, want not-stored or the end", a)
				}
				break
			}
			echoed = append(echoed, a.ID)
		}
		_ = bob.Conn.Conn.SetReadDeadline(time.Now().Add(patience))
		if heard, err := io.ReadAll(bob.In); err != nil {
			t.Errorf("bob hears %q and then %v", heard[max(0, len(heard)-100):], err)
		}
		late := time.AfterFunc(patience, func() { _ = s.cmd.Process.Signal(syscall.SIGTERM) }) // which strace hands on
		_ = s.cmd.Wait()                                                                       // its error is the exit code
		late.Stop()
		code := s.cmd.ProcessState.ExitCode()
		s.cmd = nil
		const sentence = `confab-server: the data in .* cannot be used: the disk failed, so nothing can be stored any more: check it, then start again`
		if _, err := s.out.wait(sentence); err != nil || code != exitFailed {
			t.Errorf("the server ended with %d, want %d and a sentence: %v", code, exitFailed, err)
		}
		t.Logf("%d lines were echoed before the disk failed", len(echoed))
		program, err := exec.LookPath("confab-server")
		if err != nil {
			t.Fatal(err)
		}
		stored := fetchAll(t, program, data)
		for _, key := range echoed {
			if stored[key] == 0 {
				t.Errorf("%s was echoed and is not stored", key)
			}
		}
	}
}

// dialFrom connects from an address of this machine.
func dialFrom(from, to string) (net.Conn, error) {
	return (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}, Timeout: patience}).Dial("tcp", to)
}

// Addresses that the server takes for others' are those that are neither its
// own nor 127.0.0.0/8 (RFC 5737 has these for examples).
func TestOnAFloodFromOneAddressAnotherGetsIn(t *testing.T) {
	const home, flooder, guest, flood, in = "192.0.2.200", "192.0.2.1", "192.0.2.2", 2000, 64
	for _, address := range []string{home, flooder, guest} {
		tool(t, "ip", "address", "add", address+"/32", "dev", "lo")
		t.Cleanup(func() { tool(t, "ip", "address", "del", address+"/32", "dev", "lo") })
	}
	s := serveOn(t, datadir.Memory, []string{"-listen", home + ":0", "-plaintext", "any"})
	_, port, err := net.SplitHostPort(s.address)
	if err != nil {
		t.Fatal(err)
	}
	at := net.JoinHostPort(home, port)
	var crowd []*peer
	defer func() {
		for _, p := range crowd {
			_ = p.Conn.Conn.Close()
		}
	}()
	for i := range flood {
		nc, err := dialFrom(flooder, at)
		if err != nil {
			t.Fatalf("connection %d: %v", i, err)
		}
		crowd = append(crowd, newPeer(nc, fmt.Sprint("flooder", i)))
	}
	began := time.Now()
	nc, err := dialFrom(guest, at)
	if err != nil {
		t.Fatal(err)
	}
	p := newPeer(nc, "zoe")
	defer nc.Close()
	if err := errors.Join(p.Send("REGISTER zoe CHAT/1.0\n"), p.Receive("200 Registration successful")); err != nil {
		t.Fatal(err)
	}
	t.Logf("beside %d connections of one address another got in within %v", flood, time.Since(began))
	refused := 0
	for _, p := range crowd { // those who are in say nothing, and are closed without a word
		_ = p.Conn.Conn.SetReadDeadline(time.Now().Add(patience))
		line, err := p.In.ReadString('\n')
		switch {
		case strings.HasPrefix(line, "429 Too many: "):
			refused++
		case !errors.Is(err, io.EOF) || line != "":
			t.Fatalf("%s receives %q, %v, want 429 or the end", p.Name, line, err)
		}
	}
	if refused != flood-in {
		t.Errorf("%d of %d connections were refused, want %d", refused, flood, flood-in)
	}
}
