package files

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// A probing reader calls probe once it has given so many bytes, before the rest.
type probing struct {
	io.Reader
	left  int64
	probe func()
}

func (p *probing) Read(b []byte) (int, error) {
	if p.left <= 0 && p.probe != nil {
		p.probe()
		p.probe = nil
	}
	n, err := p.Reader.Read(b)
	p.left -= int64(n)
	return n, err
}

// zeros never ends.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// The disk gets what has come while more comes: a sync of all at the end would
// keep the chat's from the disk.
func TestTheDiskGetsAFileBesideWhatStillComes(t *testing.T) {
	h := newHarness(t, Limits{File: 4 * mega})
	h.store.syncEvery = mega
	u, err := h.store.create(1, 4*mega, 0, false)
	if err != nil {
		t.Fatal(err)
	}
	r := &probing{io.LimitReader(zeros{}, 4*mega), 3 * mega, func() {
		late := time.After(20 * time.Second)
		for u.noted().Offset < mega {
			select {
			case <-late:
				t.Error("nothing is on disk before the end")
				return
			case <-time.Tick(time.Millisecond):
			}
		}
	}}
	if rec, err := u.append(t.Context(), 0, r, true, func() {}); err != nil || rec.Hash == "" {
		t.Errorf("the upload is %+v, %v", rec, err)
	}
}

// BenchmarkSyncBesideAnUpload is how long another program's sync of one page
// takes, as one of the journal, while a gigabyte comes. It is about the disk: on
// one that others use it says little.
func BenchmarkSyncBesideAnUpload(b *testing.B) {
	store, err := Open(Config{Dir: b.TempDir(), Limits: Limits{File: 1 << 40}})
	if err != nil {
		b.Fatal(err)
	}
	wal, err := os.Create(filepath.Join(store.dir, "wal"))
	if err != nil {
		b.Fatal(err)
	}
	defer wal.Close()
	var took []time.Duration
	for b.Loop() {
		u, err := store.create(1, 1<<30, 0, false)
		if err != nil {
			b.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() {
			_, err := u.append(b.Context(), 0, io.LimitReader(zeros{}, 1<<30), true, func() {})
			ended <- err
		}()
		for ended != nil {
			select {
			case err := <-ended:
				if err != nil {
					b.Fatal(err)
				}
				ended = nil
			case <-time.After(20 * time.Millisecond):
				began := time.Now()
				if _, err := wal.Write(make([]byte, 4096)); err != nil {
					b.Fatal(err)
				}
				if err := wal.Sync(); err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(began))
			}
		}
	}
	b.SetBytes(1 << 30)
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Milliseconds()), "p99-ms")
	b.ReportMetric(float64(took[len(took)-1].Milliseconds()), "max-ms")
}
