package windowhost

import (
	"net/http"
	"net/netip"
	"strconv"

	"confab/backend/discovery"
	"confab/server/near"
	"confab/server/wire"
)

// A network is this machine's loopback interface, on which POST
// /window/announce?name=&port=&key=&people=&invitation= announces a server, and
// with gone=1 says goodbye.
type network struct {
	heard chan discovery.Packet
}

// Network returns what a Browser hears here instead of the real network.
func (h *Host) Network() discovery.Network { return network{h.heard} }

func (network) Follow() bool                       { return false }
func (network) Ask(bool)                           {}
func (network) AskBeacon()                         {}
func (network) AskHost(netip.Addr)                 {}
func (n network) Packets() <-chan discovery.Packet { return n.heard }
func (network) Close()                             {}
func (network) Links() []near.Link {
	return []near.Link{{Nets: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}}
}

func (h *Host) serveAnnounce(w http.ResponseWriter, r *http.Request) {
	port, _ := strconv.ParseUint(r.FormValue("port"), 10, 16) // 0 is nobody's
	people, _ := strconv.Atoi(r.FormValue("people"))
	a := near.Announcement{
		Name: r.FormValue("name"), Key: wire.Fingerprint(r.FormValue("key")), Port: uint16(port),
		People: people, InvitationNeeded: r.FormValue("invitation") != "",
	}
	data := a.Announce(nil)
	if r.FormValue("gone") != "" {
		data = a.Goodbye(nil)
	}
	h.heard <- discovery.Packet{Packet: near.Packet{Data: data, From: netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), near.MDNSPort)}}
	w.WriteHeader(http.StatusNoContent)
}
