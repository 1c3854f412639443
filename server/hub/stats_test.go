package hub

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
)

// statsOf asks for a hub's figures when all that can happen has happened.
func statsOf(t *testing.T, h *Hub) Stats {
	t.Helper()
	synctest.Wait()
	f, err := h.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// wantStats wants so many connections, events and bytes that wait.
func wantStats(t *testing.T, h *Hub, v1, v2, events, waiting int) {
	t.Helper()
	f := statsOf(t, h)
	if one, two := f.Connected[string(wire.V1)], f.Connected[string(wire.V2)]; one != v1 || two != v2 || len(f.Connected) != 3 {
		t.Errorf("%v are connected, want %d and %d", f.Connected, v1, v2)
	}
	if f.Events != events || f.Waiting != waiting {
		t.Errorf("%d events and %d bytes that wait, want %d and %d", f.Events, f.Waiting, events, waiting)
	}
}

func TestTheFiguresMove(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		wantStats(t, h, 0, 0, 0, 0)
		alice, bob, eve := enter(t, h, "alice"), enter2(t, h, "bob", ""), enter(t, h, "eve")
		wantStats(t, h, 2, 1, 0, 0)
		for i := range 3 {
			alice.Say(fmt.Sprint("line ", i))
			bob.Wants(`{"type":"message"}`)
		}
		wantStats(t, h, 2, 1, 3, 3*len("@alice: line 0\n")) // eve has not read
		eve.Want("@alice: line 0")
		eve.Want("@alice: line 1")
		eve.Want("@alice: line 2")
		wantStats(t, h, 2, 1, 3, 0)
		alice.Write("DISCONNECT alice CHAT/1.0\n")
		alice.WantEnd()
		wantStats(t, h, 1, 1, 3, 0)
	})
}

// What is held back for a client that is being welcomed waits too, and what
// will never be written does not.
func TestWhatIsHeldWaitsAndWhatIsLostDoesNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		alice, c := enterSeen(t, h, "alice")
		text := wire.AppendAnswer(nil, wire.Pong{ID: "1"})
		c.queue.hold()
		c.push(text, time.Now())
		wantStats(t, h, 0, 1, 0, len(text))
		c.queue.release()
		wantStats(t, h, 0, 1, 0, len(text))
		alice.Wants(`{"type":"pong","id":"1"}`)
		wantStats(t, h, 0, 1, 0, 0)
		c.push(text, time.Now())
		c.push(text, time.Now())
		c.queue.fail(errors.New("the socket is broken"))
		wantStats(t, h, 0, 1, 0, 0)
	})
}

// A client that has not read for too long is slow, although its reader may
// find that out before expired ends the connection.
func TestAnAnswerThatWaitsForTooLongIsSlow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		_, c := enterSeen(t, h, "alice")
		c.queue.written(0, os.ErrDeadlineExceeded) // the writer calls expired next
		if err := c.send([]byte("an answer")); err != errSlow {
			t.Errorf("send returns %v, want %v", err, errSlow)
		}
	})
}

func TestEveryEndHasItsReason(t *testing.T) {
	ends := map[string]func(t *testing.T, h *Hub, journal *sick){
		"disconnect": func(t *testing.T, h *Hub, _ *sick) { enter(t, h, "eve").Write("DISCONNECT eve CHAT/1.0\n") },
		"quit": func(t *testing.T, h *Hub, _ *sick) {
			eve := enter2(t, h, "eve", "")
			eve.Ask(`{"type":"quit"}`)
			eve.Drain()
		},
		"eof": func(t *testing.T, h *Hub, _ *sick) { _ = enter(t, h, "eve").Close() },
		"slow": func(t *testing.T, h *Hub, _ *sick) {
			enter(t, h, "eve")
			alice := enter(t, h, "alice")
			for range 10 {
				alice.Say(strings.Repeat("x", 900))
			}
		},
		"idle_timeout": func(t *testing.T, h *Hub, _ *sick) {
			eve := connect(t, h, "eve", "REGISTER eve CHAT/2.0")
			eve.Drain()
		},
		"too_long": func(t *testing.T, h *Hub, _ *sick) {
			eve := enter(t, h, "eve")
			go eve.Drain()
			_, _ = eve.Conn.Write([]byte(strings.Repeat("x", 2000)))
		},
		"read_error": func(t *testing.T, h *Hub, journal *sick) {
			journal.blind.Store(true)
			eve := connect(t, h, "eve", "REGISTER eve CHAT/2.0")
			eve.Want("200 Registration successful")
			eve.Ask(`{"type":"hello"}`)
			eve.Drain()
		},
	}
	for reason, end := range ends {
		synctest.Test(t, func(t *testing.T) {
			journal := &sick{memory: newMemory()}
			h, _ := openOn(t, limits(), journal)
			want := statsOf(t, h).Ended
			if len(want) != len(reasons)+1 {
				t.Fatalf("the reasons are %v, want all from the beginning", want)
			}
			want[reason] = 1
			end(t, h, journal)
			if got := statsOf(t, h).Ended; !maps.Equal(got, want) {
				t.Errorf("%s: the reasons are %v, want %v", reason, got, want)
			}
		})
	}
}

func TestAReasonIsNeverTextFromOutside(t *testing.T) {
	for err, want := range map[error]string{
		fmt.Errorf("reading: %w", syscall.ECONNRESET): "error",
		errors.New("eve\n"):                           "error",
		fmt.Errorf("%w: eve", wire.LineTooLong):       "too_long",
		errShutdown:                                   "shutdown",
	} {
		if got := reasonOf(err); got != want {
			t.Errorf("the reason of %q is %s, want %s", err, got, want)
		}
	}
}

func TestAHubThatIsOverHasNoFigures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, shutdown := open(t, limits())
		shutdown()
		if f, err := h.Stats(t.Context()); !errors.Is(err, errShutdown) {
			t.Errorf("a hub that is over says %v, %v, want %v", f, err, errShutdown)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		h, err := Open(t.Context(), limits(), newMemory()) // and nobody runs it
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if f, err := h.Stats(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a hub that does nothing says %v, %v, want %v", f, err, context.DeadlineExceeded)
		}
	})
}
