package desktop

import (
	"context"
	"errors"
	"time"

	"fyne.io/systray"
	"github.com/godbus/dbus/v5"
)

const (
	watcherName = "org.kde.StatusNotifierWatcher"
	watcherPath = dbus.ObjectPath("/StatusNotifierWatcher")
	trayAsked   = time.Second // for the bus to answer
)

// TrayAvailable says whether an icon in the tray can be seen now. Where it
// cannot, nothing may be hidden: nobody could bring it back.
func TrayAvailable() bool {
	bus, err := dbus.SessionBus()
	if err != nil {
		return false
	}
	ctx, cancel := context.WithTimeout(context.Background(), trayAsked)
	defer cancel()
	var shows dbus.Variant
	err = bus.Object(watcherName, watcherPath).CallWithContext(ctx, "org.freedesktop.DBus.Properties.Get", dbus.FlagNoAutoStart,
		watcherName, "IsStatusNotifierHostRegistered").Store(&shows)
	there, ok := shows.Value().(bool)
	return err == nil && ok && there
}

// trayCan says whether there can be an icon at all: the systray package takes a
// session bus for granted.
func trayCan() error {
	if _, err := dbus.SessionBus(); err != nil {
		return errors.Join(ErrNoTray, err)
	}
	return nil
}

// trayLoop shows the icon and returns what ends it. The look comes first:
// between making the icon and having made it, a change of it would be lost.
func trayLoop(dress, ready func()) (end func()) {
	dress()
	start, end := systray.RunWithExternalLoop(ready, nil)
	start()
	return end
}

func trayIcon(picture []byte, dot bool) ([]byte, error) { return Icon(picture, 64, dot) }
