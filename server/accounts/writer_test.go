package accounts

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"

	"confab/server/model"
	"confab/server/wire"
)

// A stuckDisk commits when it is told to, and not if that is an error.
type stuckDisk struct {
	let     chan error
	commits int // owned by the writer
}

func stick(s *Store) *stuckDisk {
	d := &stuckDisk{let: make(chan error)}
	s.writer.beforeCommit = func() error {
		d.commits++
		return <-d.let
	}
	return d
}

// start makes a change and returns what it comes to.
func start(change func() error) chan error {
	done := make(chan error, 1)
	go func() { done <- change() }()
	synctest.Wait() // it waits, for the disk or for those before it
	return done
}

func binds(t *testing.T, s *Store, v model.Visit) func() error {
	return func() error { _, err := s.Bind(t.Context(), v); return err }
}

// Those who come while the disk is at work share the next wait for it, and each
// is answered as if they had come one after the other.
func TestChangesShareACommit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, Config{Dir: t.TempDir()})
		alice := bind(t, s, visit("alice", "laptop"))
		disk := stick(s)
		first := start(binds(t, s, visit("first", "first")))
		var class []chan error
		for i := range 30 {
			name := fmt.Sprint("pupil", i)
			class = append(class, start(binds(t, s, visit(name, name))))
		}
		late := start(binds(t, s, visit("pupil7", "another one's")))
		nobodys := start(func() error { return s.Revoke(t.Context(), 99, "none") })
		last := start(func() error { return s.Revoke(t.Context(), alice.ID, device("laptop")) })
		disk.let <- nil
		disk.let <- nil
		for i, done := range append(class, first) {
			if err := <-done; err != nil {
				t.Errorf("number %d comes to %v", i, err)
			}
		}
		wantReply(t, "a name that somebody has got in the same commit", <-late, wire.NameTaken, "")
		wantCode(t, "a device that is not there", <-nobodys, wire.NoDevice)
		wantCode(t, "the last device of somebody", <-last, wire.LastDevice)
		if devices, err := s.Devices(t.Context(), alice.ID); err != nil || len(devices) != 1 {
			t.Errorf("what was refused has been done: alice has the devices %v, %v", devices, err)
		}
		if disk.commits != 2 {
			t.Errorf("there were %d commits, want 2", disk.commits)
		}
		for i := range 30 {
			if a := account(t, s, fmt.Sprint("pupil", i)); a.ID == model.Guest {
				t.Errorf("pupil%d has no account", i)
			}
		}
	})
}

// What cannot be stored has not been done for anybody, and what follows can be.
func TestAFailedCommitIsEverybodys(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, Config{Dir: t.TempDir()})
		disk := stick(s)
		first := start(binds(t, s, visit("first", "first")))
		alice, bob := start(binds(t, s, visit("alice", "laptop"))), start(binds(t, s, visit("alice", "other")))
		disk.let <- nil
		<-first
		broken := errors.New("the disk is full")
		disk.let <- broken
		for _, done := range []chan error{alice, bob} { // the second was refused because of the first
			if err := <-done; !errors.Is(err, broken) {
				t.Errorf("it comes to %v, want %v", err, broken)
			}
		}
		again := start(binds(t, s, visit("alice", "other")))
		disk.let <- nil
		if err := <-again; err != nil {
			t.Errorf("the name that could not be stored comes to %v", err)
		}
	})
}

// Who is known is found out while the disk is at work.
func TestReadersDoNotWaitForTheDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, Config{Dir: t.TempDir()})
		alice := bind(t, s, visit("alice", "laptop"))
		disk := stick(s)
		first := start(binds(t, s, visit("first", "first")))
		if e, err := s.Admit(t.Context(), visit("alice", "laptop")); err != nil || e.Account.ID != alice.ID {
			t.Errorf("alice comes to %+v, %v", e, err)
		}
		if e, err := s.Admit(t.Context(), visit("first", "")); err != nil || e.Account.ID != model.Guest {
			t.Errorf("a name that is not stored yet comes to %+v, %v", e, err)
		}
		disk.let <- nil
		if err := <-first; err != nil {
			t.Error(err)
		}
	})
}

// Who gives up before the writer has begun changes nothing, and is told at once.
func TestWhoGivesUpInTheQueueHasChangedNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, Config{Dir: t.TempDir()})
		disk := stick(s)
		first := start(binds(t, s, visit("first", "first")))
		ctx, cancel := context.WithCancel(t.Context())
		second := start(func() error { _, err := s.Bind(ctx, visit("second", "second")); return err })
		cancel()
		if err := <-second; !errors.Is(err, context.Canceled) {
			t.Errorf("who gave up comes to %v", err)
		}
		disk.let <- nil
		<-first
		if a := account(t, s, "second"); a.ID != model.Guest {
			t.Errorf("who gave up has an account: %+v", a)
		}
	})
}

// Who gives up while the disk is at work with the change hears what has become of it.
func TestWhoGivesUpDuringTheCommitHearsOfIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, Config{Dir: t.TempDir()})
		disk := stick(s)
		ctx, cancel := context.WithCancel(t.Context())
		late := start(func() error { _, err := s.Bind(ctx, visit("late", "late")); return err })
		cancel()
		synctest.Wait()
		select {
		case err := <-late:
			t.Errorf("it comes to %v before the disk has answered", err)
		default:
		}
		disk.let <- nil
		if err := <-late; err != nil {
			t.Errorf("it comes to %v, want that it is stored", err)
		}
		if a := account(t, s, "late"); a.ID == model.Guest {
			t.Error("there is no account")
		}
	})
}
