package desktop

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// long is more than anything here takes.
const long = time.Minute

// first claims a new folder.
func first(t *testing.T) (*Instance, string) {
	t.Helper()
	data := filepath.Join(t.TempDir(), "new", "confab")
	i, err := claim(Args{Data: data}, long)
	if err != nil {
		t.Fatalf("the first start came to %v", err)
	}
	t.Cleanup(func() { _ = i.Close() })
	return i, data
}

func TestASecondStartShowsTheFirst(t *testing.T) {
	i, data := first(t)
	asked := Args{Address: "chat://lab:1#t=secret", Name: "alice", Data: data, Minimized: true}
	came := make(chan error, 1)
	go func() { // before the first one has its window
		_, err := claim(asked, long)
		came <- err
	}()
	shown := make(chan Args, 3)
	i.Serve(func(a Args) { shown <- a })
	if got := <-shown; got != asked {
		t.Errorf("the first one was given %+v, want %+v", got, asked)
	}
	if err := <-came; !errors.Is(err, ErrOpen) {
		t.Errorf("the second start came to %v, want %v", err, ErrOpen)
	}
	for range 2 { // and again
		if _, err := claim(Args{Data: data}, long); !errors.Is(err, ErrOpen) || <-shown != (Args{Data: data}) {
			t.Errorf("a further start came to %v", err)
		}
	}
}

func TestWindowsOfOtherFoldersHaveNothingToDoWithIt(t *testing.T) {
	one, _ := first(t)
	one.Serve(func(Args) { t.Error("the first one is asked") })
	two, _ := first(t)
	if two.lock == nil || two.listener == nil {
		t.Error("the second one has not all that it wants")
	}
}

// Who starts it again while it ends gets a window of its own, after the first
// one has closed everything in the folder.
func TestAStartWaitsForOneThatEnds(t *testing.T) {
	i, data := first(t)
	i.Serve(func(Args) { t.Error("a window that is gone is shown") })
	i.Quiet()
	var ended atomic.Bool
	var next *Instance
	var came sync.WaitGroup
	came.Go(func() {
		got, err := claim(Args{Data: data}, long)
		if err != nil || !ended.Load() {
			t.Errorf("it came to %v, and the first one had ended: %t", err, ended.Load())
		}
		next = got
	})
	ended.Store(true)
	if err := i.Close(); err != nil {
		t.Error(err)
	}
	came.Wait()
	if err := next.Close(); err != nil {
		t.Error(err)
	}
}

// A process that was killed leaves its files, which are nobody's.
func TestWhatAKilledProcessLeavesIsInNobodysWay(t *testing.T) {
	data := t.TempDir()
	for _, name := range []string{lockName, socketFile} {
		if err := os.WriteFile(filepath.Join(data, name), []byte("left behind"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	i, err := claim(Args{Data: data}, long)
	if err != nil {
		t.Fatalf("it came to %v", err)
	}
	defer i.Close()
	shown := make(chan Args, 1)
	i.Serve(func(a Args) { shown <- a })
	if _, err := claim(Args{Data: data}, long); !errors.Is(err, ErrOpen) {
		t.Errorf("a second start came to %v", err)
	}
}

// One that hangs has the folder all the same, and the person is told.
func TestAFirstThatDoesNotAnswerIsASentence(t *testing.T) {
	_, data := first(t) // which never serves
	i, err := claim(Args{Data: data}, 2*pause)
	if i != nil || err == nil || errors.Is(err, ErrOpen) || !strings.Contains(err.Error(), "does not answer") ||
		!strings.Contains(err.Error(), "try again") || !strings.Contains(err.Error(), data) {
		t.Errorf("it came to %v, %v", i, err)
	}
}

// Nonsense at the socket shows nothing, and is in nobody's way.
func TestNonsenseAtTheSocketIsIgnored(t *testing.T) {
	i, data := first(t)
	shown := make(chan Args, 10)
	i.Serve(func(a Args) { shown <- a })
	for _, nonsense := range []string{"", "\n", "show!", `{"Address":7}`, "[", `"` + strings.Repeat("x", 2*maxAsked)} {
		conn, err := dialFor(data)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = conn.Write([]byte(nonsense))
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, err := claim(Args{Data: data, Name: "bob"}, long); !errors.Is(err, ErrOpen) {
		t.Errorf("a start after it came to %v", err)
	}
	if got := <-shown; got.Name != "bob" || len(shown) > 0 {
		t.Errorf("shown first is %+v", got)
	}
}

// Without a lock there is a window all the same.
func TestAFolderThatCannotBeLocked(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	i, err := claim(Args{Data: filepath.Join(file, "in it")}, long)
	if i == nil || err == nil || errors.Is(err, ErrOpen) {
		t.Fatalf("it came to %v, %v, want both", i, err)
	}
	i.Serve(func(Args) { t.Error("somebody asks") })
	if err := i.Close(); err != nil {
		t.Error(err)
	}
}
