package gate

import (
	"errors"
	"fmt"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
)

func TestFromWherePlaintextIsTaken(t *testing.T) {
	for _, c := range []struct {
		plaintext Plaintext
		from      string
		in        bool
	}{
		{Any, "192.0.2.1", true},
		{Any, "127.0.0.1", true},
		{Loopback, "192.0.2.1", false},
		{Loopback, "2001:db8::1", false},
		{Loopback, "127.0.0.1", true},
		{Loopback, "::1", true},
		{Loopback, home, true},
		{Off, "192.0.2.1", false},
		{Off, "127.0.0.1", false},
		{Off, home, false},
	} {
		synctest.Test(t, func(t *testing.T) {
			began := time.Now()
			v := open(t, Config{Plaintext: c.plaintext}).visit(t, c.from)
			if c.in {
				v.wantIn()
			} else {
				v.send("REGISTER ann CHAT/1.0\n")
				v.wantRefusal("426 TLS required")
			}
			wantTime(t, fmt.Sprintf("%s from %s is answered", c.plaintext, c.from), began, 0)
		})
	}
}

func TestARefusalIsSaid(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{wire.NameTaken, "401 Client already registered"},
		{fmt.Errorf("%w: the log may know why", wire.Full), "503 Server full"},
		{fmt.Errorf("trying: %w", fmt.Errorf("%w: %w", wire.Invalid, io.EOF)), "400 Invalid registration"},
		{io.EOF, ""},
		{errors.New("400 Invalid registration"), ""},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := open(t, Config{Protocols: lines(func(net.Conn, string, []byte) (func(), error) { return nil, c.err })})
			v := s.visit(t, "192.0.2.1")
			v.send("hello\n")
			if c.want != "" {
				v.Want(c.want)
			}
			v.WantEnd()
		})
	}
}

func TestWhoeverDoesNotReadItsReplyIsNotWaitedForLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, Config{Plaintext: Off})
		began := time.Now()
		s.visit(t, "192.0.2.1").send("hello\n")
		s.leave()
		s.Wait()
		wantTime(t, "it is given up", began, time.Second)
	})
}
