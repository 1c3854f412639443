package session

import (
	"slices"
	"time"

	"github.com/google/uuid"
)

// maxKnown is how many messages a session remembers; the oldest go first, and
// none goes that waits.
const maxKnown = 5000

// messages are those that a session knows, in their order. The zero value is
// empty. Whoever uses it holds the session's mu.
type messages struct {
	all       []Message
	seq       int64 // of the last one
	linesSent int   // of the first one that waits
}

// add gives m its place and time and returns it.
func (k *messages) add(m Message) Message {
	k.seq++
	m.Seq = k.seq
	m.At = stamp(time.Now())
	if len(k.all) >= maxKnown { // seldom, many at a time
		sent := 0
		k.all = slices.DeleteFunc(k.all, func(m Message) bool {
			if m.State != Waiting {
				sent++
			}
			return m.State != Waiting && sent <= maxKnown/10
		})
	}
	k.all = append(k.all, m)
	return m
}

// find returns the message with a key, or nil. Looked for are mostly new ones.
func (k *messages) find(key string) *Message {
	for i := len(k.all) - 1; i >= 0; i-- {
		if k.all[i].Key == key {
			return &k.all[i]
		}
	}
	return nil
}

// firstWaiting returns the oldest message that waits, or nil.
func (k *messages) firstWaiting() *Message {
	for i := range k.all {
		if k.all[i].State == Waiting {
			return &k.all[i]
		}
	}
	return nil
}

// waiting returns how many messages wait.
func (k *messages) waiting() (n int) {
	for i := range k.all {
		if k.all[i].State == Waiting {
			n++
		}
	}
	return n
}

// newKey returns the key of a message that came without one.
func newKey() string { return uuid.Must(uuid.NewV7()).String() }
