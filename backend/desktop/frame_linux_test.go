package desktop

import (
	"os"
	"testing"
)

// What the toolkit makes of the system's wish would only hide the window.
func TestTheSystemsWishToEndIsOneToQuit(t *testing.T) {
	f := frame(t, somewhere, false)
	if err := f.Tray(true, Labels{}); err != nil {
		t.Fatal(err)
	}
	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = self.Signal(os.Interrupt)
	}
	if err != nil {
		t.Fatal(err)
	}
	<-f.pane.quit
	if f.Closing() {
		t.Error("it stays, hidden")
	}
}
