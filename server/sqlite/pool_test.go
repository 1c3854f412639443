package sqlite

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
)

func TestAPoolOpensWhatIsNeededAndNoMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		opened := 0
		p := NewPool(2, func() (*Conn, error) { opened++; return OpenMemory() })
		for range 3 {
			if err := p.Use(t.Context(), func(c *Conn) error { return c.Exec("SELECT 1") }); err != nil {
				t.Fatal(err)
			}
		}
		if opened != 1 {
			t.Errorf("%d connections were opened for one user, want 1", opened)
		}

		in, out := make(chan bool, 3), make(chan bool)
		for range 3 {
			go func() {
				if err := p.Use(t.Context(), func(*Conn) error { in <- true; <-out; return nil }); err != nil {
					t.Error(err)
				}
			}()
		}
		synctest.Wait()
		if len(in) != 2 || opened != 2 {
			t.Errorf("%d use it with %d connections, want 2 with 2 and one who waits", len(in), opened)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := p.Use(ctx, func(*Conn) error { return nil }); !errors.Is(err, context.Canceled) {
			t.Errorf("one who does not wait got %v, want %v", err, context.Canceled)
		}
		close(out)
		synctest.Wait()
		if err := p.Close(); err != nil {
			t.Error(err)
		}
		if err := p.Use(t.Context(), func(*Conn) error { return nil }); !errors.Is(err, ErrClosed) {
			t.Errorf("a closed pool returned %v, want %v", err, ErrClosed)
		}
	})
}

func TestAPoolClosesAfterThoseWhoUseIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewPool(1, func() (*Conn, error) { return OpenMemory() })
		out := make(chan bool)
		go func() {
			if err := p.Use(t.Context(), func(c *Conn) error { <-out; return c.Exec("SELECT 1") }); err != nil {
				t.Error(err)
			}
		}()
		synctest.Wait()
		waiting, closed := make(chan error, 1), make(chan error, 1)
		go func() { waiting <- p.Use(t.Context(), func(*Conn) error { return nil }) }()
		synctest.Wait()
		go func() { closed <- p.Close() }()
		synctest.Wait()
		if err := <-waiting; !errors.Is(err, ErrClosed) {
			t.Errorf("one who waits got %v, want %v", err, ErrClosed)
		}
		if len(closed) > 0 {
			t.Error("Close did not wait for the one who uses it")
		}
		close(out)
		if err := errors.Join(<-closed, p.Close()); err != nil {
			t.Error(err)
		}
	})
}

func TestAConnectionThatCannotBeOpenedTakesNoPlace(t *testing.T) {
	why := errors.New("not today")
	p := NewPool(1, func() (*Conn, error) { return nil, why })
	for range 2 {
		if err := p.Use(t.Context(), func(*Conn) error { return nil }); !errors.Is(err, why) {
			t.Errorf("Use returned %v, want %v", err, why)
		}
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
}
