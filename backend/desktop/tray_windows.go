package desktop

import (
	"runtime"

	"fyne.io/systray"
)

// TrayAvailable says whether an icon in the tray can be seen, which Windows
// always has.
func TrayAvailable() bool { return true }

func trayCan() error { return nil }

// trayLoop shows the icon and returns what ends it. Windows tells of clicks on
// it only the thread that has made it, so it has one of its own.
func trayLoop(dress, ready func()) (end func()) {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		runtime.LockOSThread()
		systray.Run(func() { dress(); ready() }, nil)
	}()
	return func() {
		systray.Quit()
		<-ended
	}
}

func trayIcon(picture []byte, dot bool) ([]byte, error) {
	const size = 32
	small, err := Icon(picture, size, dot)
	return ico(small, size), err
}
