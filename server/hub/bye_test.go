package hub

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
)

// Nothing comes behind a bye, whoever pushes it: what is committed while a
// connection ends, an answer, or a second bye.
func TestNothingComesBehindABye(t *testing.T) {
	late := wire.AppendAnswer(nil, wire.Pong{ID: "too late"})
	for code, end := range map[string]func(c *Conn){
		"shutdown": func(c *Conn) { c.bye(wire.Bye{Code: wire.ByeShutdown, Back: 5}) },
		"slow":     func(c *Conn) { c.tooSlow(time.Now()) },
	} {
		for _, busy := range []bool{false, true} { // whether something is being written to it
			synctest.Test(t, func(t *testing.T) {
				h, _ := open(t, limits())
				alice, c := enterSeen(t, h, "alice")
				if busy {
					c.push(wire.AppendAnswer(nil, wire.Pong{ID: "in time"}), time.Now())
					synctest.Wait() // the writer has it in its hands
				}
				end(c)
				c.push(late, time.Now())
				c.answer(wire.Pong{ID: "too late"})
				c.bye(wire.Bye{Code: wire.ByeSilent})
				c.end(errShutdown)
				c.push(late, time.Now())

				if busy {
					alice.Wants(`{"type":"pong","id":"in time"}`)
				}
				alice.Wants(fmt.Sprintf(`{"type":"bye","code":%q}`, code))
				alice.WantEnd()
			})
		}
	}
}

// What the client had not got when it was too slow does not come behind its bye.
func TestWhatWaitedForASlowClientIsDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		alice, c := enterSeen(t, h, "alice")
		c.push(wire.AppendAnswer(nil, wire.Pong{ID: "in its hands"}), time.Now())
		synctest.Wait()
		c.push(wire.AppendAnswer(nil, wire.Pong{ID: "queued"}), time.Now())
		c.tooSlow(time.Now())
		alice.Wants(`{"type":"pong","id":"in its hands"}`)
		alice.Wants(`{"type":"bye","code":"slow"}`)
		alice.WantEnd()
	})
}

// What is held back while a client is welcomed is no exception.
func TestWhatIsHeldDoesNotComeBehindABye(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		alice, c := enterSeen(t, h, "alice")
		c.queue.hold()
		c.answer(wire.Pong{ID: "held"})
		c.bye(wire.Bye{Code: wire.ByeShutdown, Back: 5})
		c.answer(wire.Pong{ID: "too late"})
		c.queue.release()
		c.end(errShutdown)
		alice.Wants(`{"type":"bye","code":"shutdown"}`)
		alice.WantEnd()
	})
}

// enterSeen is enter2 that returns the hub's end of the connection too.
func enterSeen(t *testing.T, h *Hub, name string) (*client, *Conn) {
	t.Helper()
	client := enter2(t, h, name, "")
	synctest.Wait()
	for c := range h.online.conns { // Run is at rest
		if c.name == name {
			return client, c
		}
	}
	t.Fatalf("%s is not there", name)
	return nil, nil
}
