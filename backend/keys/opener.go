package keys

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"sync"
	"time"
)

// closeFor is how long Close waits for a keyring that waits for a person.
const closeFor = time.Second

// An Opener opens this device's key in the background, because a keyring may
// be slow or ask the person for a password. Its methods may be called from any
// goroutine.
type Opener struct {
	dir  string
	ring Keyring
	log  *slog.Logger

	mu     sync.Mutex
	last   *opening // guarded by mu
	closed bool     // guarded by mu
}

// An opening is one try. device and err may be read once done is closed.
type opening struct {
	done   chan struct{}
	device *Device
	err    error
}

// Open begins to open the key of those who use the folder dir, see OpenDevice.
// Whoever calls it calls Close.
func Open(dir string, ring Keyring, log *slog.Logger) *Opener {
	o := &Opener{dir: dir, ring: ring, log: log}
	o.begin()
	return o
}

// begin returns the try that counts: the one that runs or has worked, or else
// a new one, for what a keyring has refused it may give later. It is nil after
// Close.
func (o *Opener) begin() *opening {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.last != nil {
		select {
		case <-o.last.done:
			if o.last.err == nil {
				return o.last
			}
		default:
			return o.last
		}
	}
	if o.closed {
		return nil
	}
	t := &opening{done: make(chan struct{})}
	o.last = t
	go func() {
		defer close(t.done)
		t.device, t.err = OpenDevice(o.dir, o.ring)
		if errors.Is(t.err, ErrNotKept) {
			o.log.Warn("this device has no key and comes as a guest", "error", t.err)
			t.err = nil
		}
	}()
	return t
}

// Device waits for the key, as long as ctx allows. It is nil, without an error,
// where there is none and none can be kept: whoever has no key is a guest. The
// error is a *NoKey, or that ctx was cancelled.
func (o *Opener) Device(ctx context.Context) (*Device, error) {
	t := o.begin()
	if t == nil {
		return nil, &NoKey{errEnds, o.path()}
	}
	select {
	case <-t.done:
		if t.err != nil {
			return nil, &NoKey{t.err, o.path()}
		}
		return t.device, nil
	case <-ctx.Done():
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return nil, &NoKey{ErrKeyring, o.path()}
		}
		return nil, ctx.Err()
	}
}

// errEnds is why there is no key for a program that ends.
var errEnds = errors.New("the program ends")

// path returns the file that says where the key is.
func (o *Opener) path() string { return filepath.Join(o.dir, deviceFile) }

// Known returns the key if it has been opened, without waiting; else nil.
func (o *Opener) Known() *Device {
	o.mu.Lock()
	defer o.mu.Unlock()
	select {
	case <-o.last.done:
		return o.last.device
	default:
		return nil
	}
}

// Close waits until the key has been opened, but not for a person.
func (o *Opener) Close() {
	o.mu.Lock()
	o.closed = true
	last := o.last
	o.mu.Unlock()
	select {
	case <-last.done:
	case <-time.After(closeFor):
	}
}
