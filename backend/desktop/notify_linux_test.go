package desktop

import (
	"fmt"
	"reflect"
	"testing"
)

// opened opens a notifier that says what is clicked.
func opened(t *testing.T) (Notifier, <-chan string) {
	t.Helper()
	clicked := make(chan string, 10)
	n, err := OpenNotifier(func(id string) { clicked <- id })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = n.Close() })
	return n, clicked
}

func notify(t *testing.T, n Notifier, note Note) {
	t.Helper()
	if err := n.Notify(note); err != nil {
		t.Fatal(err)
	}
}

func TestANotificationIsShownAndAClickComesBack(t *testing.T) {
	startBus(t)
	d := startDaemon(t, "body", "actions", "body-markup")
	n, clicked := opened(t)
	notify(t, n, Note{"lobby", "bob & <alice>", "<b>hi</b>\n& \u202ebye"})
	want := told{1, 0, "Confab", "bob & <alice>", "&lt;b&gt;hi&lt;/b&gt; &amp; bye", []string{"default", "Confab"}}
	if got := <-d.told; !reflect.DeepEqual(got, want) {
		t.Errorf("shown is %+v, want %+v", got, want)
	}
	notify(t, n, Note{"other", "x", "y"})
	d.says(t, "ActionInvoked", uint32(1), "default")
	if got := <-clicked; got != "lobby" {
		t.Errorf("clicked is %q, want lobby", got)
	}
}

func TestADaemonWithoutMarkupGetsNone(t *testing.T) {
	startBus(t)
	d := startDaemon(t, "body")
	n, _ := opened(t)
	notify(t, n, Note{"lobby", "bob", "1 < 2 & 3"})
	if got := <-d.told; got.body != "1 < 2 & 3" || len(got.actions) != 0 {
		t.Errorf("shown is %+v", got)
	}
}

// What is waved away, of others, or gone, is no click.
func TestOnlyAClickIsOne(t *testing.T) {
	startBus(t)
	d := startDaemon(t, "body", "actions")
	n, clicked := opened(t)
	for i := range 3 {
		notify(t, n, Note{fmt.Sprint("room ", i+1), "x", "y"})
	}
	d.says(t, "NotificationClosed", uint32(1), uint32(2)) // by the person
	d.says(t, "ActionInvoked", uint32(1), "default")      // and is gone
	d.says(t, "ActionInvoked", uint32(77), "default")     // another program's
	d.says(t, "ActionInvoked", "nonsense")
	d.says(t, "ActionInvoked", "nonsense", "twice")
	d.says(t, "ActionInvoked", uint32(2), "default")
	if got := <-clicked; got != "room 2" {
		t.Errorf("clicked is %q first, want room 2", got)
	}
	stranger := join(t, "org.example.Stranger")
	if err := stranger.Emit(notesPath, notesName+".ActionInvoked", uint32(3), "default"); err != nil {
		t.Fatal(err)
	}
	// What the stranger says is on its way before this question is answered.
	if err := stranger.BusObject().Call("org.freedesktop.DBus.GetId", 0).Err; err != nil {
		t.Fatal(err)
	}
	notify(t, n, Note{"room 4", "x", "y"})
	d.says(t, "ActionInvoked", uint32(4), "default")
	if got := <-clicked; got != "room 4" {
		t.Errorf("clicked is %q, want room 4", got)
	}
}

func TestALaterOneOfARoomTakesThePlaceOfTheEarlier(t *testing.T) {
	startBus(t)
	d := startDaemon(t, "body", "actions")
	n, clicked := opened(t)
	for _, want := range []told{{number: 1, replaces: 0}, {number: 1, replaces: 1}} {
		notify(t, n, Note{"lobby", "x", "y"})
		if got := <-d.told; got.number != want.number || got.replaces != want.replaces {
			t.Errorf("shown is %+v, want %+v", got, want)
		}
	}
	d.says(t, "ActionInvoked", uint32(1), "default")
	if got := <-clicked; got != "lobby" {
		t.Errorf("clicked is %q", got)
	}
	notify(t, n, Note{"lobby", "x", "y"})
	if got := <-d.told; got.replaces != 0 {
		t.Errorf("a new one takes the place of one that is gone: %+v", got)
	}
}

// A daemon that never says that one is gone costs no memory.
func TestNotificationsThatNobodyEndsAreForgotten(t *testing.T) {
	startBus(t)
	startDaemon(t, "body")
	n, _ := opened(t)
	for i := range 2 * maxShown {
		notify(t, n, Note{fmt.Sprint("room ", i), "x", "y"})
	}
	b := n.(*busNotifier)
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.shown) > maxShown || len(b.number) != len(b.shown) {
		t.Errorf("%d and %d are remembered, want at most %d", len(b.shown), len(b.number), maxShown)
	}
}

func TestWithoutADaemonThereIsNone(t *testing.T) {
	startBus(t)
	if n, err := OpenNotifier(nil); n != nil || err == nil {
		t.Errorf("without a daemon it came to %v, %v", n, err)
	}
	startDaemon(t)
	n, _ := opened(t)
	if err := n.Close(); err != nil {
		t.Error(err)
	}
	if err := n.Notify(Note{"x", "y", "z"}); err == nil {
		t.Error("after Close one is shown")
	}
	noBus(t)
	if n, err := OpenNotifier(nil); n != nil || err == nil {
		t.Errorf("without a bus it came to %v, %v", n, err)
	}
}
