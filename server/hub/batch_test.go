package hub

import (
	"bytes"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
)

func TestEverybodyGetsABatchWithoutTheirOwnLines(t *testing.T) {
	names := []string{"a", "b", "c"}
	r := rand.New(rand.NewPCG(1, 2))
	for range 1000 {
		var b batch
		want := map[string]string{}
		for i := range 1 + r.IntN(8) {
			e := &wire.Event{Type: wire.MessageType, From: names[r.IntN(len(names))], Body: wire.SaidBody(fmt.Append(nil, i, ` "quoted"`))}
			b = append(b, e)
			for _, name := range names {
				if name != e.From {
					want[name] += fmt.Sprintf("@%s: %d \"quoted\"\n", e.From, i)
				}
			}
		}
		for _, name := range names {
			if got := string(b.plain(wire.V1, name, nil)); got != want[name] {
				t.Fatalf("%s gets %q of %q, want %q", name, got, b.plain(wire.V1, "", nil), want[name])
			}
		}
	}
}

func TestABatchIsCutIntoWhatMayWait(t *testing.T) {
	var b batch
	for range 100 {
		b = append(b, &wire.Event{Type: wire.MessageType, Body: wire.SaidBody(make([]byte, 1000))})
	}
	events := 0
	for head, tail := b.cut(); len(head) > 0; head, tail = tail.cut() {
		bytes := 0
		for _, e := range head {
			bytes += len(e.Body)
		}
		if bytes > maxBatch {
			t.Errorf("%d bytes are handed out together, want at most %d", bytes, maxBatch)
		}
		events += len(head)
	}
	if events != len(b) {
		t.Errorf("%d of %d events are handed out", events, len(b))
	}
}

func TestMessagesAreCountedAtOnceAndThenCollected(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		drop := func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey {
				return slog.Attr{}
			}
			return a
		}
		logCounter := logCounter{log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{ReplaceAttr: drop}))}
		logCounter.add(1, time.Now())
		for range 10 {
			logCounter.add(2, time.Now())
		}
		logCounter.write(<-logCounter.due())
		if logCounter.due() != nil {
			t.Error("there is something due after all has been written")
		}
		want := "level=INFO msg=messages count=1 total=1\nlevel=INFO msg=messages count=20 total=21\n"
		if log.String() != want {
			t.Errorf("the log is\n%swant\n%s", log.String(), want)
		}
	})
}

func TestWhatIsLoggedOfAHostileNameOrTextIsOneLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		cfg := limits()
		cfg.Log, cfg.LogMessages = slog.New(slog.NewTextHandler(&log, nil)), true
		h, shutdown := open(t, cfg)
		alice := enter(t, h, "Zoë")
		alice.Write("level=ERROR msg=\"fake\"\n")
		_ = connect(t, h, "x", "REGISTER x\nlevel=ERROR CHAT/1.0")
		synctest.Wait()
		go shutdown()
		alice.Drain()
		<-alice.end
		synctest.Wait()
		for line := range strings.Lines(log.String()) {
			if !strings.HasPrefix(line, "time=") || strings.Contains(line, " level=ERROR ") && !strings.Contains(line, `\"`) {
				t.Errorf("a log line has been made up: %q", line)
			}
		}
		if !strings.Contains(log.String(), `level=ERROR msg=\\\"fake`) {
			t.Errorf("-log-messages logs no text:\n%s", log.String())
		}
	})
}

func TestMessagesAreNotLogged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		cfg := limits()
		cfg.Log = slog.New(slog.NewTextHandler(&log, nil))
		h, shutdown := open(t, cfg)
		alice, bob := enter(t, h, "alice"), enter(t, h, "bob")
		alice.Say("the secret")
		bob.Want("@alice: the secret")
		go shutdown()
		alice.Drain()
		bob.Drain()
		<-alice.end
		<-bob.end
		if strings.Contains(log.String(), "secret") {
			t.Errorf("the log has what was said:\n%s", log.String())
		}
		for _, want := range []string{"msg=arrived", "name=alice", "msg=messages count=1", "msg=left"} {
			if !strings.Contains(log.String(), want) {
				t.Errorf("the log lacks %q:\n%s", want, log.String())
			}
		}
	})
}
