package keys

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// A slowRing is a keyring that takes its time for everything: a person has to
// unlock it, or it hangs.
type slowRing struct {
	takes time.Duration

	mu      sync.Mutex
	secrets map[string]string // guarded by mu
}

func (r *slowRing) Set(_, user, secret string) error {
	<-time.After(r.takes)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.secrets[user] = secret
	return nil
}

func (r *slowRing) Get(_, user string) (string, error) {
	<-time.After(r.takes)
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.secrets[user], nil
}

func TestAKeyringThatIsSlowIsNotWaitedForAtTheFirstStart(t *testing.T) {
	for takes, want := range map[time.Duration]Place{keyringFor / 3: InKeyring, keyringFor: InFile, time.Hour: InFile} {
		synctest.Test(t, func(t *testing.T) {
			dir, r, began := t.TempDir(), &slowRing{takes: takes, secrets: map[string]string{}}, time.Now()
			d, err := OpenDevice(dir, r)
			if err != nil || d.Kept != want || time.Since(began) > 5*time.Second {
				t.Fatalf("a keyring that takes %v: %+v, %v after %v", takes, d, err, time.Since(began))
			}
			<-time.After(3 * takes) // now it has taken what it was given
			text, err := os.ReadFile(filepath.Join(dir, "device.json"))
			if err != nil || len(r.secrets) != 1 {
				t.Fatal(err, r.secrets)
			}
			for _, secret := range r.secrets {
				if strings.Contains(string(text), secret) {
					t.Errorf("a keyring that takes %v and the file have the same key", takes)
				}
			}
			if again, err := OpenDevice(dir, r); err != nil || again.Fingerprint != d.Fingerprint || again.Kept != want {
				t.Errorf("a keyring that takes %v: next time it is %+v, %v", takes, again, err)
			}
		})
	}
}

// Two windows that are opened at once for the first time are one device.
func TestTwoFirstStartsAtOnceMakeOneKey(t *testing.T) {
	dir, r := t.TempDir(), &slowRing{secrets: map[string]string{}}
	var all [8]*Device
	var starting sync.WaitGroup
	for i := range all {
		starting.Go(func() {
			d, err := OpenDevice(dir, r)
			if err != nil {
				t.Error(err)
				return
			}
			all[i] = d
		})
	}
	starting.Wait()
	for _, d := range all {
		if d == nil || d.Fingerprint != all[0].Fingerprint {
			t.Fatalf("there are two devices: %+v and %+v", all[0], d)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) != 1 {
		t.Errorf("left behind is %q", left)
	}
}

// The library below would start a bus that it cannot find.
func TestWithoutASessionBusThereIsNoKeyring(t *testing.T) {
	with, without := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(with, "bus"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		address, dir string
		want         bool
	}{
		{"unix:path=/tmp/x", without, true}, {"", with, true}, {"autolaunch:", with, true},
		{"", without, false}, {"autolaunch:", without, false}, {"autolaunch:scope=*install-path", without, false}, {"", filepath.Join(without, "no"), false},
	} {
		if got := hasBus(c.address, c.dir); got != c.want {
			t.Errorf("with the address %q there is a bus: %v, want %v", c.address, got, c.want)
		}
	}
}

// What a keyring says is not the program's end.
func TestAKeyringThatTheLibraryCannotReadIsAnError(t *testing.T) {
	read := func() (err error) {
		defer survive(&err)
		var answer any = "text"
		_ = answer.([]byte) // as the library does
		return nil
	}
	if err := read(); err == nil {
		t.Error("there is no error")
	}
}
