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

// writeCard tells the person at the terminal, and a program that reads the
// first line, where the server can be reached. Without hosts it can't.
func writeCard(w io.Writer, name string, at *net.TCPAddr, hosts []string) error {
	card := fmt.Sprintf("%s is listening on port %d\n\n", name, at.Port)
	port := strconv.Itoa(at.Port)
	if len(hosts) > 0 {
		card += "  Open Confab and connect to\n"
	}
	for _, h := range hosts {
		card += "      " + wire.FormatURL(net.JoinHostPort(h, port))
		if ip := net.ParseIP(h); ip != nil && ip.IsLoopback() {
			card += "   (from this machine)"
		}
		card += "\n"
	}
	if len(hosts) > 0 {
		card += fmt.Sprintf("  or by hand: nc %s %s, then type  REGISTER ann CHAT/1.0\n", hosts[0], port)
	}
	card += "  Ctrl-C tells everybody and stops the server.\n\n"
	_, err := io.WriteString(w, card)
	return err
}

// hosts returns the addresses at which at can be reached, as far as plaintext
// is accepted there, those for other machines first.
func hosts(at *net.TCPAddr, plaintext gate.Plaintext) []string {
	switch {
	case plaintext == gate.Off:
		return nil
	case plaintext == gate.Loopback && (at.IP.IsUnspecified() || at.IP.IsLoopback()):
		return []string{"127.0.0.1"}
	case !at.IP.IsUnspecified():
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
