package main

import (
	"fmt"
	"net"
	"net/netip"
	"slices"

	"confab/server/near"
)

// A host is an IP address at which the server can be reached.
type host struct {
	ip     string // with the zone of a link-local one
	tunnel string // the tunnel that leads to it; empty if none does
}

// note says who reaches the server there, unless everybody may.
func (h host) note() string {
	ip, _ := netip.ParseAddr(h.ip)
	switch {
	case ip.IsLoopback():
		return "   (from this machine)"
	case h.tunnel != "":
		return fmt.Sprintf("   (through %s, a VPN or another tunnel)", h.tunnel)
	case ip.Zone() != "":
		return fmt.Sprintf("   (from the network at %s; behind %%25 write the interface that the other machine has there)", ip.Zone())
	}
	return ""
}

// hosts returns where a server that listens at at can be reached, the best
// address for other machines first and this machine's own last.
func hosts(at *net.TCPAddr) []host {
	if !at.IP.IsUnspecified() {
		return []host{{ip: hostOf(at)}}
	}
	links, _ := near.Links() // without them there is still this machine
	return hostsOn(links, at.IP.To4() != nil)
}

// hostsOn is hosts for a server that listens at every address, or at every IPv4
// address.
func hostsOn(links []near.Link, onlyIPv4 bool) (found []host) {
	if onlyIPv4 {
		for i, l := range links {
			links[i].Addrs = slices.DeleteFunc(l.Addrs, netip.Addr.Is6)
		}
	}
	for _, a := range near.Addresses(links) {
		h := host{ip: a.String()}
		if a.Link.Kind == near.Tunnel {
			h.tunnel = a.Link.Name
		}
		found = append(found, h)
	}
	return append(found, host{ip: "127.0.0.1"})
}

// hostOf returns an address at which this machine reaches a port.
func hostOf(at *net.TCPAddr) string {
	if at.IP.IsUnspecified() {
		return "127.0.0.1"
	}
	return (&net.IPAddr{IP: at.IP, Zone: at.Zone}).String()
}

func isLoopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}
