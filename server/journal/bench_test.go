package journal

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"sync"
	"testing"
	"time"

	"confab/server/sqlite"
	"confab/server/wire"
)

const usual = "a line as people write them, neither long nor short"

// BenchmarkBare stores the same rows in the same tables, 64 in a transaction,
// with nothing around it. The journal is measured by it.
func BenchmarkBare(b *testing.B) {
	for _, batch := range []int{64, 256} {
		b.Run(fmt.Sprint(batch), func(b *testing.B) {
			j := open(b, Config{Dir: newDir(b)})
			c, err := sqlite.Open(j.store.(*disk).file, sqlite.Durable...)
			if err != nil {
				b.Fatal(err)
			}
			defer c.Close()
			insert, err := c.Prepare(`INSERT INTO events (seq, prev, at, room, type, author, key, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`)
			if err != nil {
				b.Fatal(err)
			}
			events := make([]*wire.Event, b.N)
			for i := range events {
				events[i] = line("lobby", "alice", usual)
			}
			b.ResetTimer()
			for i := 0; i < b.N; i += batch {
				if err := c.Transact(sqlite.Write, func() error {
					for n, e := range events[i:min(i+batch, b.N)] {
						seq := int64(i + n + 1)
						if _, err := insert.Exec(seq, seq-1, time.Now().UnixMilli(), int64(1), e.Type, e.From, e.ID, []byte(e.Body)); err != nil {
							return err
						}
					}
					return nil
				}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

// BenchmarkAppend is what goes through the journal when so many speak at the
// same time, each the next line when the last one is on disk.
func BenchmarkAppend(b *testing.B) {
	for _, speakers := range []int{1, 64, 256} {
		for _, memory := range []bool{false, true} {
			b.Run(fmt.Sprintf("speakers=%d/memory=%v", speakers, memory), func(b *testing.B) {
				commits := 0
				j := open(b, Config{Dir: newDir(b), Memory: memory, Committed: func(int, time.Duration) { commits++ }})
				ctx, cancel := context.WithCancel(b.Context())
				heard := make(chan int)
				go func() {
					n := 0
					_ = j.Follow(ctx, 0, func(events []*wire.Event) { n += len(events) })
					heard <- n
				}()
				lines := make(chan *wire.Event, b.N)
				for range b.N {
					lines <- line("lobby", "alice", usual)
				}
				close(lines)
				b.ReportAllocs()
				b.ResetTimer()
				var all sync.WaitGroup
				for range speakers {
					all.Go(func() {
						for e := range lines {
							if err := j.Append(ctx, []*wire.Event{e}); err != nil {
								b.Error(err)
							}
						}
					})
				}
				all.Wait()
				b.StopTimer()
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
				b.ReportMetric(float64(b.N)/float64(commits), "rows/commit")
				cancel()
				<-heard
			})
		}
	}
}

// BenchmarkAMillion is a journal with a million events, most of them in one room.
func BenchmarkAMillion(b *testing.B) {
	dir := os.Getenv("JOURNAL_MILLION") // to keep it between two runs
	if dir == "" {
		dir = newDir(b)
	}
	fill(b, dir, 1_000_000)
	b.Run("Open", func(b *testing.B) {
		for b.Loop() {
			j, err := Open(Config{Dir: dir})
			if err != nil {
				b.Fatal(err)
			}
			if err := j.Close(); err != nil {
				b.Fatal(err)
			}
		}
	})
	// What a process that has just started does: no page is in SQLite's cache.
	b.Run("OpenAndFirstPage", func(b *testing.B) {
		for b.Loop() {
			j, err := Open(Config{Dir: dir})
			if err != nil {
				b.Fatal(err)
			}
			if page, err := j.Page(b.Context(), Query{Room: "lobby", Before: 1 << 60, Limit: 200}); err != nil || len(page) != 200 {
				b.Fatal(len(page), err)
			}
			if err := j.Close(); err != nil {
				b.Fatal(err)
			}
		}
	})
	j := open(b, Config{Dir: dir})
	for name, q := range map[string]Query{
		"NewestPage": {Before: 1 << 60}, "PageInTheMiddle": {Before: 500_000}, "OldestPage": {After: 0},
	} {
		b.Run(name, func(b *testing.B) {
			q.Room, q.Limit = "lobby", 200
			for b.Loop() {
				if page, err := j.Page(b.Context(), q); err != nil || len(page) != 200 {
					b.Fatal(len(page), err)
				}
			}
		})
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.Sys)/(1<<20), "MiB-sys")
}

func fill(b *testing.B, dir string, n int) {
	j, err := Open(Config{Dir: dir})
	if err != nil {
		b.Fatal(err)
	}
	for j.Seq() < int64(n) {
		batch := make([]*wire.Event, 1000)
		for i := range batch {
			room := "lobby"
			if i%10 == 9 {
				room = fmt.Sprintf("room %d", i)
			}
			batch[i] = line(room, "alice", usual)
		}
		if err := j.Append(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
	}
	if err := j.Close(); err != nil {
		b.Fatal(err)
	}
}
