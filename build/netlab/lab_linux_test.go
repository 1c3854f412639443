//go:build networks

package netlab

import (
	"fmt"
	"net"
	"os"
	"strings"
	"testing"
)

func TestMain(m *testing.M) {
	Main(m, map[string]func([]string){"listen": func(args []string) {
		ln, err := net.Listen("tcp", args[0])
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Println("listening")
		_, err = ln.Accept()
		fmt.Println("connected", err)
	}})
}

func TestNetworkHostsOnASwitchReachEachOther(t *testing.T) {
	lab := New(t)
	between := lab.Switch()
	one, other := lab.Host(), lab.Host()
	one.Plug(between, "eth0", "10.77.0.1/24", "fd77::1/64")
	other.Plug(between, "eth0", "10.77.0.2/24", "fd77::2/64")
	for _, address := range []string{"10.77.0.1:80", "[fd77::1]:80"} {
		listening := one.Part("listen", address)
		listening.Wait("listening")
		other.Do(func() {
			c, err := net.Dial("tcp", address)
			if err != nil {
				t.Errorf("the other host does not reach it: %v", err)
				return
			}
			_ = c.Close()
		})
		listening.Wait("connected <nil>")
	}
	if addrs, err := net.InterfaceAddrs(); err != nil || strings.Contains(fmt.Sprint(addrs), "10.77.0.1/24") {
		t.Errorf("this machine itself has the addresses %v (%v)", addrs, err)
	}
}
