package main

import (
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"

	"confab/server/gate"
	"confab/server/wire"
)

// A card tells the person at the terminal, and a program that reads the first
// line, where the server can be reached and how.
type card struct {
	name      string
	at        *net.TCPAddr
	key       wire.Fingerprint // the server's
	plaintext gate.Plaintext
	invited   bool   // who comes needs an invitation, unless the server knows them
	first     string // the invitation of the first administrator; empty if there was one
}

// write writes the card.
func (c card) write(w io.Writer) error {
	hosts := hosts(c.at)
	text := fmt.Sprintf("%s is listening on port %d\n\n  Open Confab and connect to\n", c.name, c.at.Port)
	for _, h := range hosts {
		text += "      " + wire.Link{Address: c.address(h), Key: c.key}.String()
		if isLoopback(h) {
			text += "   (from this machine)"
		}
		text += "\n"
	}
	if c.first != "" {
		text += "  To run it from a window, connect there once by this link, within 72 hours. It is shown only now:\n"
		text += "      " + wire.Link{Address: c.address(hosts[0]), Key: c.key, Token: c.first}.String() + "\n"
	}
	if c.invited {
		text += "  Whoever is new needs an invitation: confab-server invite\n"
	} else {
		text += c.byHand(hosts)
	}
	text += "  Ctrl-C tells everybody and stops the server.\n\n"
	_, err := io.WriteString(w, text)
	return err
}

// byHand names the programs that speak CHAT/1.0 for a person: nc where plaintext
// is accepted, and openssl where it is not.
func (c card) byHand(hosts []string) string {
	nc, here := "nc %s "+strconv.Itoa(c.at.Port), hosts[len(hosts)-1] // of this machine, if one of them is
	openssl := "openssl s_client -quiet -connect " + c.address(hosts[0])
	first, elsewhere := fmt.Sprintf(nc, here), ""
	switch {
	case c.plaintext == gate.Any:
		first = fmt.Sprintf(nc, hosts[0])
	case c.plaintext == gate.Off:
		first = openssl
	case len(hosts) > 1 || !isLoopback(here):
		elsewhere = "  from other machines: " + openssl + "\n"
	}
	return "  or by hand: " + first + ", then type  REGISTER ann CHAT/1.0\n" + elsewhere
}

// address returns host:port of a host.
func (c card) address(host string) string { return net.JoinHostPort(host, strconv.Itoa(c.at.Port)) }

// elsewhere returns the addresses for other machines.
func (c card) elsewhere() (addresses []string) {
	for _, h := range hosts(c.at) {
		if !isLoopback(h) {
			addresses = append(addresses, c.address(h))
		}
	}
	return addresses
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// hosts returns the addresses at which at can be reached, those for other
// machines first.
func hosts(at *net.TCPAddr) []string {
	if !at.IP.IsUnspecified() {
		return []string{(&net.IPAddr{IP: at.IP, Zone: at.Zone}).String()}
	}
	var found []string
	addrs, _ := net.InterfaceAddrs() // without them there is still this machine
	for _, a := range addrs {
		n, ok := a.(*net.IPNet)
		if !ok || n.IP.IsLoopback() || n.IP.IsLinkLocalUnicast() {
			continue
		}
		if at.IP.To4() == nil || n.IP.To4() != nil { // 0.0.0.0 is every IPv4 address, [::] is every address
			found = append(found, n.IP.String())
		}
	}
	slices.SortStableFunc(found, func(a, b string) int { return isIPv6(a) - isIPv6(b) })
	return append(found, "127.0.0.1")
}

// isIPv6 is 1 for an IPv6 address: people would rather type the other kind.
func isIPv6(host string) int {
	if net.ParseIP(host).To4() == nil {
		return 1
	}
	return 0
}
