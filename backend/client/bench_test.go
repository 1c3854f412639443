package client_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"confab/backend/archive"
	"confab/backend/client"
	"confab/backend/session"
	"confab/server/wire"
)

// wayIn is how many events BenchmarkTheWayIn has a server send.
const wayIn = 10_000

// A waiter is a window that waits for one message.
type waiter struct {
	key  string
	told chan struct{}
}

func (w *waiter) Emit(e client.Event) {
	if e.Row != nil && e.Row.ID == w.key {
		close(w.told)
	}
}

func (*waiter) Notify(id, title, body string) error { return nil }
func (*waiter) Unread(int)                          {}

// How long events take from the socket to the archive on disk and the window.
func BenchmarkTheWayIn(b *testing.B) {
	var lines []byte
	last := ""
	for i := range wayIn {
		last = fmt.Sprintf("0199a0a0-0000-7000-8000-%012d", i)
		lines = wire.AppendEvent(lines, &wire.Event{
			Type: wire.MessageType, Room: wire.Lobby, Seq: int64(i + 1), Prev: int64(i), At: time.UnixMilli(1772366400000 + int64(i)), From: fmt.Sprint("person", i%50),
			ID: last, Body: wire.SaidBody(fmt.Appendf(nil, "shall we have lunch at twelve, as always? %d", i)),
		})
	}
	b.SetBytes(int64(len(lines)))
	for b.Loop() {
		b.StopTimer()
		kept, err := archive.Open(b.TempDir())
		if err != nil {
			b.Fatal(err)
		}
		here, there := net.Pipe()
		go sendAll(there, lines)
		w := &waiter{last, make(chan struct{})}
		dial := func(context.Context, string) (net.Conn, error) { return here, nil }
		c := client.New(client.Config{Session: session.Config{Dial: dial}, Archive: kept, Log: slog.New(slog.DiscardHandler)})
		c.Start(w)
		b.StartTimer()
		if err := c.Connect(b.Context(), "lab:1", "alice"); err != nil {
			b.Fatal(err)
		}
		<-w.told
		b.StopTimer()
		_ = there.Close()
		c.Close()
		b.StartTimer()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*wayIn), "ns/event")
}

// sendAll lets a client in and sends it lines, whatever it asks.
func sendAll(nc net.Conn, lines []byte) {
	in := bufio.NewReader(nc)
	for {
		line, err := in.ReadString('\n')
		switch {
		case err != nil:
			return
		case strings.HasPrefix(line, "REGISTER"):
			_, _ = io.WriteString(nc, "200 Registration successful\n")
		case strings.HasPrefix(line, `{"type":"hello"`):
			_, _ = nc.Write(wire.AppendAnswer(nil, wire.Welcome{Journal: "j", You: "alice", Rooms: []wire.RoomInfo{{Name: wire.Lobby}}}))
			go func() { _, _ = nc.Write(lines) }()
		}
	}
}
