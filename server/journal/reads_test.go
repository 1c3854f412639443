package journal

import (
	"fmt"
	"maps"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
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
				say(t, j, "lobby", "hi")
				say(t, j, "den", "hi")
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

// What was read is forgotten with the membership, with the room and with the
// reader, on a disk, in memory and while it waits to be written.
func TestWhatWasReadIsForgotten(t *testing.T) {
	for _, memory := range []bool{false, true} {
		t.Run(fmt.Sprint("memory=", memory), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				j := open(t, Config{Dir: newDir(t), Memory: memory})
				event := func(kind, room, from string) {
					t.Helper()
					if err := j.Append(t.Context(), []*wire.Event{{Type: kind, Room: room, From: from, ID: wire.ServerID(), Body: []byte("{}")}}); err != nil {
						t.Fatal(err)
					}
				}
				written := func() {
					time.Sleep(2 * readWritten)
					synctest.Wait()
				}
				for _, room := range []string{"lobby", "den", "tea"} {
					say(t, j, room, "hi")
					for _, user := range []string{"alice", "bob", "eve"} {
						read(t, j, user, room, 3)
					}
				}
				written()
				read(t, j, "alice", "den", 9) // and leaves before it is written
				event(wire.LeaveType, "den", "Alice")
				read(t, j, "bob", "tea", 9)
				event(wire.CloseType, "tea", "bob")
				event(wire.OpenType, "tea", "bob")
				written()
				wantReads(t, j, "alice", map[string]int64{"lobby": 3})
				wantReads(t, j, "bob", map[string]int64{"lobby": 3, "den": 3})
				if seq, err := j.ReadIn(t.Context(), "bob", "den"); seq != 3 || err != nil {
					t.Errorf("bob has read the den up to %d, %v", seq, err)
				}
				read(t, j, "bob", "lobby", 4)
				if err := j.ForgetReads(t.Context(), "bob"); err != nil {
					t.Fatal(err)
				}
				written()
				wantReads(t, j, "bob", map[string]int64{})
				if memory {
					return
				}
				if err := j.KeepReads(t.Context(), func(user string) bool { return user == "alice" }); err != nil {
					t.Fatal(err)
				}
				wantReads(t, j, "eve", map[string]int64{})
				wantReads(t, j, "alice", map[string]int64{"lobby": 3})
			})
		})
	}
}
