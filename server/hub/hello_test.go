package hub

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
)

func TestAHelloIsWelcomed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := limits()
		cfg.Name, cfg.Rate, cfg.Burst = "Lab 3", 10, 50
		h, _ := open(t, cfg)
		bob := enter(t, h, "bob")
		bob.Say("before")
		synctest.Wait()
		alice := connect(t, h, "alice", "REGISTER alice CHAT/2.0")
		alice.Want("200 Registration successful")
		alice.Ask(`{"type":"hello","client":"desktop/1.0","rooms":{}}`)
		alice.Wants(`{"type":"welcome","server":"Lab 3","you":"alice",
			"limits":{"line":1024,"page":200,"rate":10,"burst":50},
			"rooms":[{"name":"lobby","seq":1,"members":2}]}`)
		alice.HearsNothing() // it did not say that it holds something of the lobby
		alice.Ask(`{"type":"hello"}`)
		alice.Wants(`{"type":"error","code":"hello-twice","request":"hello"}`)
	})
}

func TestNothingGoesBeforeHello(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		bob := enter2(t, h, "bob", "")
		alice := connect(t, h, "alice", "REGISTER alice CHAT/2.0")
		alice.Want("200 Registration successful")
		for _, request := range []string{"say", "history", "who"} {
			alice.Ask(`{"type":"` + request + `","room":"lobby","id":"k","text":"hi","limit":1}`)
			alice.Wants(`{"type":"error","code":"hello-first","request":"` + request + `"}`)
		}
		bob.HearsNothing()
		alice.Ask(`{"type":"quit"}`) // this does
		alice.Wants(`{"type":"bye","code":"quit"}`)
		alice.WantEnd()
	})
}

func TestWhatIsSaidIsEchoedFromTheSameBytes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		alice, bob := enter2(t, h, "alice", ""), enter2(t, h, "bob", "")
		for i, text := range []string{"are you there?", `a "quoted" <b>\ täxt`, "two\nlines"} {
			alice.Write(string(wire.AppendRequest(nil, wire.Say{Room: "lobby", ID: fmt.Sprint("k", i), Text: text})))
			mine, _ := alice.In.ReadString('\n')
			his, _ := bob.In.ReadString('\n')
			want := fmt.Sprintf(`{"type":"message","room":"lobby","seq":%d,"prev":%d,"at":"%s","from":"alice","id":"k%d",%s`,
				i+1, i, time.Now().UTC().Format(wire.AtLayout), i, wire.SaidBody([]byte(text))[1:]) + "\n"
			if mine != want || his != want {
				t.Fatalf("alice receives %q and bob %q, want %q", mine, his, want)
			}
		}
	})
}

func TestSeveralLinesAreSeveralLinesToCHAT1(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := open(t, limits())
		alice, bob := enter2(t, h, "alice", ""), enter(t, h, "bob")
		alice.Ask(`{"type":"say","room":"lobby","id":"k","text":"x\n@admin: hi\n\n@alice: y"}`)
		bob.Want("@alice: x")
		bob.Want("@alice: @admin: hi")
		bob.Want("@alice: ")
		bob.Want("@alice: @alice: y")
		bob.Say("yes")
		alice.Wants(`{"type":"message","seq":1}`)
		alice.Wants(`{"type":"message","seq":2,"prev":1,"from":"bob","text":"yes"}`)
	})
}

// More rooms than a welcome can hold come one by one behind it.
func TestAWelcomeFitsItsLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := limits()
		cfg.MaxLine = wire.MaxLine
		h, _ := open(t, cfg)
		alice := enter2(t, h, "alice", "")
		topic := strings.Repeat("é", wire.MaxTopic)
		const rooms = 200
		for i := range rooms {
			alice.Ask(fmt.Sprintf(`{"type":"open","room":"r%d","id":"k%d","topic":"%s"}`, i, i, topic))
			alice.Wants(`{"type":"room"}`)
			alice.Wants(`{"type":"open"}`)
		}
		again := connect(t, h, "alice", "REGISTER alice CHAT/2.0")
		again.Want("200 Registration successful")
		again.Ask(`{"type":"hello"}`)
		seen := map[string]bool{}
		for len(seen) < rooms+1 {
			line, err := again.In.ReadString('\n')
			if err != nil || len(line) > wire.MaxLine {
				t.Fatalf("a line of %d bytes, %v", len(line), err)
			}
			for part := range strings.SplitSeq(line, `"name":"`) {
				name, _, _ := strings.Cut(part, `"`)
				if name == wire.Lobby || name[:1] == "r" {
					seen[name] = true
				}
			}
		}
		again.HearsNothing()
	})
}
