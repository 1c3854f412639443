package desktop

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"
)

// trayStory in the environment makes this test's program the one with the icon.
const trayStory = "CONFAB_TRAY_STORY"

// An item is an icon as the desktop sees it.
type item struct {
	conn *dbus.Conn
	of   string
}

func (i item) get(t *testing.T, property string) any {
	t.Helper()
	v, err := i.conn.Object(i.of, "/StatusNotifierItem").GetProperty("org.kde.StatusNotifierItem." + property)
	if err != nil {
		t.Fatal(err)
	}
	return v.Value()
}

// pixels returns the width of the picture and the bytes of its pixel at x and y:
// how much it covers, red, green and blue.
func (i item) pixels(t *testing.T, x, y int) (width int, argb [4]byte) {
	t.Helper()
	v, err := i.conn.Object(i.of, "/StatusNotifierItem").GetProperty("org.kde.StatusNotifierItem.IconPixmap")
	var all []struct {
		W, H int32
		Pix  []byte
	}
	if err == nil {
		err = v.Store(&all)
	}
	if err != nil || len(all) != 1 {
		t.Fatalf("the icon is %v, %v", all, err)
	}
	p := all[0]
	copy(argb[:], p.Pix[4*(y*int(p.W)+x):])
	return int(p.W), argb
}

// menu returns the number of the menu's item with a label.
func (i item) menu(t *testing.T, label string) int32 {
	t.Helper()
	type layout struct {
		ID         int32
		Properties map[string]dbus.Variant
		Below      []dbus.Variant
	}
	var revision uint32
	var root layout
	if err := i.conn.Object(i.of, "/StatusNotifierItem/menu").Call("com.canonical.dbusmenu.GetLayout", 0, int32(0), int32(-1), []string{}).Store(&revision, &root); err != nil {
		t.Fatal(err)
	}
	for _, below := range root.Below {
		var l layout
		if err := below.Store(&l); err != nil {
			t.Fatal(err)
		}
		if l.Properties["label"].Value() == label {
			return l.ID
		}
	}
	t.Fatalf("the menu has no %q: %+v", label, root)
	return 0
}

func (i item) click(t *testing.T, label string) {
	t.Helper()
	err := i.conn.Object(i.of, "/StatusNotifierItem/menu").Call("com.canonical.dbusmenu.Event", 0, i.menu(t, label), "clicked", dbus.MakeVariant(""), uint32(0)).Err
	if err != nil {
		t.Fatal(err)
	}
}

// The icon is one for a process, so it has a process of its own here: the
// test's, once more, which does what it reads and writes what happens.
func TestTheIconInTheTray(t *testing.T) {
	startBus(t)
	w := startWatcher(t, true)
	program := exec.Command(os.Args[0])
	program.Env = append(os.Environ(), trayStory+"=1")
	program.Stderr = os.Stderr
	in, err := program.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := program.StdoutPipe()
	if err == nil {
		err = program.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = program.Process.Kill() })
	tell := func(line string) {
		t.Helper()
		if _, err := fmt.Fprintln(in, line); err != nil {
			t.Fatal(err)
		}
	}
	want := func(word string) {
		t.Helper()
		var got string
		if _, err := fmt.Fscanln(out, &got); err != nil || got != word {
			t.Fatalf("it says %q, %v, want %q", got, err, word)
		}
	}

	want("open")
	i := item{w.conn, string(<-w.came)}
	if title := i.get(t, "Title"); title != "Confab" || i.get(t, "ItemIsMenu") != false {
		t.Errorf("the icon is called %q", title)
	}
	if width, corner := i.pixels(t, 57, 14); width != 64 || corner != [4]byte{255, 0, 0, 255} {
		t.Errorf("the icon is %d wide and %v in its corner, want it blue", width, corner)
	}
	if err := w.conn.Object(i.of, "/StatusNotifierItem").Call("org.kde.StatusNotifierItem.Activate", 0, int32(0), int32(0)).Err; err != nil {
		t.Error(err)
	}
	want("show")
	i.click(t, "Open")
	want("show")

	tell("unread 3")
	want("done")
	if title := i.get(t, "Title"); title != "(3) Confab" {
		t.Errorf("the icon is called %q", title)
	}
	if _, corner := i.pixels(t, 57, 14); corner != [4]byte{255, dotColour.R, dotColour.G, dotColour.B} {
		t.Errorf("in its corner it is %v, want a dot", corner)
	}
	tell("unread 0")
	want("done")
	if _, corner := i.pixels(t, 57, 14); corner != [4]byte{255, 0, 0, 255} {
		t.Errorf("in its corner it is %v, want no dot", corner)
	}

	// A panel that starts anew gets the icon again.
	w.leave(t)
	startWatcher(t, true).wantFrom(t, i.of)

	tell("german")
	want("done")
	i.click(t, "Beenden")
	want("quit")

	tell("close")
	want("closed")
	want("again")
	if err := program.Wait(); err != nil {
		t.Error(err)
	}
}

func (w *watcher) wantFrom(t *testing.T, sender string) {
	t.Helper()
	if got := <-w.came; string(got) != sender {
		t.Errorf("an icon of %s comes, want %s", got, sender)
	}
}

// tellTrayStory is the program with the icon.
func tellTrayStory() {
	tray, err := OpenTray(blue(256), "Confab", Labels{"Open", "Quit"}, TrayEvents{
		Show: func() { fmt.Println("show") },
		Quit: func() { fmt.Println("quit") },
	})
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("open")
	for {
		var word string
		var n int
		if _, err := fmt.Scanln(&word, &n); err != nil && word == "" {
			os.Exit(1)
		}
		switch word {
		case "unread":
			tray.SetUnread(n)
		case "german":
			tray.SetLabels(Labels{"Öffnen", "Beenden"})
		case "close":
			tray.Close()
			tray.Close()
			tray.SetUnread(7)
			tray.SetLabels(Labels{})
			fmt.Println("closed")
			if _, err := OpenTray(blue(256), "Confab", Labels{}, TrayEvents{}); errors.Is(err, ErrTrayAgain) {
				fmt.Println("again")
			}
			return
		}
		fmt.Println("done")
	}
}

func TestWhetherAnIconCanBeSeen(t *testing.T) {
	startBus(t)
	if TrayAvailable() {
		t.Error("nobody shows icons, and one can be seen")
	}
	startWatcher(t, false)
	if TrayAvailable() {
		t.Error("there is nobody to show them, and one can be seen")
	}
}

func TestWhereThereIsAPlaceForIconsOneCanBeSeen(t *testing.T) {
	startBus(t)
	w := startWatcher(t, true)
	if !TrayAvailable() {
		t.Error("there is a place for icons, and none can be seen")
	}
	w.leave(t)
	if TrayAvailable() {
		t.Error("the panel has ended, and an icon can be seen")
	}
}

func TestWithoutABusThereIsNoIcon(t *testing.T) {
	noBus(t)
	if TrayAvailable() {
		t.Error("one can be seen")
	}
	if tray, err := OpenTray(blue(64), "Confab", Labels{}, TrayEvents{}); tray != nil || !errors.Is(err, ErrNoTray) {
		t.Errorf("opening it came to %v, %v", tray, err)
	}
	if _, err := OpenTray([]byte("no picture"), "Confab", Labels{}, TrayEvents{}); err == nil || !strings.Contains(err.Error(), "icon") {
		t.Errorf("without a picture it came to %v", err)
	}
}
