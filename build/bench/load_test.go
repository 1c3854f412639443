package main

import (
	"bufio"
	"net"
	"strings"
	"testing"
	"testing/synctest"
)

// A fault decides how often a receiver gets the n-th line of the room.
type fault func(receiver, n int) int

// through has 40 lines, 4 in flight, go through a room with a fault, and
// returns what the load says about it.
func through(t *testing.T, copies fault) (err error) {
	synctest.Test(t, func(t *testing.T) {
		const receivers = 3
		var ours, theirs []net.Conn
		for range receivers + 1 {
			a, b := net.Pipe()
			ours, theirs = append(ours, a), append(theirs, b)
		}
		go faultyRoom(theirs[receivers], theirs[:receivers], copies)

		c := &crowd{form: lineForm{text: 20}, receivers: receivers, senders: 1, next: 100}
		for i := range receivers {
			c.members = append(c.members, member{name: receiverName(i), sampled: true})
		}
		c.members = append(c.members, member{name: senderName(0)})
		c.in, _ = newPortableIntake(ours)

		l := newLoad(c, 4)
		if err = l.run(t.Context(), func(started int) bool { return started >= 40 }); err == nil {
			err = l.verify()
		}
		if err == nil && (l.deliveries() != 40*receivers || l.times.points != 40*receivers || c.next != 140) {
			t.Errorf("%d deliveries, %d timed, next number %d; want 120, 120, 140", l.deliveries(), l.times.points, c.next)
		}
		_ = c.close()
		synctest.Wait()
	})
	return err
}

// faultyRoom ends when the sender hangs up. It reads ahead, as a socket's buffer
// would: the pipes of this test have none.
func faultyRoom(sender net.Conn, receivers []net.Conn, copies fault) {
	room := make(chan string, 64)
	go func() {
		defer close(room)
		for lines := bufio.NewScanner(sender); lines.Scan(); {
			room <- lines.Text() + "\n"
		}
	}()
	n := 0
	for line := range room {
		for r, conn := range receivers {
			for range copies(r, n) {
				_, _ = conn.Write([]byte(line)) // who has left does not matter here
			}
		}
		n++
	}
}

func TestEveryDeliveryIsCounted(t *testing.T) {
	if err := through(t, func(int, int) int { return 1 }); err != nil {
		t.Error(err)
	}
}

func TestFaultsOfARoomAreFound(t *testing.T) {
	at := func(receiver, line, times int) fault {
		return func(r, n int) int {
			if r == receiver && n == line {
				return times
			}
			return 1
		}
	}
	for name, c := range map[string]struct {
		room fault
		want string
	}{
		"a line missing":         {at(1, 17, 0), "has not reached 1 of 3"},
		"the last line missing":  {at(2, 39, 0), "has not reached 1 of 3"},
		"a line doubled":         {at(0, 17, 2), "doubled"},
		"the last line doubled":  {at(2, 39, 2), "doubled"},
		"the first line doubled": {at(1, 0, 2), "doubled"},
	} {
		t.Run(name, func(t *testing.T) {
			if err := through(t, c.room); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("the load said %v, want %q", err, c.want)
			}
		})
	}
}

func TestOneMissingAndOneDoubledDoNotCancelOut(t *testing.T) {
	c := &crowd{form: lineForm{text: 20}, receivers: 1, senders: 1, members: make([]member, 2)}
	c.in = silence{}
	l := newLoad(c, 1)
	l.started, l.slots[0] = 3, slot{number: 2}
	for _, n := range []int{0, 1, 1} {
		c.members[0].tally.lines++
		c.members[0].tally.sum += scramble(n)
	}
	if err := l.verify(); err == nil || !strings.Contains(err.Error(), "one twice and another never") {
		t.Errorf("verify said %v", err)
	}
}
