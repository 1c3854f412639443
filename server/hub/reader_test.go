package hub

import (
	"context"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/model"
	"confab/server/wire"
)

// A countingJournal notes how many events each Append has.
type countingJournal struct {
	*memory
	mu    sync.Mutex
	sizes []int
}

func (j *countingJournal) Append(ctx context.Context, events []*wire.Event) error {
	j.mu.Lock()
	j.sizes = append(j.sizes, len(events))
	j.mu.Unlock()
	return j.memory.Append(ctx, events)
}

// Lines that arrive together are published as one batch, and a long passage in
// several.
func TestWhatArrivesTogetherIsPublishedTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		journal := &countingJournal{memory: newMemory()}
		cfg := limits()
		cfg.SendQueue = 1 << 20
		h, _ := openOn(t, cfg, journal)
		alice := enter(t, h, "alice")
		alice.Write("one\ntwo\nthree\n")
		synctest.Wait()
		if want := []int{3}; !slices.Equal(journal.sizes, want) {
			t.Errorf("the journal gets %v events, want %v", journal.sizes, want)
		}
		journal.sizes = nil
		const size = 1000
		text := []byte(strings.Repeat("x", size))
		c := connOf(h, "alice")
		for range 2 * maxBatched / size { // in one piece, which is more than a reader takes
			if err := c.batch.add(&wire.Event{Type: wire.MessageType, Room: wire.Lobby, ID: wire.ServerID(), Body: wire.SaidBody(text)}); err != nil {
				t.Fatal(err)
			}
		}
		if len(journal.sizes) < 1 || c.batch.bytes >= maxBatched {
			t.Errorf("%d bytes wait after %v events, though the client goes on", c.batch.bytes, journal.sizes)
		}
	})
}

// connOf returns the hub's end of a connection, when all is at rest.
func connOf(h *Hub, name string) *Conn {
	synctest.Wait()
	for c := range h.online.conns {
		if c.name == name {
			return c
		}
	}
	return nil
}

// The end of a connection wakes its reader, even if the reader sets a deadline
// in the same moment.
func TestTheEndWakesTheReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		server, other := net.Pipe()
		defer other.Close()
		go func() { _, _ = other.Read(make([]byte, 1<<10)) }() // the goodbye
		c := newConn(h, server, 1, wire.V1, &user{name: "zoe", key: "zoe"}, model.Visit{})
		c.end(errKicked)
		c.reader.silentUntil(time.Now().Add(time.Hour))
		began := time.Now()
		if err := c.reader.run(nil); err != errKicked {
			t.Errorf("the connection ends because of %v", err)
		}
		if waited := time.Since(began); waited != 0 {
			t.Errorf("its reader waits for %v", waited)
		}
		c.finish()
	})
}
