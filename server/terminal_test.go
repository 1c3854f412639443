package main

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// A stuck is a terminal that stands still until it is let go.
type stuck struct {
	io.Writer
	letGo chan struct{}
}

func (s stuck) Write(b []byte) (int, error) {
	<-s.letGo
	return s.Writer.Write(b)
}

func TestNobodyWaitsForATerminalThatStandsStill(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var shown strings.Builder
		out := stuck{&shown, make(chan struct{})}
		terminal := newTerminal(out)
		for i := range maxLogLines + 100 {
			fmt.Fprintln(terminal, i) // would wait for ever
		}
		synctest.Wait()
		close(out.letGo)
		terminal.Close()
		fmt.Fprintln(terminal, "too late")

		lines := strings.Split(strings.TrimSpace(shown.String()), "\n")
		if n := len(lines) - 1; n < maxLogLines || n > maxLogLines+1 {
			t.Errorf("%d lines are shown, want those that could wait, %d", n, maxLogLines)
		}
		if !strings.Contains(shown.String(), "msg=\"the terminal stood still\" lost=") {
			t.Error("nobody is told that lines were lost")
		}
		if strings.Contains(shown.String(), "too late") {
			t.Error("a line is shown after the end")
		}
	})
}

func TestTheEndWaitsForATerminalForAMoment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := stuck{io.Discard, make(chan struct{})}
		terminal := newTerminal(out)
		fmt.Fprintln(terminal, "last words")
		began := time.Now()
		terminal.Close()
		if took := time.Since(began); took != lastLogs {
			t.Errorf("the end took %v, want %v", took, lastLogs)
		}
		close(out.letGo)
		<-terminal.ended
	})
}
