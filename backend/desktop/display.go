package desktop

import (
	"errors"
	"fmt"
)

// ErrNoDisplay says that no window can be shown.
var ErrNoDisplay = errors.New("there is no display to open a window on. Start it on a desktop, or see whether DISPLAY and WAYLAND_DISPLAY are right")

// noGTK is what Wails panics with when GTK does not find a display.
const noGTK = "failed to init GTK"

// WithDisplay calls run, which shows the window until it is closed. Wails has no
// error for a missing display, which it reports by a panic.
func WithDisplay(run func() error) (err error) {
	defer func() {
		switch p := recover(); {
		case p == nil:
		case fmt.Sprint(p) == noGTK:
			err = ErrNoDisplay
		default:
			panic(p)
		}
	}()
	return run()
}
