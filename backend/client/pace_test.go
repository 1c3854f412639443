package client_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"confab/backend/archive"
	"confab/backend/client"
	"confab/backend/session"
)

// A counter is a window that counts.
type counter struct{ told, bytes, rooms atomic.Int64 }

func (c *counter) Emit(e client.Event) {
	encoded, _ := json.Marshal(e)
	c.told.Add(1)
	c.bytes.Add(int64(len(encoded)))
	if e.Room != nil {
		c.rooms.Add(1)
	}
}
func (c *counter) Notify(string, string, string) error { return nil }
func (c *counter) Unread(int)                          {}

// A server says as much as it can. The window is told so much in a second, and in
// the end all of it; whoever closes it meanwhile waits for nothing.
func TestAWindowIsToldSoMuchInASecond(t *testing.T) {
	const flood = 4000
	synctest.Test(t, func(t *testing.T) {
		c, w, ended := flooded(t, 100, 2000, func(write func(string)) {
			for i := range flood {
				write(fmt.Sprintf(`{"type":"presence","came":["user-%d"]}`, i))
			}
		})
		time.Sleep(5 * time.Second)
		if told := w.told.Load(); told < 2000 || told > 2650 {
			t.Errorf("after 5 s the window has been told %d events, want 2,000 and 100 for each", told)
		}
		time.Sleep(time.Minute)
		if told := w.told.Load(); told < flood || told > flood+20 {
			t.Errorf("in the end it has been told %d events of %d", told, flood)
		}
		c.Close()
		<-ended
	})
	synctest.Test(t, func(t *testing.T) {
		c, _, ended := flooded(t, 100, 2000, func(write func(string)) {
			for i := range flood {
				write(fmt.Sprintf(`{"type":"presence","came":["user-%d"]}`, i))
			}
		})
		time.Sleep(2 * time.Second)
		began := time.Now()
		if c.Close(); time.Since(began) > 5*time.Second {
			t.Errorf("closing takes %v", time.Since(began))
		}
		<-ended
	})
}

// flooded returns a chat with a server that says what flood writes once it has
// said who is there. The window is told at so much a second, and so much at once.
func flooded(t *testing.T, rate float64, burst int, flood func(write func(line string))) (*client.Chat, *counter, <-chan struct{}) {
	t.Helper()
	kept, err := archive.Memory()
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	dial := func(context.Context, string) (net.Conn, error) {
		here, there := net.Pipe()
		go func() {
			defer close(ended)
			in := bufio.NewReader(there)
			write := func(line string) { _, _ = io.WriteString(there, line+"\n") }
			_, _ = in.ReadString('\n')
			write("200 Registration successful")
			_, _ = in.ReadString('\n')
			write(`{"type":"welcome","server":"x","journal":"j","you":"alice","limits":{},"rooms":[{"name":"lobby","seq":0,"members":1}]}`)
			_, _ = in.ReadString('\n')
			go func() { _, _ = io.Copy(io.Discard, in) }()
			write(`{"type":"names","names":["alice"]}`)
			flood(write)
		}()
		return here, nil
	}
	c := client.New(client.Config{Session: session.Config{Client: "test", Dial: dial}, Archive: kept, Log: slog.New(slog.DiscardHandler), TellRate: rate, TellBurst: burst})
	w := &counter{}
	c.Start(w)
	if err := c.Connect(t.Context(), "lab:1", "alice"); err != nil {
		t.Fatal(err)
	}
	return c, w, ended
}

// A short line that has a long list told counts as much as the list: the window
// takes it in as bytes. Rooms that stay as they are are not told again.
func TestAShortLineCountsForWhatItHasTold(t *testing.T) {
	const flood = 1000
	synctest.Test(t, func(t *testing.T) {
		c, w, ended := flooded(t, 20, 400, func(write func(string)) {
			var names []string
			for i := range 100 {
				names = append(names, fmt.Sprintf("%q", fmt.Sprint(strings.Repeat("w", 100), i)))
			}
			write(`{"type":"blocked","names":[` + strings.Join(names, ",") + `]}`)
			for i := range flood { // between others, so that none is made void by the next one
				write(fmt.Sprintf(`{"type":"blocked","names":["eve"],"off":%v}`, i%2 == 1))
				write(fmt.Sprintf(`{"type":"presence","came":["user-%d"]}`, i))
			}
		})
		time.Sleep(time.Second)
		told, bytes, rooms := w.told.Load(), w.bytes.Load(), w.rooms.Load()
		if most := int64(400+20+500*3) * 4096; told < 100 || bytes > most {
			t.Errorf("after a second it has been told %d events of %d bytes, want at most %d bytes", told, bytes, most)
		}
		if rooms > 10 {
			t.Errorf("of its one room it has been told %d times", rooms)
		}
		c.Close()
		<-ended
	})
}
