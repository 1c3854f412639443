package main

import (
	"fmt"
	"io"
	"net"
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
	data      string // the -data that the commands need, as dataFlag has it
}

// write writes the card.
func (c card) write(w io.Writer) error {
	hosts := hosts(c.at)
	text := fmt.Sprintf("%s is listening on port %d\n\n  Open Confab and connect to\n", c.name, c.at.Port)
	for _, h := range hosts {
		text += "      " + wire.Link{Address: c.address(h.ip), Key: c.key}.String() + h.note() + "\n"
	}
	if c.first != "" {
		text += "  To become its administrator, open this link once in Confab, within 72 hours. It is shown only now:\n"
		text += "      " + c.administrator(hosts[0].ip) + "\n"
	}
	if c.invited {
		text += "  New users need an invitation: confab-server invite" + c.data + "\n"
	} else {
		text += c.byHand(hosts)
	}
	text += "  Ctrl-C tells everyone and stops the server.\n\n"
	_, err := io.WriteString(w, text)
	return err
}

// administrator returns the link of the first administrator by way of host.
func (c card) administrator(host string) string {
	return wire.Link{Address: c.address(host), Key: c.key, Token: c.first}.String()
}

// byHand names the programs that speak CHAT/1.1 for a person: nc where plaintext
// is accepted, and openssl where it is not.
func (c card) byHand(hosts []host) string {
	nc, here := "nc %s "+strconv.Itoa(c.at.Port), hosts[len(hosts)-1].ip // of this machine, if one of them is
	openssl := "openssl s_client -quiet -connect " + c.address(hosts[0].ip)
	first, elsewhere := fmt.Sprintf(nc, here), ""
	switch {
	case c.plaintext == gate.Any:
		first = fmt.Sprintf(nc, hosts[0].ip)
	case c.plaintext == gate.Off:
		first = openssl
	case len(hosts) > 1 || !isLoopback(here):
		elsewhere = "  from other machines: " + openssl + "\n"
	}
	return "  or by hand: " + first + ", then type  REGISTER ann CHAT/1.1\n" + elsewhere
}

// address returns host:port of a host.
func (c card) address(host string) string { return net.JoinHostPort(host, strconv.Itoa(c.at.Port)) }

// elsewhere returns the addresses for other machines.
func (c card) elsewhere() (addresses []string) {
	for _, h := range hosts(c.at) {
		if !isLoopback(h.ip) {
			addresses = append(addresses, c.address(h.ip))
		}
	}
	return addresses
}
