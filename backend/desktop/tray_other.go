//go:build !linux && !windows

package desktop

// A Tray is nothing here: macOS has the Dock, which shows every program.
type Tray struct{}

// TrayAvailable says that there is none.
func TrayAvailable() bool { return false }

// OpenTray returns ErrNoTray.
func OpenTray([]byte, string, Labels, TrayEvents) (*Tray, error) { return nil, ErrNoTray }

// SetUnread does nothing.
func (*Tray) SetUnread(int) {}

// SetLabels does nothing.
func (*Tray) SetLabels(Labels) {}

// Close does nothing.
func (*Tray) Close() {}
