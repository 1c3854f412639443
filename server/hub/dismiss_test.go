package hub

import (
	"bytes"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/model"
	"confab/server/wire"
)

// Whatever ends a connection of CHAT/1.0 or CHAT/1.1, DISCONNECT is the last
// line, once, unless the client has said it.
func TestDISCONNECTIsTheLastLine(t *testing.T) {
	for name, c := range map[string]struct {
		end  func(t *testing.T, h *Hub, shutdown func(), alice *client)
		want string // before DISCONNECT
	}{
		"the server shuts down": {func(_ *testing.T, _ *Hub, shutdown func(), _ *client) { go shutdown() }, ""},
		"the server shuts down while she says something": {func(_ *testing.T, h *Hub, _ func(), alice *client) {
			h.publisher.appends.close() // as the hub does
			alice.Say("hello?")
			synctest.Wait()
		}, ""},
		"she is put out": {func(_ *testing.T, h *Hub, _ func(), _ *client) {
			go h.online.disconnect(Disconnection{Target{Key: "alice"}, wire.ByeKicked, wire.With("reason", "spam")})
		}, "421 Kicked: spam\n"},
		"her line is too long": {func(_ *testing.T, _ *Hub, _ func(), alice *client) {
			go func() { _, _ = alice.Conn.Write(make([]byte, 2000)) }()
		}, "400 Line too long\n"},
		"too much waits for her": {func(t *testing.T, h *Hub, _ func(), _ *client) {
			bob := enter(t, h, "bob")
			for range 10 {
				bob.Say(strings.Repeat("x", 900))
				synctest.Wait() // one by one, not in one piece
			}
		}, ""},
	} {
		for _, speaks := range []wire.Version{wire.V1, wire.V11} {
			t.Run(name+" "+string(speaks[len("CHAT/"):]), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					h, shutdown := open(t, limits())
					alice := connect(t, h, "alice", "REGISTER alice "+string(speaks))
					alice.Want("200 Registration successful")
					synctest.Wait()
					c.end(t, h, shutdown, alice)
					heard, err := io.ReadAll(alice.In) // beside what the writer had in its hands
					if err != nil {
						t.Fatal(err)
					}
					said := slices.DeleteFunc(strings.SplitAfter(string(heard), "\n"), func(line string) bool { return strings.HasPrefix(line, "@bob: x") })
					if got, want := strings.Join(said, ""), c.want+"DISCONNECT "+string(speaks)+"\n"; got != want {
						t.Errorf("alice hears %q, want %q", got, want)
					}
				})
			})
		}
	}
}

// A CHAT/2.0 client hears bye also if it says something just then.
func TestByeIsTheLastLineOfWhoSaysSomethingAtShutdown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		alice := enter2(t, h, "alice", "")
		h.publisher.appends.close() // as the hub does
		alice.Ask(`{"type":"say","room":"lobby","id":"k","text":"hello?"}`)
		synctest.Wait()
		alice.Wants(`{"type":"bye","code":"shutdown","back":5}`)
		alice.WantEnd()
	})
}

// A recorder notes what is written to it, call by call.
type recorder struct {
	net.Conn
	mu    sync.Mutex
	calls [][]byte // guarded by mu
}

func (r *recorder) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls = append(r.calls, bytes.Clone(p))
	return len(p), nil
}

func (r *recorder) written() [][]byte {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.calls
}

func (*recorder) SetReadDeadline(time.Time) error  { return nil }
func (*recorder) SetWriteDeadline(time.Time) error { return nil }
func (*recorder) RemoteAddr() net.Addr             { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }
func (*recorder) LocalAddr() net.Addr              { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }

// Every call that writes to a client has whole lines, however long what was
// said is and however much waits.
func TestWholeLinesAreWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := limits()
		cfg.MaxLine, cfg.SendQueue = wire.MaxLine, 1<<20
		h, _ := open(t, cfg)
		server := new(recorder)
		c := newConn(h, server, 1, wire.V1, &user{name: "zoe", key: "zoe"}, model.Visit{})
		if here, _ := h.online.register(c, 0); !here {
			t.Fatal("the hub is closed")
		}
		bob := enter(t, h, "bob")
		bob.Write(strings.Repeat("@bob: a short one …\n", 100) + "@bob: " + strings.Repeat("long, “long” ", 3000) + "\n@bob: the last\n")
		synctest.Wait()
		c.reply(wire.Silenced.Because("спам"))
		h.leave(c)
		c.finish()

		calls := server.written()
		for _, call := range calls {
			if call[len(call)-1] != '\n' {
				t.Errorf("a call writes %d bytes that end in the middle of a line: %q", len(call), call[max(0, len(call)-50):])
			}
			for line := range bytes.Lines(call) {
				if len(line) > 1200 || bytes.IndexFunc(line, func(r rune) bool { return r > 0x7e }) >= 0 {
					t.Errorf("a line of %d bytes is written: %.100q", len(line), line)
				}
			}
		}
		if all := string(bytes.Join(calls, nil)); !strings.HasSuffix(all, "@bob: the last\n420 Muted: spam\n") || strings.Count(all, `@bob: a short one ...`) != 100 {
			t.Errorf("%d bytes are written that end in %.200q", len(all), all[max(0, len(all)-200):])
		}
	})
}
