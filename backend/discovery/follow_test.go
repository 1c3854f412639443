package discovery

import (
	"context"
	"net"
	"slices"
	"testing"
	"time"

	"confab/server/wire"
)

func TestAKnownServerIsLocatedAtItsNewAddress(t *testing.T) {
	openLab(t, func(l *lab) {
		l.machines["10.77.0.5:6667"] = red
		type place struct {
			address string
			ok      bool
		}
		located := make(chan place, 1)
		go func() {
			address, ok := Locate(context.Background(), l.cfg, red)
			located <- place{address, ok}
		}()
		l.passes(10 * time.Millisecond)
		l.announces("10.77.0.9", lab3(red)) // an impostor, where nothing answers
		l.announces("10.77.0.5", lab3(red))
		l.passes(locateFor)
		if got := <-located; got != (place{"10.77.0.5:6667", true}) {
			t.Errorf("it is located at %+v", got)
		}
		go func() {
			address, ok := Locate(context.Background(), l.cfg, red)
			located <- place{address, ok}
		}()
		l.passes(2 * locateFor)
		if got := <-located; got.ok {
			t.Errorf("without an announcement it is located at %+v", got)
		}
	}, visited{"10.77.0.1:6667", red, "Lab 3"})
}

func TestAServerIsFollowedOnlyWhereItsKeyIsKnown(t *testing.T) {
	openLab(t, func(l *lab) {
		var dialled []string
		f := Follower{
			Servers: l.cfg.Servers,
			TCP: func(_ context.Context, hostport string) (net.Conn, error) {
				if dialled = append(dialled, hostport); hostport == "10.77.0.5:6667" {
					c, _ := net.Pipe()
					return c, nil
				}
				return nil, refused
			},
			Locate: func(context.Context, wire.Fingerprint) (string, bool) { return "10.77.0.5:6667", true },
		}
		if c, err := f.Dial(context.Background(), "10.77.0.1:6667"); c == nil || err != nil {
			t.Errorf("a known server that has moved is not followed: %v", err)
		}
		if c, err := f.Dial(context.Background(), "10.77.0.2:6667"); c != nil || err == nil {
			t.Error("a server that is not known is followed")
		}
		if want := []string{"10.77.0.1:6667", "10.77.0.5:6667", "10.77.0.2:6667"}; !slices.Equal(dialled, want) {
			t.Errorf("it dials %q, want %q", dialled, want)
		}
	}, visited{"10.77.0.1:6667", red, "Lab 3"})
}
