// Package doctor says why others on the local network may not see a server, as
// it can be told on the server's own machine.
package doctor

import (
	"context"
	"crypto/rand"
	"net"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"confab/server/near"
	dns "golang.org/x/net/dns/dnsmessage"
)

// A Code is what was found. The package english has a sentence for each.
type Code string

// The codes.
const (
	NotRunning   Code = "not-running"         // nothing listens at the server's port
	LoopbackOnly Code = "loopback-only"       // the server listens, but not at the addresses in the network
	NoNetwork    Code = "no-network"          // no interface has other machines behind it
	LinkUsed     Code = "link"                // interface, addresses
	LinkLeftOut  Code = "link-left-out"       // interface, kind
	PortTaken    Code = "mdns-port-taken"     // another program keeps port 5353 for itself
	NotHeard     Code = "multicast-not-heard" // interface: the machine does not hear its own multicast
	InContainer  Code = "container"
	UFW          Code = "ufw"       // port
	Firewalld    Code = "firewalld" // port
)

// Codes are all codes.
var Codes = []Code{NotRunning, LoopbackOnly, NoNetwork, LinkUsed, LinkLeftOut, PortTaken, NotHeard, InContainer, UFW, Firewalld}

// A Finding is a code with what it is about. Params may have interface,
// addresses, kind and port.
type Finding struct {
	Code   Code
	Params map[string]string
}

// IsFault reports whether the finding is one that keeps others from the server.
// A firewall that is on may let them in already, and the beacon finds a server
// without port 5353, so these are advice.
func (f Finding) IsFault() bool {
	switch f.Code {
	case NotRunning, LoopbackOnly, NoNetwork, NotHeard, InContainer:
		return true
	}
	return false
}

// IsAdvice reports whether the finding may be why others do not see the server.
func (f Finding) IsAdvice() bool { return f.Code != LinkUsed && f.Code != LinkLeftOut && !f.IsFault() }

// A machine is what is examined.
type machine struct {
	links    func() ([]near.Link, error)
	connects func(ctx context.Context, address string) bool
	hears    func(near.Link) (bool, error)
	exists   func(path string) bool
	read     func(path string) string
	runs     func(ctx context.Context, command ...string) bool
}

// Examine examines this machine and the server that listens, or did last, at
// address, host:port.
func Examine(ctx context.Context, address string) ([]Finding, error) {
	return machine{near.Look, connects, hearsItself, exists, read, runs}.examine(ctx, address)
}

func (m machine) examine(ctx context.Context, address string) (found []Finding, err error) {
	add := func(code Code, params ...string) {
		f := Finding{code, map[string]string{}}
		for i := 0; i < len(params); i += 2 {
			f.Params[params[i]] = params[i+1]
		}
		found = append(found, f)
	}
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	links, err := m.links()
	if err != nil {
		return nil, err
	}
	usable := near.Usable(links, nil)
	running := m.connects(ctx, address)
	if !running {
		add(NotRunning)
	}
	reached := false
	for _, a := range near.Addresses(usable) {
		// This goes by the loopback interface and passes no firewall.
		reached = reached || running && m.connects(ctx, net.JoinHostPort(a.String(), port))
	}
	switch {
	case len(usable) == 0:
		add(NoNetwork)
	case running && !reached:
		add(LoopbackOnly, "port", port)
	}
	for _, l := range links {
		if l.Kind == near.Tunnel || l.Kind == near.Virtual {
			add(LinkLeftOut, "interface", l.Name, "kind", string(l.Kind))
		}
	}
	taken := false
	for _, l := range usable {
		var addrs []string
		for _, a := range l.Addrs {
			addrs = append(addrs, a.String())
		}
		add(LinkUsed, "interface", l.Name, "addresses", strings.Join(addrs, ", "))
		switch heard, err := m.hears(l); {
		case err != nil:
			taken = true
		case !heard:
			add(NotHeard, "interface", l.Name)
		}
	}
	if taken {
		add(PortTaken)
	}
	if (m.exists("/.dockerenv") || m.exists("/run/.containerenv")) && !m.hasCard(links) {
		add(InContainer)
	}
	if strings.Contains("\n"+m.read("/etc/ufw/ufw.conf"), "\nENABLED=yes") {
		add(UFW, "port", port)
	}
	if m.runs(ctx, "firewall-cmd", "--state") {
		add(Firewalld, "port", port)
	}
	return found, nil
}

// hasCard reports whether one of the interfaces is hardware, or what a virtual
// machine has in its place. A container has one only if it shares its host's
// network or was given a part of it, and others reach it then.
func (m machine) hasCard(links []near.Link) bool {
	return slices.ContainsFunc(links, func(l near.Link) bool { return m.exists("/sys/class/net/" + l.Name + "/device") })
}

// patience is how long the doctor waits for one answer.
const patience = 2 * time.Second

func connects(ctx context.Context, address string) bool {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	c, err := new(net.Dialer).DialContext(ctx, "tcp", address)
	if err != nil {
		return false
	}
	_ = c.Close()
	return true
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func read(path string) string {
	text, _ := os.ReadFile(path) // a file that is not there says nothing
	return string(text)
}

func runs(ctx context.Context, command ...string) bool {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return exec.CommandContext(ctx, command[0], command[1:]...).Run() == nil
}

// echoIn is how long multicast may take from this machine to itself.
const echoIn = 300 * time.Millisecond

// hearsItself reports whether the machine hears what it sends by multicast on a
// link. A firewall that lets no multicast in keeps it away. The error is that of
// near.OpenMDNS.
func hearsItself(l near.Link) (bool, error) {
	c, err := near.OpenMDNS()
	if err != nil {
		return false, err
	}
	mark := "confab-" + strings.ToLower(rand.Text()) + ".local."
	heard, ended := make(chan struct{}, 1), make(chan struct{})
	go func() {
		defer close(ended)
		c.Receive(func(p near.Packet) {
			var m dns.Parser
			if _, err := m.Start(p.Data); err != nil {
				return
			}
			if q, err := m.Question(); err == nil && q.Name.String() == mark {
				select {
				case heard <- struct{}{}:
				default:
				}
			}
		})
	}()
	c.Follow([]near.Link{l})
	question := dns.Message{Questions: []dns.Question{{Name: dns.MustNewName(mark), Type: dns.TypeTXT, Class: dns.ClassINET}}}
	packet, err := question.Pack()
	if err == nil {
		c.Multicast(l, near.MDNSGroups, packet)
	}
	got := false
	select {
	case <-heard:
		got = true
	case <-time.After(echoIn):
	}
	_ = c.Close() // what was to be heard was
	<-ended
	return got, nil
}
