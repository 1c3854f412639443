package desktop

import (
	"errors"
	"fmt"
	"os"
	"strings"
)

// ErrNoAutostart is the error for a program that does not start with the system:
// one whose folder somebody has named with -data, or that has no place for it.
var ErrNoAutostart = errors.New("only a Confab that keeps its things in the usual place starts with the system")

// minimizedFlag is what the system starts the program with.
const minimizedFlag = "-minimized"

// An Autostart is whether the program starts with the system, which the system
// keeps: the person may also change it there.
type Autostart struct {
	program string // the path of the program
	entry   string // the file that says so; on Windows the name of a value
}

// NewAutostart returns that of the program with a data folder. Its methods do
// not wait for each other.
func NewAutostart(data string) *Autostart {
	program, err := os.Executable()
	entry, bad := autostartEntry()
	if err != nil || bad != nil || !Usual(data) {
		return &Autostart{}
	}
	return &Autostart{program, entry}
}

// Can says whether it can be switched on.
func (a *Autostart) Can() bool { return a.entry != "" }

// On says whether it is on.
func (a *Autostart) On() (bool, error) {
	if !a.Can() {
		return false, nil
	}
	return a.on()
}

// Set switches it on or off. Switched on again it is of the program as it is
// called now.
func (a *Autostart) Set(on bool) error {
	if !a.Can() {
		if on {
			return ErrNoAutostart
		}
		return nil
	}
	if strings.ContainsFunc(a.program, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return fmt.Errorf("a program with the path %q cannot be started with the system", a.program)
	}
	if on {
		return a.switchOn()
	}
	return a.switchOff()
}
