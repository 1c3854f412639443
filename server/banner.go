package main

import (
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"

	"confab/server/gate"
	"confab/server/qr"
	"confab/server/wire"
)

// A banner tells the person at the terminal, and a program that reads the first
// line, where the server can be reached and how.
type banner struct {
	name      string
	at        *net.TCPAddr
	key       wire.Fingerprint // the server's
	plaintext gate.Plaintext
	invited   bool   // who comes needs an invitation, unless the server knows them
	first     string // the invitation of the first administrator; empty if there was one
	data      string // the -data that the commands need, as datadir.Flag has it
	found     bool   // others on the local network find the server
	qr        bool   // the terminal can show a QR code
}

// write writes the banner.
func (b banner) write(w io.Writer) error {
	hosts := hosts(b.at)
	text := fmt.Sprintf("%s is listening on port %d\n\n  Open Confab and connect to\n", b.name, b.at.Port)
	for _, h := range hosts {
		text += "      " + wire.Link{Address: b.address(h.ip), Key: b.key}.String() + h.note() + "\n"
	}
	if b.qr && !isLoopback(hosts[0].ip) {
		text += b.picture(hosts[0])
	}
	if b.found {
		text += "  Confab on this network lists it by itself. To turn that off: -announce off\n"
	}
	if b.first != "" {
		text += "  To become its administrator, open this link once in Confab, within 72 hours. It is shown only now:\n"
		text += "      " + b.administrator(hosts[0].ip) + "\n"
	}
	if b.invited {
		text += "  New users need an invitation: confab-server invite" + b.data + "\n"
	} else {
		text += b.byHand(hosts)
	}
	if b.data != "" {
		text += "  Commands for this server need" + b.data + ", for example: confab-server doctor" + b.data + "\n"
	}
	text += "  Ctrl-C tells everyone and stops the server.\n\n"
	_, err := io.WriteString(w, text)
	return err
}

// picture returns the link by way of h as a QR code.
func (b banner) picture(h host) string {
	lines, err := qr.Terminal(wire.Link{Address: b.address(h.ip), Key: b.key}.String())
	if err != nil {
		return "" // no address is as long
	}
	return "\n" + strings.Join(lines, "\n") + "\n\n"
}

// administrator returns the link of the first administrator by way of host.
func (b banner) administrator(host string) string {
	return wire.Link{Address: b.address(host), Key: b.key, Token: b.first}.String()
}

// byHand names the programs that speak CHAT/1.1 for a person: nc where plaintext
// is accepted, and openssl where it is not.
func (b banner) byHand(hosts []host) string {
	nc, here := "nc %s "+strconv.Itoa(b.at.Port), hosts[len(hosts)-1].ip // of this machine, if one of them is
	openssl := "openssl s_client -quiet -connect " + b.address(hosts[0].ip)
	first, elsewhere := fmt.Sprintf(nc, here), ""
	switch {
	case b.plaintext == gate.Any:
		first = fmt.Sprintf(nc, hosts[0].ip)
	case b.plaintext == gate.Off:
		first = openssl
	case len(hosts) > 1 || !isLoopback(here):
		elsewhere = "  from other machines: " + openssl + "\n"
	}
	return "  or by hand: " + first + ", then type  REGISTER ann CHAT/1.1\n" + elsewhere
}

// address returns host:port of a host.
func (b banner) address(host string) string { return net.JoinHostPort(host, strconv.Itoa(b.at.Port)) }

// elsewhere returns the addresses for other machines.
func (b banner) elsewhere() (addresses []string) {
	for _, h := range hosts(b.at) {
		if !isLoopback(h.ip) {
			addresses = append(addresses, b.address(h.ip))
		}
	}
	return addresses
}

// fileAddress returns the beginning of the addresses of files for CHAT/1.x; empty
// if a client without a key may read none.
func (b banner) fileAddress() string {
	if b.invited {
		return ""
	}
	return "https://" + b.address(hosts(b.at)[0].ip)
}
