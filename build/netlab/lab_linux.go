package netlab

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/sys/unix"
)

// A Lab is one test's networks. They are removed when the test ends.
type Lab struct{ t *testing.T }

// New returns a lab without networks. The test is skipped if it is not root's.
func New(t *testing.T) *Lab {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("only root can make networks")
	}
	return &Lab{t}
}

// made counts namespaces and cables, which have names of their own.
var made atomic.Int64

// A space is a network namespace.
type space struct {
	t    *testing.T
	name string
}

func (l *Lab) space(setup string) space {
	l.t.Helper()
	s := space{l.t, fmt.Sprintf("confab-%d-%d", os.Getpid(), made.Add(1))}
	run(l.t, "ip", "netns", "add", s.name)
	l.t.Cleanup(func() { run(l.t, "ip", "netns", "del", s.name) })
	s.Sh("ip link set lo up\n" + setup)
	return s
}

// Sh runs a shell's script in the namespace.
func (s space) Sh(script string) {
	s.t.Helper()
	run(s.t, "ip", "netns", "exec", s.name, "sh", "-ec", script)
}

// Nft loads a table of the firewall.
func (s space) Nft(table string) {
	s.t.Helper()
	s.Sh("nft -f - <<'END'\n" + table + "\nEND")
}

// Do runs f in the namespace. The sockets that f itself opens are there; those
// of goroutines that it starts are not.
func (s space) Do(f func()) {
	s.t.Helper()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	home, err := os.Open("/proc/thread-self/ns/net")
	if err != nil {
		s.t.Fatal(err)
	}
	defer home.Close()
	there, err := os.Open("/run/netns/" + s.name)
	if err != nil {
		s.t.Fatal(err)
	}
	defer there.Close()
	if err := unix.Setns(int(there.Fd()), unix.CLONE_NEWNET); err != nil {
		s.t.Fatal(err)
	}
	defer func() {
		if err := unix.Setns(int(home.Fd()), unix.CLONE_NEWNET); err != nil {
			panic(err) // what runs on the thread next would be in the wrong network
		}
	}()
	f()
}

// A Switch connects hosts.
type Switch struct{ space }

// Switch returns a new switch, which forwards every multicast packet to all its
// ports.
func (l *Lab) Switch() *Switch {
	l.t.Helper()
	return &Switch{l.space("ip link add br0 type bridge mcast_snooping 0\nip link set br0 up")}
}

// A Host is a machine.
type Host struct{ space }

// Host returns a new machine without networks. It does not wait for its IPv6
// addresses to be unique.
func (l *Lab) Host() *Host {
	l.t.Helper()
	return &Host{l.space("echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad\necho 0 >/proc/sys/net/ipv6/conf/default/dad_transmits")}
}

// Plug gives the host an interface with a cable to a switch, and addresses with
// their networks, as 10.77.0.1/24 or fd77::1/64. It returns the switch's port.
func (h *Host) Plug(s *Switch, name string, addresses ...string) (port string) {
	h.t.Helper()
	port = fmt.Sprint("port", made.Add(1))
	run(h.t, "ip", "-n", h.name, "link", "add", name, "type", "veth", "peer", "name", port, "netns", s.name)
	run(h.t, "ip", "-n", s.name, "link", "set", port, "master", "br0", "up")
	script := "ip link set " + name + " up"
	for _, a := range addresses {
		if strings.Contains(a, ":") {
			script += "\nip address add " + a + " dev " + name + " nodad"
		} else {
			script += "\nip address add " + a + " brd + dev " + name
		}
	}
	h.Sh(script)
	return port
}

// run runs a command that must not fail.
func run(t *testing.T, command string, args ...string) {
	t.Helper()
	if out, err := exec.Command(command, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v\n%s", command, strings.Join(args, " "), err, out)
	}
}
