package session

import (
	"log/slog"
	"sync"
	"time"

	"confab/server/wire"
)

// maxQueued is how many events may wait for the reader of Events before the
// loop stops taking answers from the server.
const maxQueued = 64

// A loop owns everything that changes while a session runs. Its methods run in
// one goroutine, that of run; other goroutines reach it by do. It never waits: not
// for the network, not for the disk, and not for the reader of Events. If that
// reader is behind, events wait in the queue and the loop takes no further answers,
// so that the read loop, and then the server, have to wait.
type loop struct {
	log      *slog.Logger
	disk     Outbox
	commands chan func()
	incoming chan incoming
	events   chan Event
	ended    chan struct{} // closed when run has returned
	after    sync.Mutex    // held while a command runs after that

	queue  []Event // what the reader of Events has not taken, beside the buffer of events
	closed bool    // nothing more is reported

	at       Connection
	owner    owner  // of what is known: which user on which server
	link     *link  // nil unless Online
	giveUp   func() // ends the try to reconnect that is under way; nil if there is none
	links    int    // how many connections there have been
	maxLine  int    // bytes of a line that the server takes
	trouble  wire.Code
	replica  replica
	outbox   outbox
	calls    calls
	receipts receipts
	roster   roster
	devices  devices
	self     self
	offers   offers
	blocked  blocklist
	writes   worker // what is done with disk
}

// An incoming is an answer of a connection, or why one could not be parsed.
type incoming struct {
	link *link
	said any // of wire.ParseAnswer; the first one is the *wire.Welcome
	err  error
}

func newLoop(log *slog.Logger, disk Outbox) *loop {
	return &loop{
		log:      log,
		disk:     disk,
		commands: make(chan func()),
		incoming: make(chan incoming),
		events:   make(chan Event, maxQueued),
		ended:    make(chan struct{}),
		at:       Connection{State: Idle, Since: stamp(time.Now())},
		replica:  newReplica(),
	}
}

// run serves commands, answers and the reader of Events until the session is
// closed and that reader has taken everything.
func (lp *loop) run() {
	defer close(lp.ended)
	defer close(lp.events)
	for !lp.closed || len(lp.queue) > 0 {
		var next Event
		var out chan<- Event
		if len(lp.queue) > 0 {
			next, out = lp.queue[0], lp.events
		}
		var in <-chan incoming
		if len(lp.queue) < maxQueued && !lp.outbox.loading {
			in = lp.incoming
		}
		select {
		case command := <-lp.commands:
			command()
			lp.reportWaiting()
		case answer := <-in:
			lp.dispatch(answer)
			lp.reportWaiting()
		case out <- next:
			lp.queue[0] = Event{}
			lp.queue = lp.queue[1:]
		}
	}
}

// do runs command in the loop and returns when it has. Other goroutines call it.
// When the loop has ended the caller runs command itself.
func (lp *loop) do(command func()) {
	ran := make(chan struct{})
	select {
	case lp.commands <- func() { defer close(ran); command() }:
		<-ran
	case <-lp.ended:
		lp.after.Lock()
		defer lp.after.Unlock()
		command()
	}
}

// emit reports e. Events leave in the order in which they were reported.
func (lp *loop) emit(e Event) {
	if lp.closed {
		return
	}
	if len(lp.queue) == 0 {
		select {
		case lp.events <- e:
			return
		default:
		}
	}
	// A session that cannot come back reports its tries for as long as that
	// takes. To a reader that is behind, the newest one says everything.
	if last := len(lp.queue) - 1; last >= maxQueued && e.Connection != nil && lp.queue[last].Connection != nil && lp.queue[last].Connection.State == e.Connection.State {
		lp.queue[last] = e
		return
	}
	lp.queue = append(lp.queue, e)
}

// move changes the Connection and reports it. Since and RetryAt begin again with
// every State.
func (lp *loop) move(change func(*Connection)) {
	was := lp.at.State
	change(&lp.at)
	if lp.at.State != was || lp.at.Since == "" {
		lp.at.Since = stamp(time.Now())
	}
	if lp.at.State != Offline && lp.at.State != Shutdown {
		lp.at.RetryAt = ""
	}
	if lp.at.State == Online {
		lp.at.Reason = nil
	}
	lp.at.Waiting = len(lp.outbox.waiting)
	at := lp.at
	lp.emit(Event{Connection: &at})
}

// reportWaiting reports how many requests wait, if that has changed.
func (lp *loop) reportWaiting() {
	if lp.at.Waiting != len(lp.outbox.waiting) {
		lp.move(func(*Connection) {})
	}
}

// reportDisk reports what is wrong with the server's disk, if that has changed.
// It is over when something was stored, when nothing waits for it any more, and
// with the connection.
func (lp *loop) reportDisk(trouble wire.Code) {
	if lp.trouble != trouble {
		lp.trouble = trouble
		lp.emit(Event{Disk: &Disk{trouble}})
	}
}

// backlog returns the events of Session.Backlog.
func (lp *loop) backlog() []Event {
	at := lp.at
	events := []Event{{Connection: &at}}
	if lp.roster.here != nil {
		events = append(events, Event{People: lp.roster.all()})
	}
	if lp.devices.list != nil {
		events = append(events, Event{Devices: lp.devices.list})
	}
	for _, a := range lp.devices.asking {
		events = append(events, Event{Asking: &a})
	}
	if len(lp.offers.all) > 0 {
		events = append(events, Event{Offers: lp.offers.report()})
	}
	if len(lp.blocked.Names) > 0 {
		events = append(events, Event{Blocked: lp.blocked.clone()})
	}
	for _, r := range lp.replica.inOrder() {
		events = append(events, Event{Room: &r})
	}
	for _, p := range lp.replica.all {
		events = append(events, p.event)
	}
	return append(events, messagesOf(lp.outbox.waiting)...)
}

// close makes the session Idle and ends it: nothing is reported behind that.
func (lp *loop) close() {
	if !lp.closed {
		lp.move(func(at *Connection) { at.State, at.Reason = Idle, nil })
		lp.closed = true
	}
}

// signal wakes the write loop of the connection, if there is one.
func (lp *loop) signal() {
	if lp.link != nil {
		lp.link.signal()
	}
}
