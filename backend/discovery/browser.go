package discovery

import (
	"context"
	"log/slog"
	"sync"

	"confab/backend/keys"
	"confab/server/wire"
)

// Config is what a Browser needs. All members are needed.
type Config struct {
	Servers *keys.Servers
	// Recent returns the addresses, host:port, that the user has connected to, the
	// last one first.
	Recent func() []string
	// Look returns the key that the server at an address proves to have. The error
	// is for session.Explain.
	Look func(ctx context.Context, hostport string) (wire.Fingerprint, error)
	// Changed is called with the whole list whenever that changes, one call at a
	// time. It must not call the Browser.
	Changed func(servers []Server)
	Open    func() Network // Sockets, or a test's
	Log     *slog.Logger
}

// A Browser lists servers while somebody looks at the list: at other times it
// sends nothing. Its methods may be called from any goroutine.
type Browser struct {
	cfg    Config
	harder chan struct{} // holds something when the search is to sweep

	turn sync.Mutex // held while a search begins or ends
	stop func()     // ends the search and waits for its end; nil if there is none; guarded by turn

	mu      sync.Mutex
	targets map[string]target // what is listed, by ID; guarded by mu
}

// A target is where a listed server is.
type target struct {
	address string
	key     wire.Fingerprint // that it must have
}

// NewBrowser returns a Browser that is not searching.
func NewBrowser(cfg Config) *Browser {
	return &Browser{cfg: cfg, harder: make(chan struct{}, 1)}
}

// Show begins a search, and tells the list that there is so far, or ends it. The
// list that is told last stays as it is then.
func (b *Browser) Show(on bool) {
	b.turn.Lock()
	defer b.turn.Unlock()
	if b.stop != nil {
		b.stop()
		b.stop = nil
	}
	if !on {
		return
	}
	select {
	case <-b.harder: // left over from before
	default:
	}
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	s := newSearch(b)
	running.Go(func() { s.run(ctx) })
	b.stop = func() { cancel(); running.Wait() }
}

// LookHarder makes the search that is going on ask every address of the networks
// that this machine is in, if they are small. It does not wait.
func (b *Browser) LookHarder() {
	select {
	case b.harder <- struct{}{}:
	default: // it will do so already
	}
}

// Find returns the address of a server that is or was listed, host:port, and the
// key that it must have; false if there is none with the ID.
func (b *Browser) Find(id string) (address string, key wire.Fingerprint, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	t, ok := b.targets[id]
	return t.address, t.key, ok
}

// Close ends the search.
func (b *Browser) Close() { b.Show(false) }

// publish makes servers what is listed.
func (b *Browser) publish(servers []Server, targets map[string]target) {
	b.mu.Lock()
	b.targets = targets
	b.mu.Unlock()
	b.cfg.Changed(servers)
}
