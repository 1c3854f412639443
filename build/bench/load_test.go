package main

import (
	"bufio"
	"net"
	"strings"
	"testing"
	"testing/synctest"

	"confab/server/wire"
)

// A fault is what becomes of the n-th line of the room on its way to a member:
// nothing, or how often it comes and in which form.
type fault func(member, n int, line string) string

// crowds are one of each kind, of three receivers and a sender.
var crowds = map[string]plan{
	"CHAT/1.0":         {form: lineForm{speaks: wire.V1, text: 20}, receivers: 3, senders: 1},
	"CHAT/2.0":         {form: lineForm{speaks: wire.V2, text: 20, ready: true}, receivers: 3, senders: 1},
	"CHAT/2.0 by echo": {form: lineForm{speaks: wire.V2, text: 20, ready: true}, receivers: 3, senders: 1, onEcho: true},
}

// through has 40 lines, 4 in flight, go through a room with a fault, and
// returns what the load says about it.
func through(t *testing.T, p plan, on fault) (err error) {
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd(p)
		c.next = 100
		var ours, theirs []net.Conn
		for range c.members {
			a, b := net.Pipe()
			ours, theirs = append(ours, a), append(theirs, b)
		}
		go faultyRoom(p, theirs, on)
		c.in, _ = newPortableIntake(ours)

		l := newLoad(c, 4)
		if err = l.run(t.Context(), func(started int) bool { return started >= 40 }); err == nil {
			err = l.verify()
		}
		points := 40 * p.receivers
		if p.onEcho {
			points = 40
		}
		if want := 40 * p.hearers(); err == nil && (l.deliveries() != want || l.times.points != points || c.next != 140) {
			t.Errorf("%d deliveries, %d timed, next number %d; want %d, %d, 140", l.deliveries(), l.times.points, c.next, want, points)
		}
		_ = c.close()
		synctest.Wait()
	})
	return err
}

// faultyRoom ends when the sender hangs up. It reads ahead, as a socket's buffer
// would: the pipes of this test have none.
func faultyRoom(p plan, members []net.Conn, on fault) {
	sender := members[p.receivers]
	room := make(chan string, 64)
	go func() {
		defer close(room)
		for lines := bufio.NewScanner(sender); lines.Scan(); {
			room <- lines.Text() + "\n"
		}
	}()
	if p.form.speaks == wire.V1 {
		members = members[:p.receivers]
	}
	n := 0
	for line := range room {
		for i, conn := range members {
			if copies := on(i, n, line); copies != "" {
				_, _ = conn.Write([]byte(copies)) // who has left does not matter here
			}
		}
		n++
	}
}

func TestEveryDeliveryIsCounted(t *testing.T) {
	for name, p := range crowds {
		t.Run(name, func(t *testing.T) {
			if err := through(t, p, func(_, _ int, line string) string { return line }); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestWhatIsToldBesideLinesIsNoDelivery(t *testing.T) {
	beside := `{"type":"presence","came":["bob"]}` + "\n"
	on := func(_, n int, line string) string { return beside[:n%2*len(beside)] + line + beside }
	if err := through(t, crowds["CHAT/2.0"], on); err != nil {
		t.Error(err)
	}
	if err := through(t, crowds["CHAT/1.0"], on); err == nil || !strings.Contains(err.Error(), "nobody sent") {
		t.Errorf("in CHAT/1.0 the load said %v", err)
	}
}

func TestFaultsOfARoomAreFound(t *testing.T) {
	never := func(string) string { return "" }
	twice := func(line string) string { return line + line }
	another := func(from, to string) func(string) string {
		return func(line string) string { return strings.Replace(line, from, to, 1) }
	}
	renumbered := func(line string) string { return strings.ReplaceAll(line, "00000117", "00000116") }
	at := func(member, n int, become func(string) string) fault {
		return func(m, k int, line string) string {
			if m == member && k == n {
				return become(line)
			}
			return line
		}
	}
	for name, c := range map[string]struct {
		fault        fault
		want, byEcho string // what the load says, and what it says in a crowd that goes on by echo
	}{
		"a line missing":         {at(1, 17, never), "has not reached 1 of", "r00002 has had 39 of 40 lines"},
		"the last line missing":  {at(2, 39, never), "has not reached 1 of", "r00003 has had 39 of 40 lines"},
		"a line doubled":         {at(0, 17, twice), "doubled", "r00001 had 41 lines, not 40"},
		"the last line doubled":  {at(2, 39, twice), "doubled", "r00003 had 41 lines, not 40"},
		"the first line doubled": {at(1, 0, twice), "doubled", "r00002 had 41 lines, not 40"},
		"a letter changed":       {at(1, 17, another("xx", "xy")), "nobody sent", "nobody sent"},
		"a number changed":       {at(1, 17, renumbered), "line 116 came", "r00002 had 40 lines, but one twice and another never"},
		"a line cut off":         {at(1, 17, another("xx", "")), "nobody sent", "nobody sent"},
		"a word from the server": {at(0, 17, another("", "{\"type\":\"error\",\"code\":\"not-stored\"}\n")), "nobody sent", "nobody sent"},
	} {
		for kind, p := range crowds {
			t.Run(name+"/"+kind, func(t *testing.T) {
				want := c.want
				if p.onEcho {
					want = c.byEcho
				}
				if err := through(t, p, c.fault); err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("the load said %v, want %q", err, want)
				}
			})
		}
	}
}

// In a crowd that goes on by echo, the sender's own line is the acknowledgement.
func TestAMissingOrDoubledEchoIsFound(t *testing.T) {
	for times, want := range map[int]string{0: "has not reached 1 of", 2: "doubled"} {
		err := through(t, crowds["CHAT/2.0 by echo"], func(member, n int, line string) string {
			if member == 3 && n == 17 {
				return strings.Repeat(line, times)
			}
			return line
		})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("an echo that came %d times: %v, want %q", times, err, want)
		}
	}
}

func TestOneMissingAndOneDoubledDoNotCancelOut(t *testing.T) {
	c := newCrowd(plan{form: lineForm{speaks: wire.V1, text: 20}, receivers: 1, senders: 1})
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

// Who is in a room has what was said there, the sender everything.
func TestALineInTheWrongRoomIsFound(t *testing.T) {
	for wrong, want := range map[bool]string{false: "", true: "r00001 had 1 lines, but one twice and another never"} {
		c := newCrowd(plan{form: lineForm{speaks: wire.V2, text: 20, rooms: 2, ready: true}, receivers: 1, senders: 1})
		c.in = silence{}
		l := newLoad(c, 2)
		l.started, l.slots[0], l.slots[1] = 2, slot{number: 0}, slot{number: 1}
		line := c.form.line(senderName(0))
		for i, numbers := range [][]int{{0}, {1}, {0, 1}} {
			if wrong && i < 2 {
				numbers[0] = 1 - numbers[0]
			}
			for _, n := range numbers {
				c.form.set(line, n)
				if err := c.members[i].tally.take(line, c.form, func(int) error { return nil }); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := l.verify(); err != nil != wrong || wrong && err.Error() != want {
			t.Errorf("wrong=%v: verify said %v", wrong, err)
		}
	}
}
