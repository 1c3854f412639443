package hub

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/model"
	"confab/server/wire"
)

// A registry is Accounts on a disk that can be made to wait.
type registry struct {
	strangers
	mu     sync.Mutex
	names  map[string]model.Account // by their keys; guarded by mu
	banned map[string]bool          // guarded by mu
	stuck  chan struct{}            // if it is not nil, what is to be written is when it closes; guarded by mu
	late   chan struct{}            // if it is not nil, guests are answered when it closes; never changes
}

func newRegistry(known ...string) *registry {
	r := &registry{names: map[string]model.Account{}, banned: map[string]bool{}}
	for i, name := range known {
		r.names[wire.NameKey(name)] = model.Account{ID: int64(i) + 1, Name: name, Role: wire.Moderator}
	}
	return r
}

// stick makes the disk wait, until unstick is called.
func (r *registry) stick() (unstick func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	stuck := make(chan struct{})
	r.stuck = stuck
	return func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.stuck = nil
		close(stuck)
	}
}

// written waits for the disk. The caller holds mu, which it has not meanwhile.
func (r *registry) written() {
	if stuck := r.stuck; stuck != nil {
		r.mu.Unlock()
		<-stuck
		r.mu.Lock()
	}
}

func (r *registry) admit(v model.Visit) (model.Entry, error) {
	if r.banned[v.Key] {
		return model.Entry{}, wire.Banned
	}
	account, known := r.names[v.Key]
	switch {
	case known && v.Device == "":
		return model.Entry{}, wire.NameTaken
	case known:
		return model.Entry{Account: account}, nil
	}
	return model.Entry{Account: model.Account{Name: v.Name}, New: v.Device != ""}, nil
}

func (r *registry) Admit(_ context.Context, v model.Visit) (model.Entry, error) {
	r.mu.Lock()
	entry, err := r.admit(v)
	r.mu.Unlock()
	if v.Device == "" && r.late != nil {
		<-r.late
	}
	return entry, err
}

func (r *registry) Bind(_ context.Context, v model.Visit) (model.Account, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, err := r.admit(v); err != nil {
		return model.Account{}, err
	}
	r.written()
	account := model.Account{ID: int64(len(r.names)) + 1, Name: v.Name, Role: wire.Member, Mute: r.names[v.Key].Mute}
	r.names[v.Key] = account
	return account, nil
}

func (r *registry) Account(_ context.Context, name string) (model.Account, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if account, known := r.names[wire.NameKey(name)]; known {
		return account, nil
	}
	return model.Account{Name: name}, nil
}

func (r *registry) Seen(context.Context, int64, wire.Fingerprint, string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.written()
	return nil
}

func (*registry) Devices(context.Context, int64) ([]wire.Device, error) { return []wire.Device{}, nil }

func (r *registry) Moderate(_ context.Context, _ int64, m *wire.Moderate) ([]wire.Fingerprint, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	key := wire.NameKey(m.Name)
	switch account := r.names[key]; m.Act {
	case wire.ActBan:
		r.banned[key] = true
	case wire.ActMute:
		account.Mute = model.Mute{On: true}
		r.names[key] = account
	case wire.ActUnregister:
		delete(r.names, key)
	}
	return nil, nil
}

// with is a connection that has proved to have a key.
type with struct {
	net.Conn
	key wire.Fingerprint
}

func (w with) ClientKey() wire.Fingerprint { return w.key }

// knock registers a name with the device that is called as the name is.
func knock(t *testing.T, h *Hub, name string) *client {
	t.Helper()
	return connectOver(t, h, name, "REGISTER "+name+" CHAT/2.0", func(server net.Conn) net.Conn {
		return with{far{server, "127.0.0.1"}, wire.Fingerprint(name)}
	})
}

// welcome wants that a client is let in, and says hello.
func welcome(t *testing.T, c *client) {
	t.Helper()
	c.Want("200 Registration successful")
	c.Ask(`{"type":"hello","client":"test/1"}`)
	c.Wants(`{"type":"welcome"}`)
}

// refused wants that a client is not let in.
func refused(t *testing.T, c *client, why wire.Reply) {
	t.Helper()
	if err := <-c.end; !errors.Is(err, why) {
		t.Errorf("%s comes to %v, want %v", c.Name, err, why)
	}
}

// Whoever is banned while the disk stores the name is not let in, nor is the
// user of a name that is released; a mute holds.
func TestWhatIsImposedDuringAnAdmissionHolds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg, book := limits(), newRegistry("mod")
		cfg.Accounts = book
		h, _ := open(t, cfg)
		mod := knock(t, h, "mod")
		welcome(t, mod)

		unstick := book.stick()
		eve, loud := knock(t, h, "eve"), knock(t, h, "loud")
		synctest.Wait() // the disk has their names
		for i, request := range []string{`"act":"ban","name":"eve"`, `"act":"mute","name":"loud"`} {
			mod.Ask(fmt.Sprintf(`{"type":"moderate","id":"m%d",%s}`, i, request))
			mod.Wants(fmt.Sprintf(`{"type":"done","id":"m%d"}`, i))
		}
		unstick()
		refused(t, eve, wire.Banned)
		welcome(t, loud)
		loud.Ask(`{"type":"say","room":"lobby","id":"k","text":"hi"}`)
		loud.Wants(`{"type":"error","code":"muted","id":"k"}`)
		refused(t, knock(t, h, "eve"), wire.Banned)
	})
}

// Different names do not wait for each other's disk; of two who come for one
// name the first one to claim it has it.
func TestAdmissionWaitsForNobodyElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg, book := limits(), newRegistry("alice")
		cfg.Accounts = book
		h, _ := open(t, cfg)
		unstick := book.stick()
		const all = 20
		var class []*client
		for i := range all {
			class = append(class, knock(t, h, fmt.Sprint("pupil", i)))
		}
		synctest.Wait() // the disk has all their names
		began := time.Now()
		refused(t, connect(t, h, "pupil7", "REGISTER pupil7 CHAT/2.0"), wire.NameTaken)
		alice := knock(t, h, "alice")
		welcome(t, alice)
		guest := enter2(t, h, "guest", "")
		guest.Ask(`{"type":"say","room":"lobby","id":"k","text":"hi"}`)
		guest.Wants(`{"type":"message"}`)
		if took := time.Since(began); took > 0 {
			t.Errorf("those whom the disk knows were let in after %v, want at once", took)
		}
		unstick()
		for _, c := range class {
			welcome(t, c)
		}
	})
}

// A client says what it wants at once after its hello, though the disk that is to
// have when its device came is stuck. A list of the devices waits a moment for it.
func TestWhatFollowsAHelloDoesNotWaitForTheDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg, book := limits(), newRegistry("alice")
		cfg.Accounts = book
		h, _ := open(t, cfg)
		unstick := book.stick()
		began := time.Now()
		alice := knock(t, h, "alice")
		welcome(t, alice)
		alice.Ask(`{"type":"say","room":"lobby","id":"k","text":"hi"}`)
		alice.Wants(`{"type":"message","id":"k"}`)
		if took := time.Since(began); took > 0 {
			t.Errorf("it took %v, want that it waits for no disk", took)
		}
		go func() {
			time.Sleep(seenFor / 2)
			unstick()
		}()
		alice.Ask(`{"type":"devices","id":"d"}`)
		alice.Wants(`{"type":"devices","id":"d"}`)
		if took := time.Since(began); took != seenFor/2 {
			t.Errorf("the list of the devices took %v, want until the disk has the device", took)
		}
	})
}

// A guest who was looked up before somebody else got the name for good, and
// claims it when that one has gone, does not get it.
func TestAGuestDoesNotComeBetween(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg, book := limits(), newRegistry()
		cfg.Accounts, book.late = book, make(chan struct{})
		h, _ := open(t, cfg)
		guest := connect(t, h, "pax", "REGISTER pax CHAT/2.0")
		synctest.Wait() // nobody has the name
		pax := knock(t, h, "pax")
		welcome(t, pax)
		pax.Ask(`{"type":"quit"}`)
		pax.Drain()
		<-pax.end
		close(book.late)
		refused(t, guest, wire.NameTaken)
	})
}

// A disk that does not answer is not waited for longer than others can bear, and
// what it still does keeps the name from everybody else.
func TestAnAdmissionHasATimeLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg, book := limits(), newRegistry()
		cfg.Accounts = book
		h, _ := open(t, cfg)
		unstick := book.stick()
		began := time.Now()
		pax := knock(t, h, "pax")
		refused(t, pax, wire.Unready)
		if took := time.Since(began); took != accountsFor {
			t.Errorf("it took %v, want %v", took, accountsFor)
		}
		refused(t, connect(t, h, "pax", "REGISTER pax CHAT/2.0"), wire.NameTaken)
		unstick()
		synctest.Wait()
		welcome(t, knock(t, h, "pax"))
	})
}

// A busy journal stores changes of rooms when it is told to, and all else at once.
type busy struct {
	*memory
	let chan struct{}
}

func (b *busy) Append(ctx context.Context, events []*wire.Event) error {
	if changesRoom(events[0]) {
		<-b.let
	}
	return b.memory.Append(ctx, events)
}

// Somebody else's change that waits for the disk, of a room or an account, holds
// back neither hello nor ping, messages or who comes.
func TestAChangeThatWaitsHoldsNobodyBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg, book, journal := limits(), newRegistry("alice", "bob", "carol"), &busy{newMemory(), make(chan struct{})}
		cfg.Accounts = book
		h, _ := openOn(t, cfg, journal)
		alice, bob := knock(t, h, "alice"), knock(t, h, "bob")
		welcome(t, alice)
		welcome(t, bob)
		synctest.Wait() // a hello notes when its device came, which is not to get stuck
		unstick := book.stick()
		late := knock(t, h, "late")
		alice.Ask(`{"type":"open","room":"den","id":"k1"}`)
		synctest.Wait() // both wait
		began := time.Now()
		bob.Ask(`{"type":"say","room":"lobby","id":"k2","text":"hi"}`)
		bob.Wants(`{"type":"message","id":"k2"}`)
		bob.Ask(`{"type":"ping"}`)
		bob.Wants(`{"type":"pong"}`)
		carol := knock(t, h, "carol")
		welcome(t, carol)
		if took := time.Since(began); took > 0 {
			t.Errorf("it took %v, want that nobody waits", took)
		}
		unstick()
		close(journal.let)
		welcome(t, late)
		alice.Wants(`{"type":"message","id":"k2"}`)
		alice.Wants(`{"type":"room","name":"den"}`)
	})
}
