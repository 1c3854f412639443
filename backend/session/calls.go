package session

import (
	"slices"
	"time"

	"confab/server/wire"
)

// maxCalls is how many calls wait for an answer at most.
const maxCalls = 16

// fetchAgain is when the session asks again for a page that the server could not read.
const fetchAgain = 10 * time.Second

// A kind is what a call without a key asks for: answers of one kind come in the
// order of the calls.
type kind string

// The kinds, which the server's errors about such calls name.
const (
	aHistory kind = "history"
	aWho     kind = "who"
)

// answersTo are the kinds by the types of their answers.
var answersTo = map[string]kind{
	wire.AnswerOf(wire.Page{}).Type:  aHistory,
	wire.AnswerOf(wire.Names{}).Type: aWho,
}

// A pendingCall is a request that leads to no stored event and whose answer a
// caller waits for. It is made over one connection, once: a later connection may
// find things changed. The answer has its key, or is the next one of its kind.
type pendingCall struct {
	key    string
	line   []byte   // nil once the write loop has it
	answer chan any // takes one; closed when the connection is lost; nil for the session's own fetches

	// Of a call without a key.
	kind  kind
	gap   gap      // of history: what is asked for
	room  string   // of who
	names []string // of who: those that have come so far
	said  int      // of who: how many have come so far
}

// addNames takes a page of a room's members, and reports whether there is a next
// one: then c asks for that.
func (c *pendingCall) addNames(said *wire.Names) (more bool) {
	for _, name := range said.Names {
		if len(name) <= maxNameBytes && len(c.names) < maxPeople {
			c.names = append(c.names, printable(name))
		}
	}
	c.said += len(said.Names)
	next := nextPage(said, c.said)
	if next != "" {
		c.line = wire.AppendRequest(nil, wire.Who{Room: c.room, After: next})
	}
	return next != ""
}

// sortedNames returns the names that have come, in order.
func (c *pendingCall) sortedNames() []string {
	slices.Sort(c.names)
	return append([]string{}, slices.Compact(c.names)...)
}

// calls are those of one connection, oldest first.
type calls struct {
	pending    []*pendingCall
	fetchAfter time.Time // the session fetches nothing before
}

// add has c made; false if there are too many already.
func (cs *calls) add(c *pendingCall) bool {
	if len(cs.pending) >= maxCalls {
		return false
	}
	cs.pending = append(cs.pending, c)
	return true
}

// remove takes c from those that wait for an answer.
func (cs *calls) remove(c *pendingCall) {
	cs.pending = slices.DeleteFunc(cs.pending, func(other *pendingCall) bool { return other == c })
}

// answer gives what the server says under a key to the caller that waits for it,
// and reports whether there is one.
func (cs *calls) answer(key string, answer any) bool {
	i := slices.IndexFunc(cs.pending, func(c *pendingCall) bool { return key != "" && c.key == key })
	if i < 0 {
		return false
	}
	cs.pending[i].answer <- answer
	cs.pending = slices.Delete(cs.pending, i, i+1)
	return true
}

// next returns the call of a kind that the server answers next, or nil.
func (cs *calls) next(of kind) *pendingCall {
	for _, c := range cs.pending {
		if c.key == "" && c.kind == of && c.line == nil {
			return c
		}
	}
	return nil
}

// abandon is for a caller that has stopped waiting. A call without a key
// that has been made keeps its place: the next answer of its kind is still its
// own, but no further page is asked for.
func (cs *calls) abandon(c *pendingCall) {
	c.said = maxPeople
	if c.key != "" || c.line != nil {
		cs.remove(c)
	}
}

// unsent returns the line of the oldest call that has not been made, or nil.
func (cs *calls) unsent() (line []byte) {
	for _, c := range cs.pending {
		if c.line != nil {
			line, c.line = c.line, nil
			return line
		}
	}
	return nil
}

// lost tells all callers that the connection is lost.
func (cs *calls) lost() {
	for _, c := range cs.pending {
		if c.answer != nil {
			close(c.answer)
		}
	}
	cs.pending = nil
}

// fetching reports whether the session waits for a page of its own.
func (cs *calls) fetching() bool {
	return slices.ContainsFunc(cs.pending, func(c *pendingCall) bool { return c.answer == nil })
}

// fetchLater has the session wait before it fetches again.
func (cs *calls) fetchLater() { cs.fetchAfter = time.Now().Add(fetchAgain) }
