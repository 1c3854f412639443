package journal

import (
	"crypto/rand"
	"fmt"
	"syscall"
	"testing"
	"time"

	"confab/server/wire"
)

// BenchmarkRow is what the writer pays for a row of a transaction, its commit
// included: processor time, not what it waits for the disk. It compares events
// that are stored together with such as have a statement each, and keys that
// grow with the clients' and the server's time with random ones, in a journal
// that has 50,000 events with such keys.
func BenchmarkRow(b *testing.B) {
	for _, batch := range []int{1, 64, 256} {
		for _, oneByOne := range []bool{false, true} {
			for _, random := range []bool{false, true} {
				b.Run(fmt.Sprintf("batch=%d/oneByOne=%v/random=%v", batch, oneByOne, random), func(b *testing.B) {
					d, err := openDisk(newDir(b), nil)
					if err != nil {
						b.Fatal(err)
					}
					defer d.close()
					write := func(n int) {
						r := &request{}
						for range n {
							e := line("lobby", "alice", usual)
							if e.ID = wire.ServerID(); random {
								e.ID = rand.Text()
							}
							r.events = append(r.events, e)
						}
						b.StartTimer()
						defer b.StopTimer()
						before := processorTime()
						if _, err := d.transact([]*request{r}, nil, noRules{}, oneByOne); err != nil {
							b.Fatal(err)
						}
						if _, err := d.checkpoint(); err != nil {
							b.Fatal(err)
						}
						used += processorTime() - before
					}
					b.StopTimer()
					for range 50 {
						write(1000)
					}
					used = 0
					b.ResetTimer()
					for n := 0; n < b.N; n += batch {
						write(min(batch, b.N-n))
					}
					b.ReportMetric(float64(used.Nanoseconds())/float64(b.N), "cpu-ns/row")
				})
			}
		}
	}
}

var used time.Duration // by what is measured

// processorTime is what this process has used so far.
func processorTime() time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		panic(err)
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}
