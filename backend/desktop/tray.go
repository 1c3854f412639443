package desktop

import "errors"

// The errors of a tray icon.
var (
	ErrNoTray    = errors.New("this desktop has no place for an icon of Confab; the window, closed, would be gone")
	ErrTrayAgain = errors.New("the icon comes back when Confab is started the next time")
)

// Labels are what the menu of the tray icon says.
type Labels struct{ Show, Quit string }

// TrayEvents are what is asked for at the tray icon. They are called one after
// the other.
type TrayEvents struct {
	Show func() // a click on the icon, or the menu's first item
	Quit func()
}
