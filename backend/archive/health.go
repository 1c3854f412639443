package archive

import (
	"os"
	"sync"
	"time"
)

// probeEvery is how often an archive that took nothing is tried again, although
// nobody has anything for it: so that what is wrong has an end.
const probeEvery = 5 * time.Second

// A health is whether an archive works, and who is told when that changes.
type health struct {
	mu      sync.Mutex
	now     error       // what is wrong, one of those in trouble.go or another error; nil if nothing is; guarded by mu
	told    func(error) // guarded by mu
	probing *time.Timer // nil while nothing is wrong; guarded by mu
	closed  bool        // guarded by mu
}

// Watch has told called with what is wrong as soon as something is, and with nil
// when the archive works again. A damaged one stays so until it is opened anew,
// which sets it aside, see Open. told is called by whoever uses the archive, and
// may use it no further.
func (a *Archive) Watch(told func(trouble error)) {
	a.health.mu.Lock()
	defer a.health.mu.Unlock()
	a.health.told = told
	if a.health.now != nil {
		told(a.health.now)
	}
}

// Trouble returns what is wrong; nil if nothing is.
func (a *Archive) Trouble() error {
	a.health.mu.Lock()
	defer a.health.mu.Unlock()
	return a.health.now
}

// note takes what something that was asked of the archive has come to, and
// returns it with what is wrong. wrote is nil if that was to read, and otherwise
// says whether something was written: only that shows that it works again.
func (a *Archive) note(err error, wrote *bool) error {
	err = classify(err)
	trouble := troubleOf(err)
	switch {
	case err == nil && wrote != nil && *wrote:
		a.health.become(nil, a.probe)
	case trouble == ErrDamaged:
		a.mark()
		a.health.become(trouble, nil)
	case trouble != nil && wrote != nil:
		a.health.become(trouble, a.probe)
	}
	return err
}

// become tells of what is wrong, if it is something else now, and has probe
// called in a while as long as something is.
func (h *health) become(trouble error, probe func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.now == ErrDamaged { // for ever
		return
	}
	if h.probing != nil {
		h.probing.Stop()
		h.probing = nil
	}
	if trouble != nil && probe != nil && !h.closed {
		h.probing = time.AfterFunc(probeEvery, probe)
	}
	if trouble == h.now {
		return
	}
	h.now = trouble
	if h.told != nil {
		h.told(trouble)
	}
}

// close ends the tries.
func (h *health) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	if h.probing != nil {
		h.probing.Stop()
	}
}

// probe writes something that changes nothing.
func (a *Archive) probe() {
	_ = a.write(func(t *tx) { // note has told of the error
		t.do("INSERT INTO outbox (key, server, journal, name, at, line) VALUES (?, '', '', '', 0, zeroblob(16384))", probeKey)
		t.do("DELETE FROM outbox WHERE key = ?", probeKey)
	})
}

// probeKey is the key of no request.
const probeKey = "probe"

// mark notes beside the archive that it is damaged: the next Open would not
// notice before it reads the same place.
func (a *Archive) mark() {
	if a.path != "" {
		_ = os.WriteFile(a.path+markEnding, nil, 0o600) // without it the next one notices later
	}
}

const markEnding = ".damaged"
