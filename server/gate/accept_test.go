package gate

import (
	"errors"
	"net"
	"os"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
)

// fail makes the gate's next Accept fail.
func (s *town) fail(t *testing.T, errno error) {
	t.Helper()
	select {
	case s.street.errs <- &net.OpError{Op: "accept", Net: "tcp", Err: os.NewSyscallError("accept4", errno)}:
	case <-s.street.end:
		t.Fatal("the gate has closed")
	}
}

func TestAFailureToAcceptPasses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, Config{})
		early := s.visit(t, "192.0.2.1")

		s.fail(t, syscall.EMFILE)
		for _, pause := range []time.Duration{5, 10, 20, 40, 80, 160, 320, 640, 1000, 1000, 1000} {
			failed := time.Now()
			if pause == 320 {
				early.wantIn()
				wantTime(t, "whoever came before is heard", failed, 0)
			}
			s.fail(t, syscall.EMFILE)
			wantTime(t, "the gate tries again", failed, pause*time.Millisecond)
		}
		s.visit(t, "192.0.2.1").wantIn()

		s.fail(t, syscall.EMFILE) // all is well again, so this is a new one
		failed := time.Now()
		s.visit(t, "192.0.2.1").wantIn()
		wantTime(t, "the gate tries again", failed, 5*time.Millisecond)
	})
}

func TestWhatIsTheNewConnectionsFaultPasses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, Config{})
		for _, errno := range passing {
			s.fail(t, errno)
			s.visit(t, "192.0.2.1").wantIn()
		}
	})
}

func TestNoPauseDelaysTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, Config{})
		for range 10 {
			s.fail(t, syscall.ENFILE)
		}
		began := time.Now()
		s.leave()
		if err := <-s.end; err != nil {
			t.Errorf("Serve returned %v, want nil", err)
		}
		wantTime(t, "Serve returned", began, 0)
	})
}

func TestAListenerThatFailsForGoodIsReported(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, Config{})
		inside, silent := s.visit(t, "192.0.2.1"), s.visit(t, "192.0.2.1")
		inside.wantIn()

		s.fail(t, syscall.EBADF)
		if err := <-s.end; !errors.Is(err, syscall.EBADF) {
			t.Errorf("Serve returned %v, want %v", err, syscall.EBADF)
		}
		select {
		case <-s.street.end:
		default:
			t.Error("the listener is still open")
		}
		wantTheEnd(t, s, inside, silent)
	})
}

func TestTheEndIsForWhoeverIsNotIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, Config{})
		inside, silent := s.visit(t, "192.0.2.1"), s.visit(t, "192.0.2.1")
		inside.wantIn()

		s.leave()
		if err := <-s.end; err != nil {
			t.Errorf("Serve returned %v, want nil", err)
		}
		select {
		case <-s.street.end:
		default:
			t.Error("the listener is still open")
		}
		wantTheEnd(t, s, inside, silent)
	})
}

// wantTheEnd wants a gate that has closed to put out at once who is silent, and
// to wait for who is inside.
func wantTheEnd(t *testing.T, s *town, inside, silent *visitor) {
	t.Helper()
	began := time.Now()
	silent.Want("505 Shutting down")
	silent.WantEnd()
	wantTime(t, "the silent one is out", began, 0)

	time.AfterFunc(time.Hour, func() { _ = inside.Conn.Conn.Close() })
	inside.send("still here")
	s.Wait()
	wantTime(t, "the gate is empty", began, time.Hour)
}

// Accept may have taken a connection when the end comes.
func TestWhoeverComesInAtTheEndIsToldSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, Config{})
		s.pending.closeAll() // the end has begun, and the listener is not closed yet
		v := s.visit(t, "192.0.2.1")
		v.Want(wire.ShuttingDown.String())
		v.WantEnd()
	})
}
