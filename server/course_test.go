package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"confab/server/wire"
)

// A courseReader reads as the frailest programs that speak CHAT/1.0 do: what one
// read brings are whole lines, each byte is a character of ASCII, a line is
// short, and a connection that ends without DISCONNECT is a fault. After the
// first fault it is dead.
type courseReader struct {
	in        io.Reader
	dismissed bool  // DISCONNECT has come
	dead      error // what it died of
}

func (c *courseReader) Read(p []byte) (int, error) {
	if c.dead != nil {
		return 0, c.dead
	}
	n, err := c.in.Read(p)
	for line := range strings.Lines(string(p[:n])) {
		if fault := c.fault(line); fault != "" {
			c.dead = fmt.Errorf("it dies: %s in %.100q", fault, line)
			return 0, c.dead
		}
		c.dismissed = line == "DISCONNECT CHAT/1.0\n"
	}
	if errors.Is(err, io.EOF) && !c.dismissed {
		c.dead = errors.New("it spins: the connection has ended without DISCONNECT")
		return n, c.dead
	}
	return n, err
}

// fault returns what is wrong with a line, or nothing.
func (c *courseReader) fault(line string) string {
	for _, b := range []byte(line) {
		if b > 0x7f {
			return fmt.Sprintf("the byte %#x", b)
		}
		if b < ' ' && b != '\n' && b != '\t' || b == 0x7f {
			return fmt.Sprintf("the control character %#x", b)
		}
	}
	switch {
	case !strings.HasSuffix(line, "\n"):
		return "half a line"
	case len(line) > 1200:
		return fmt.Sprintf("a line of %d bytes", len(line))
	case c.dismissed:
		return "a line behind DISCONNECT"
	}
	return ""
}

// attend registers a program of the course.
func attend(address, name string) (*peer, error) {
	p, err := dial(address, name)
	if err != nil {
		return nil, err
	}
	p.In = bufio.NewReaderSize(&courseReader{in: p.Conn.Conn}, 64<<10) // so that one read brings all that has come
	return p, p.Register(wire.V1)
}

// A class of the course's programs lives through whatever people type.
func TestAClassLivesThroughEverything(t *testing.T) {
	s := serve(t, "-rate", "0")
	var class []*peer
	for _, name := range []string{"ann", "Zoë", "Łukasz", "日本語", "pupil5", "pupil6"} {
		p, err := attend(s.address, name)
		if err != nil {
			t.Fatal(err)
		}
		class = append(class, p)
	}
	typist, err := dial(s.address, "Müller")
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(typist.Send("REGISTER Müller CHAT/1.1\n"), typist.Receive("200 Registration successful")); err != nil {
		t.Fatal(err)
	}
	for said, want := range map[string]string{
		"it’s “quoted” … – —":       `it's "quoted" ... - --`,
		"grüße, naïve café, Straße": "grusse, naive cafe, Strasse",
		"👍 👩🏽‍💻 🏳️‍🌈 1️⃣":           ":+1: :woman_technologist_tone3: :rainbow-flag: 1",
		"𐌰": "?",
		"привет, مرحبا, שלום, 你好, 안녕": "privet, mrHb, SHlvm, Ni Hao, annyeong",
		"a\u00a0b\u202fc\u3000d":      "a b c d",
		"tab\there":                   "tab\there",
	} {
		if err := typist.Send(said + "\n"); err != nil {
			t.Fatal(err)
		}
		for _, p := range class {
			if err := p.Receive("@Muller: " + want); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, long := range []string{strings.Repeat("x", 60_000), strings.Repeat("lorem ipsum ", 1000)} {
		if err := typist.Send(long + "\n"); err != nil {
			t.Fatal(err)
		}
		for _, p := range class {
			if err := p.receiveCut("@Muller: " + long); err != nil {
				t.Fatal(err)
			}
		}
	}
	// All of them say something as their programs do, and hear each other.
	heard := []string{"ann", "Zoe", "Lukasz", "RiBenYu", "pupil5", "pupil6"}
	for i, p := range class {
		if err := errors.Join(p.Say("ich bin’s"), typist.Receive("@"+p.Name+": ich bin’s")); err != nil {
			t.Fatal(err)
		}
		for j, other := range class {
			if i == j {
				continue
			}
			if err := other.Receive("@" + heard[i] + ": ich bin's"); err != nil {
				t.Fatal(err)
			}
		}
	}
	go func() { _ = s.stop() }() // serve's own cleanup looks at its error
	for _, p := range class {
		if err := p.dismissed(); err != nil {
			t.Error(err)
		}
	}
	if err := errors.Join(typist.Receive("DISCONNECT CHAT/1.1"), typist.Closed()); err != nil {
		t.Error(err)
	}
}

// The programs of the course in these tests die of what the true ones die of.
func TestACourseProgramIsFrail(t *testing.T) {
	for what, pieces := range map[string][]string{
		"a byte that is no ASCII":    {"@bob: é\n"},
		"half a line":                {"@bob: hel", "lo\n"},
		"a long line":                {"@bob: " + strings.Repeat("x", 1200) + "\n"},
		"an end without a word":      {"@bob: hello\n"},
		"a line behind the last one": {"DISCONNECT CHAT/1.0\n@bob: hello\n"},
	} {
		here, there := net.Pipe()
		go func() {
			for _, piece := range pieces {
				_, _ = io.WriteString(there, piece)
			}
			_ = there.Close()
		}()
		if got, err := io.ReadAll(&courseReader{in: here}); err == nil {
			t.Errorf("it survives %s and has read %q", what, got)
		}
		_ = here.Close()
	}
}
