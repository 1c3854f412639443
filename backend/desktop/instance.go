package desktop

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"

	"confab/server/atomicfile"
)

// ErrOpen is the error for a data folder whose window is open in another
// process, which has brought it to the front.
var ErrOpen = errors.New("the window is open already")

// What is in the data folder for it: a file whose lock says that the folder is
// in use, until its process ends in whichever way, and one that says at which
// socket that process can be asked.
const (
	lockName   = "window.lock"
	socketFile = "window.socket"
)

const (
	patience = 5 * time.Second       // for the other process to answer or to end
	pause    = 50 * time.Millisecond // between two looks at it
	maxAsked = 64 << 10              // bytes of what another process asks
)

// An Instance is a process's right to a data folder: what is in there has one
// owner, and a second start shows the window of the first.
type Instance struct {
	lock     *os.File     // nil if the folder cannot be locked
	listener net.Listener // nil if nobody can ask
	asked    sync.WaitGroup
}

// Claim makes this process the one that uses args.Data, before it opens
// anything there. If another one does, that is given args, shows its window,
// and the error is ErrOpen. Beside an Instance an error, which is a sentence's,
// says that second starts may not be noticed; without one, that the other
// process neither answers nor ends, and nothing should be opened.
//
// Wails has a lock of its own, but it is none without D-Bus, and a second
// process would find out only after its window is made and OnStartup has run.
func Claim(args Args) (*Instance, error) {
	if generating {
		return &Instance{}, nil
	}
	return claim(args, patience)
}

func claim(args Args, patience time.Duration) (*Instance, error) {
	for end := time.Now().Add(patience); ; time.Sleep(pause) {
		lock, err := takeLock(args.Data)
		if err == nil {
			return listen(args.Data, lock)
		}
		if !errors.Is(err, atomicfile.ErrHeld) {
			return &Instance{}, fmt.Errorf("whether another window uses %s is not known: %w", args.Data, err)
		}
		err = ask(args, end)
		if err == nil {
			return nil, ErrOpen
		}
		// It may be about to end: then the folder is free in a moment.
		if time.Now().After(end) {
			return nil, fmt.Errorf("another Confab uses %s and does not answer (%w); wait until it has ended, or end it, and try again", args.Data, err)
		}
	}
}

// takeLock locks the folder, or returns atomicfile.ErrHeld.
func takeLock(data string) (*os.File, error) {
	if err := os.MkdirAll(data, 0o700); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(filepath.Join(data, lockName), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := atomicfile.Lock(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// listen lets other processes ask, as soon as Serve is called.
func listen(data string, lock *os.File) (*Instance, error) {
	listener, err := listenFor(data)
	if err != nil {
		return &Instance{lock: lock}, fmt.Errorf("a second start cannot show this window: %w", err)
	}
	return &Instance{lock: lock, listener: listener}, nil
}

// ask gives args to the process that has the lock, and returns when it has
// shown its window.
func ask(args Args, end time.Time) error {
	conn, err := dialFor(args.Data)
	if err != nil {
		return err
	}
	defer conn.Close()
	_ = conn.SetDeadline(end)
	if err := json.NewEncoder(conn).Encode(args); err != nil {
		return err
	}
	var shown bool
	return json.NewDecoder(conn).Decode(&shown)
}

// Serve calls show with what another process was started with, one after the
// other and from one goroutine, which ends with Quiet. It is called at most once.
func (i *Instance) Serve(show func(Args)) {
	if i.listener == nil {
		return
	}
	i.asked.Go(func() {
		for {
			conn, err := i.listener.Accept()
			if err != nil {
				return // it is closed
			}
			answer(conn, show)
		}
	})
}

// answer shows the window for one other process.
func answer(conn net.Conn, show func(Args)) {
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(patience))
	var args Args
	if err := json.NewDecoder(io.LimitReader(conn, maxAsked)).Decode(&args); err != nil {
		return // the other one says so
	}
	show(args)
	_ = json.NewEncoder(conn).Encode(true)
}

// Quiet shows the window for nobody any more, and waits for the one that is
// being answered: who comes now waits until Close, and opens the folder then.
func (i *Instance) Quiet() {
	if i.listener != nil {
		_ = i.listener.Close()
	}
	i.asked.Wait()
}

// Close gives the folder back, when nothing in it is open any more.
func (i *Instance) Close() error {
	i.Quiet()
	if i.lock == nil {
		return nil
	}
	return i.lock.Close()
}
