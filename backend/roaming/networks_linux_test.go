//go:build networks

package roaming

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"confab/backend/session"
	"confab/build/netlab"
	"confab/build/scripted"
)

func TestMain(m *testing.M) {
	netlab.Main(m, map[string]func([]string){"serve": servePart, "chat": chatPart})
}

func must[T any](v T, err error) T {
	if err != nil {
		fmt.Println("failed:", err)
		os.Exit(1)
	}
	return v
}

// servePart runs a server, to which others on the network come by a relay:
// without TLS it serves only its own machine.
func servePart([]string) {
	at, _, err := scripted.Run("127.0.0.1:0", "")
	must(at, err)
	ln := must(net.Listen("tcp", ":54307"))
	fmt.Println("serving")
	for {
		outside := must(ln.Accept())
		inside := must(net.Dial("tcp", at))
		go func() { _, _ = io.Copy(inside, outside) }()
		go func() { _, _ = io.Copy(outside, inside) }()
	}
}

// chatPart says a message every 20 ms, as many as the first argument says, and
// writes which of them the server has, and the states of the session.
func chatPart(args []string) {
	s := session.New(session.Config{})
	go New(s).Run(context.Background())
	go func() {
		must(0, s.Connect(context.Background(), "10.99.0.1:54307", "alice"))
		for i := range must(strconv.Atoi(args[0])) {
			must(0, s.Send("lobby", fmt.Sprint("key-", i), fmt.Sprint(i), ""))
			time.Sleep(20 * time.Millisecond)
		}
	}()
	for e := range s.Events() {
		switch {
		case e.Connection != nil:
			fmt.Println("state", e.Connection.State)
		case e.RoomEvent != nil && e.RoomEvent.IsMessage() && !e.RoomEvent.Waits():
			fmt.Printf("stored %s.\n", e.RoomEvent.Text)
		}
	}
}

// The server is behind two networks. The client's cable is moved from the one to
// the other while it talks.
func TestNetworkACableIsMovedToAnotherNetwork(t *testing.T) {
	const messages = 150
	lab := netlab.New(t)
	one, two := lab.Switch(), lab.Switch()
	server, client := lab.Host(), lab.Host()
	server.Plug(one, "eth0", "10.77.0.1/24")
	server.Plug(two, "eth1", "10.78.0.1/24")
	server.Sh("ip address add 10.99.0.1/32 dev lo")
	client.Plug(one, "eth0", "10.77.0.2/24")
	client.Sh("ip route add default via 10.77.0.1")
	server.Part("serve").Wait("serving")
	chat := client.Part("chat", strconv.Itoa(messages))
	chat.Wait(`stored 20\.`)

	client.Sh("ip link set eth0 down")
	pulled := time.Now()
	chat.Wait("state offline")
	if took := time.Since(pulled); took > 3*time.Second { // 1, and how late a busy machine is; the system says it after 25
		t.Errorf("the session is offline %v after the cable was pulled", took)
	}
	client.Plug(two, "eth1", "10.78.0.2/24")
	client.Sh("ip route add default via 10.78.0.1")
	plugged := time.Now()
	chat.Wait("state online")
	took := time.Since(plugged)
	t.Logf("plugged in to online: %v", took)
	if took > 3*time.Second { // 2, and how late a busy machine is
		t.Errorf("the session is online %v after the cable was plugged in", took)
	}
	chat.Wait(fmt.Sprintf(`stored %d\.`, messages-1))
	said := chat.Output()
	for i := range messages {
		if n := strings.Count(said, fmt.Sprintf("stored %d.\n", i)); n != 1 {
			t.Errorf("message %d is stored %d times, want once", i, n)
		}
	}
}
