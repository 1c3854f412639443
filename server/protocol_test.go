package main

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
)

// TestConversationsGoAsSpecified plays every conversation in PROTOCOL.md
// against a server.
func TestConversationsGoAsSpecified(t *testing.T) {
	b, err := os.ReadFile("wire/PROTOCOL.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(string(b), "```chat")[1:]
	if len(blocks) < 7 {
		t.Fatalf("PROTOCOL.md has %d conversations, want at least 7", len(blocks))
	}
	for i, block := range blocks {
		dialect, block, _ := strings.Cut(block, "\n")
		block, _, _ = strings.Cut(block, "```")
		t.Run(strconv.Itoa(i+1), func(t *testing.T) {
			s := serve(t)
			peers := map[string]*peer{}
			for line := range strings.Lines(block) {
				if err := play(s, peers, strings.TrimSuffix(line, "\n"), dialect == "2"); err != nil {
					t.Fatalf("%q: %v", line, err)
				}
			}
		})
	}
}

// play does or checks what one line of a conversation says; one of CHAT/2.0 has
// the escapes of JSON and no others.
func play(s *running, peers map[string]*peer, line string, json bool) error {
	if line == "server shuts down" {
		go func() { _ = s.stop() }() // serve's own cleanup looks at its error
		return nil
	}
	at := strings.IndexAny(line, "><|")
	if at < 0 {
		return errors.New("this is not a line of a conversation")
	}
	name, text := line[:at], strings.TrimPrefix(line[at+1:], " ")
	var err error
	if !json {
		if text, err = strconv.Unquote(`"` + strings.ReplaceAll(text, `"`, `\"`) + `"`); err != nil {
			return fmt.Errorf("it is not escaped as PROTOCOL.md says: %w", err)
		}
	}
	p := peers[name]
	if p == nil {
		if p, err = dial(s.address, name); err == nil && strings.HasSuffix(text, " CHAT/2.0") {
			err = p.sealWith(newDevice())
		}
		if err != nil {
			return err
		}
		peers[name] = p
	}
	switch line[at] {
	case '>':
		return p.Send(text + "\n")
	case '<':
		if strings.HasPrefix(text, "{") {
			return p.ReceiveObject(text)
		}
		return p.Receive(text)
	default:
		return p.Closed()
	}
}
