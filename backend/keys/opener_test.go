package keys

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"confab/backend/session"
)

var nowhere = slog.New(slog.DiscardHandler)

// inRing makes a key that a slow keyring has.
func inRing(t *testing.T) (dir string, r *slowRing, made *Device) {
	t.Helper()
	dir, r = t.TempDir(), &slowRing{secrets: map[string]string{}}
	made, err := OpenDevice(dir, r)
	if err != nil || made.Kept != InKeyring {
		t.Fatal(made, err)
	}
	return dir, r, made
}

// Whoever connects waits for a keyring that a person has to unlock, as long as
// there is time, and does not come as somebody else.
func TestADialWaitsForTheKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir, r, made := inRing(t)
		r.takes = 10 * time.Second
		o := Open(dir, r, nowhere)
		defer o.Close()
		d := &Dialer{Device: o.Device, Servers: openServers(t, dir)}
		began := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		nc, err := d.ForSession()(ctx, "lab:1")
		p, ok := errors.AsType[*session.Problem](err)
		if !ok || p.Code != session.NoKey || p.Params.Text("why") != "keyring" || nc != nil || time.Since(began) != 5*time.Second {
			t.Errorf("it comes to %v (%+v), %v after %v", err, p, nc, time.Since(began))
		}
		if o.Known() != nil {
			t.Error("the key is known before the keyring has given it")
		}

		stopped, stop := context.WithCancel(t.Context())
		stop()
		if _, err := o.Device(stopped); !errors.Is(err, context.Canceled) {
			t.Errorf("who stops waiting gets %v", err)
		}

		later, cancel := context.WithTimeout(t.Context(), 6*time.Second) // the same try, not another one
		defer cancel()
		if got, err := o.Device(later); err != nil || got.Fingerprint != made.Fingerprint || o.Known() != got {
			t.Errorf("once it is unlocked: %+v, %v", got, err)
		}
	})
}

// A keyring that has refused is asked again by the next who connects.
func TestAKeyThatCannotBeHadIsAskedForAgain(t *testing.T) {
	dir, r := t.TempDir(), newRing()
	made := openDevice(t, dir, r)
	r.fails = errors.New("the person has said no")
	o := Open(dir, r, nowhere)
	defer o.Close()
	d := &Dialer{Device: o.Device, Servers: openServers(t, dir)}
	for range 2 {
		_, err := d.ForSession()(t.Context(), "127.0.0.1:1")
		if p, ok := errors.AsType[*session.Problem](err); !ok || p.Code != session.NoKey || p.Params.Text("why") != "keyring" {
			t.Errorf("it comes to %v", err)
		}
		if o.Known() != nil {
			t.Error("there is a key")
		}
	}
	r.fails = nil
	if got, err := o.Device(t.Context()); err != nil || got.Fingerprint != made.Fingerprint || got.Kept != InKeyring {
		t.Errorf("once it says yes: %+v, %v", got, err)
	}
}

// Where nothing can be kept a name cannot be one's own, but one can talk.
func TestWhoCannotKeepAKeyIsAGuest(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	o := Open(filepath.Join(file, "in it"), nil, slog.New(slog.NewTextHandler(&log, nil)))
	d, err := o.Device(t.Context())
	if d != nil || err != nil || o.Known() != nil || !strings.Contains(log.String(), "guest") {
		t.Errorf("the device is %+v, %v; the log says %s", d, err, &log)
	}
	o.Close()
	h := build(t, "127.0.0.1:0", newIdentity(t))
	guest := &Dialer{Device: o.Device, Servers: openServers(t, t.TempDir())}
	if said, err := guest.visit(t, h.address, "REGISTER ann CHAT/1.0"); said != "200 Registration successful\nyou are \n" || err != nil {
		t.Errorf("the server says %q, %v", said, err)
	}
}

// A keyring that hangs keeps nobody from closing the window.
func TestClosingDoesNotWaitForAPerson(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir, r, _ := inRing(t)
		r.takes = time.Hour
		o := Open(dir, r, nowhere)
		began := time.Now()
		o.Close()
		if took := time.Since(began); took > time.Second {
			t.Errorf("closing takes %v", took)
		}
		<-time.After(r.takes)
	})
	dir := t.TempDir()
	o := Open(dir, nil, nowhere)
	o.Close()
	if o.Known() == nil || o.Known().Kept != InFile {
		t.Error("closing does not wait for a disk")
	}
}
