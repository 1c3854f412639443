package hub

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
)

// An empty line is a line: reading many of them is work too.
func TestEmptyLinesAreReadAtThePace(t *testing.T) {
	for _, dialect := range []string{"1", "2"} {
		synctest.Test(t, func(t *testing.T) {
			cfg := limits()
			cfg.Rate, cfg.Burst = 10, 50
			h, _ := open(t, cfg)
			c := connect(t, h, "eve", "REGISTER eve CHAT/"+dialect+".0")
			c.Want("200 Registration successful")
			if dialect == "2" {
				c.Ask(`{"type":"hello"}`)
				c.Wants(`{"type":"welcome"}`)
			}
			if err := c.Conn.SetWriteDeadline(time.Now().Add(10 * time.Second)); err != nil {
				t.Fatal(err)
			}
			lines := 0
			for {
				n, err := c.Conn.Write([]byte(strings.Repeat("\n", 10)))
				lines += n
				if err != nil {
					break
				}
			}
			if most := 50 + 10*10 + pacedRead; lines > most { // and what was read at once
				t.Errorf("CHAT/%s.0: %d empty lines are read in 10 s, want at most %d", dialect, lines, most)
			}
		})
	}
}

// A thousand short lines in one message are 38 KB for everybody who speaks
// CHAT/1.0. Whoever says many such waits as if it had said that much.
func TestAMessageCountsAsWhatItIsToCHAT1(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := limits()
		cfg.Rate, cfg.Burst, cfg.MaxLine, cfg.SendQueue = 10, 50, 64<<10, 256<<10
		h, _ := open(t, cfg)
		old := enter(t, h, "old")
		name := strings.Repeat("x", wire.MaxName)
		eve := enter2(t, h, name, "")
		began := time.Now()
		go func() {
			for i := range 30 {
				eve.Ask(fmt.Sprintf(`{"type":"say","room":"lobby","id":"k%d","text":"x%s"}`, i, strings.Repeat(`\n`, wire.MaxLines-1)))
			}
		}()
		for i := range 30 {
			for range wire.MaxLines {
				line, err := old.In.ReadString('\n')
				if err != nil || !strings.HasPrefix(line, wire.Prefix(name)) {
					t.Fatalf("in message %d comes %q, %v", i, line, err)
				}
			}
			eve.Wants(fmt.Sprintf(`{"type":"message","id":"k%d"}`, i))
		}
		if took := time.Since(began); took < 20*time.Second {
			t.Errorf("30,000 lines took %v, want 20s at least", took)
		}
	})
}

// Nobody is in too many rooms, however they came into them.
func TestNobodyIsInTooManyRooms(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		eve, bob := enter2(t, h, "eve", ""), enter2(t, h, "bob", "")
		for n := range wire.MaxRooms / wire.MaxOpened {
			opener := enter2(t, h, fmt.Sprint("opener", n), "")
			for i := n * wire.MaxOpened; i < (n+1)*wire.MaxOpened; i++ {
				opener.Ask(fmt.Sprintf(`{"type":"open","room":"r%d","id":"k%d"}`, i, i))
				opener.Wants(`{"type":"room"}`)
				opener.Wants(`{"type":"open"}`)
				eve.Ask(fmt.Sprintf(`{"type":"join","room":"r%d","id":"e%d"}`, i, i))
				eve.Wants(fmt.Sprintf(`{"type":"room","name":"r%d"}`, i))
				eve.Wants(`{"type":"join"}`)
				opener.Wants(`{"type":"join"}`)
			}
			opener.Ask(`{"type":"open","room":"too-many","id":"too-many"}`)
			opener.Wants(`{"type":"error","code":"too-many-opened","params":{"max":200}}`)
			_ = opener.Close()
		}
		bob.Ask(`{"type":"open","room":"tea","id":"b1"}`)
		bob.Wants(`{"type":"room"}`)
		bob.Wants(`{"type":"open"}`)
		for request, says := range map[string]string{
			`{"type":"open","room":"one-more","id":"o"}`: "You are in 1000 rooms",
			`{"type":"join","room":"tea","id":"j"}`:      "You are in 1000 rooms",
		} {
			eve.Ask(request)
			if got := eve.Wants(`{"type":"error","code":"too-many-rooms"}`); !strings.HasPrefix(got["text"].(string), says) {
				t.Errorf("%s is answered with %q", request, got["text"])
			}
		}
		// What others do to eve counts for them, not for her.
		bob.Ask(`{"type":"invite","room":"tea","name":"eve","id":"b2"}`)
		bob.Wants(`{"type":"invite","id":"b2"}`)
		eve.Wants(`{"type":"offer","room":"tea"}`)
		bob.Ask(`{"type":"direct","name":"eve","id":"b3"}`)
		bob.Wants(`{"type":"room","name":"@bob,eve"}`)
		bob.Wants(`{"type":"open","id":"b3"}`)
		eve.Wants(`{"type":"room","name":"@bob,eve"}`)
		eve.Wants(`{"type":"open"}`)

		eve.Ask(`{"type":"leave","room":"r7","id":"l"}`)
		eve.Wants(`{"type":"leave","room":"r7"}`)
		eve.Ask(`{"type":"join","room":"tea","id":"j2"}`)
		eve.Wants(`{"type":"room","name":"tea"}`)
		eve.Wants(`{"type":"join","room":"tea"}`)
	})
}

// How far somebody has read never goes back, on no device.
func TestReadNeverGoesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		desk, lap := enter2(t, h, "alice", ""), enter2(t, h, "alice", "")
		for i := range 3 {
			desk.Ask(fmt.Sprintf(`{"type":"say","room":"lobby","id":"k%d","text":"hi"}`, i))
			desk.Wants(`{"type":"message"}`)
			lap.Wants(`{"type":"message"}`)
		}
		desk.Ask(`{"type":"read","room":"lobby","seq":3}`)
		lap.Wants(`{"type":"read","room":"lobby","seq":3}`)
		desk.Ask(`{"type":"read","room":"lobby","seq":1}`)
		lap.HearsNothing()
	})
}
