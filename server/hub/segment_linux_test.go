package hub

import (
	"net"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"confab/server/nonblock"
	"confab/server/wire"
	"confab/server/wire/wiretest"
)

// A long text goes out in segments that each end with a line, whether the kernel
// takes it at once or the client lets it wait: a program that reads what has
// come for whole lines never sees half a line.
func TestALineComesInOneSegment(t *testing.T) {
	for name, times := range map[string]int{"what goes at once": 1, "what waits": 100} {
		t.Run(name, func(t *testing.T) {
			cfg := limits()
			cfg.MaxLine, cfg.SendQueue = wire.MaxLine, 100*wire.MaxLine
			h, _ := open(t, cfg)
			server, nc := tcpPair(t)
			zoe := &client{wiretest.NewClient(t, nc, "zoe", 0), make(chan error, 1)}
			serve, err := h.Register(server, "REGISTER zoe CHAT/1.0", nil)
			if err != nil {
				t.Fatal(err)
			}
			go func() {
				serve()
				zoe.end <- nil
			}()
			zoe.Want("200 Registration successful")
			bob := enter(t, h, "bob")
			before := segments(t, server)
			for range times {
				bob.Say(strings.Repeat("lorem ipsum ", 5000))
			}
			bob.Say("the last")
			lines, bytes := 0, 0
			for last := false; !last; lines++ {
				_ = nc.SetReadDeadline(time.Now().Add(20 * time.Second))
				line, err := zoe.In.ReadString('\n')
				if err != nil {
					t.Fatal(err)
				}
				bytes += len(line)
				last = line == "@bob: the last\n"
			}
			if got := segments(t, server) - before; got < lines*9/10 { // two short ones may share one
				t.Errorf("%d lines of %d bytes in all came in %d segments", lines, bytes, got)
			}
			zoe.Write("DISCONNECT\n")
			<-zoe.end
		})
	}
}

// tcpPair returns the two ends of a connection over TCP, with the server's first.
func tcpPair(t *testing.T) (net.Conn, net.Conn) {
	t.Helper()
	server, client, err := tcp()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = server.Close(), client.Close() })
	return server, client
}

// segments returns how many segments with bytes in them a connection has sent.
func segments(t *testing.T, nc net.Conn) (sent int) {
	t.Helper()
	err := nonblock.Socket(nc).Control(func(fd uintptr) {
		info, err := unix.GetsockoptTCPInfo(int(fd), unix.IPPROTO_TCP, unix.TCP_INFO)
		if err != nil {
			t.Error(err)
			return
		}
		sent = int(info.Data_segs_out)
	})
	if err != nil {
		t.Error(err)
	}
	return sent
}
