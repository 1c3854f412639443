package journal

import (
	"fmt"
	"maps"
	"testing"
	"testing/synctest"
	"time"
)

func wantReads(t *testing.T, j *Journal, user string, want map[string]int64) {
	t.Helper()
	got, err := j.Reads(t.Context(), user)
	if err != nil {
		t.Fatal(err)
	}
	if !maps.Equal(got, want) {
		t.Errorf("%s has read %v, want %v", user, got, want)
	}
}

func read(t *testing.T, j *Journal, user, room string, seq int64) {
	t.Helper()
	if err := j.SetRead(t.Context(), user, room, seq); err != nil {
		t.Error(err)
	}
}

func TestReadingNeverGoesBack(t *testing.T) {
	for _, memory := range []bool{false, true} {
		t.Run(fmt.Sprint("memory=", memory), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				cfg := Config{Dir: newDir(t), Memory: memory}
				j := open(t, cfg)
				read(t, j, "alice", "lobby", 7)
				read(t, j, "alice", "lobby", 5)
				read(t, j, "alice", "den", 3)
				read(t, j, "bob", "lobby", 1)
				alice := map[string]int64{"lobby": 7, "den": 3}
				wantReads(t, j, "alice", alice) // at once
				time.Sleep(2 * readWritten)
				synctest.Wait()
				wantReads(t, j, "alice", alice) // from the store
				if len(j.read)+len(j.writing) > 0 {
					t.Error("what was read has not been written in time")
				}
				read(t, j, "alice", "lobby", 6)
				say(t, j, "lobby", "which takes it along")
				wantReads(t, j, "alice", alice)
				wantReads(t, j, "nobody", map[string]int64{})

				read(t, j, "alice", "lobby", 9)
				if err := j.Close(); err != nil || memory {
					return
				}
				j = open(t, cfg)
				wantReads(t, j, "alice", map[string]int64{"lobby": 9, "den": 3})
				wantReads(t, j, "bob", map[string]int64{"lobby": 1})
			})
		})
	}
}
