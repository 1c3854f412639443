package keys

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/zalando/go-keyring"
)

// A Keyring keeps secrets for a user of the system.
type Keyring interface {
	Set(service, user, secret string) error
	Get(service, user string) (string, error)
}

// service is what the keyring knows this program as.
const service = "confab"

// SystemKeyring is the one that this system has, if it has one. It may ask the
// person to unlock it, and wait for that. It starts nothing that is not there:
// without a session bus there is no keyring.
func SystemKeyring() Keyring { return systemKeyring{} }

type systemKeyring struct{}

func (systemKeyring) Set(service, user, secret string) (err error) {
	defer survive(&err)
	if !hasKeyring() {
		return errNoKeyring
	}
	return keyring.Set(service, user, secret)
}

func (systemKeyring) Get(service, user string) (secret string, err error) {
	defer survive(&err)
	if !hasKeyring() {
		return "", errNoKeyring
	}
	return keyring.Get(service, user)
}

var errNoKeyring = errors.New("there is none here")

// survive makes an error of a panic, which is what the library below does when
// a keyring's answer is of another kind than it expects.
func survive(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("its answer cannot be understood: %v", r)
	}
}

// hasKeyring reports whether the system's keyring can be asked for. Elsewhere
// than on Windows and macOS it is reached over the session bus, and for one that
// it cannot find the library below runs dbus-launch, which leaves a bus behind.
func hasKeyring() bool {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return true
	}
	return hasBus(os.Getenv("DBUS_SESSION_BUS_ADDRESS"), filepath.Join("/run/user", fmt.Sprint(os.Getuid())))
}

// hasBus reports whether there is a session bus: its address is known, or its
// socket is where the system puts it.
func hasBus(address, runtimeDir string) bool {
	if address != "" && !strings.HasPrefix(address, "autolaunch:") {
		return true
	}
	_, err := os.Stat(filepath.Join(runtimeDir, "bus"))
	return err == nil
}

// ask returns what ring keeps under name.
func ask(ring Keyring, name string) (string, error) {
	if ring == nil {
		return "", errNoKeyring
	}
	return ring.Get(service, name)
}

// takes reports whether ring takes secret under name in time, and gives it back.
// A keyring cannot be told to stop: one that takes longer is left to itself.
func takes(ring Keyring, name, secret string) bool {
	if ring == nil {
		return false
	}
	took := make(chan bool, 1)
	go func() {
		got, err := "", ring.Set(service, name, secret)
		if err == nil {
			got, err = ring.Get(service, name)
		}
		took <- err == nil && got == secret
	}()
	select {
	case ok := <-took:
		return ok
	case <-time.After(keyringFor):
		return false
	}
}
