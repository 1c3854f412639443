package main

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"

	"confab/server/datadir"
)

// listen opens the port that a flag asks for.
func listen(flag, address string) (net.Listener, error) {
	ln, err := listenTCP(address)
	if err != nil {
		return nil, cannotListen(flag, address, err)
	}
	return ln, nil
}

// listenTCP listens at an IPv4 address for IPv4 alone: for Go's "tcp" network,
// 0.0.0.0 is every IPv6 address too.
func listenTCP(address string) (net.Listener, error) {
	network := "tcp"
	ip, err := hostIn(address)
	if err == nil && ip.Unmap().Is4() {
		network = "tcp4"
	}
	ln, err := net.Listen(network, address)
	if err != nil {
		return nil, err
	}
	return zoned{ln, ip.Zone()}, nil
}

// hostIn returns the IP address in host:port, if it has one.
func hostIn(address string) (netip.Addr, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return netip.Addr{}, err
	}
	return netip.ParseAddr(host)
}

// A zoned listener knows the interface of a link-local address that it was
// given. Not every kernel says it when it is asked for the address.
type zoned struct {
	net.Listener
	zone string
}

// Addr returns a *net.TCPAddr.
func (z zoned) Addr() net.Addr {
	at := *z.Listener.Addr().(*net.TCPAddr) // net.Listen("tcp", …) makes no other
	if z.zone != "" {
		at.Zone = z.zone
	}
	return &at
}

// cannotListen says in a sentence why there is no port, with a next step.
func cannotListen(flag, address string, err error) error {
	if ip, _ := hostIn(address); ip.IsLinkLocalUnicast() && ip.Is6() {
		if _, bad := net.InterfaceByName(ip.Zone()); bad != nil && strings.Trim(ip.Zone(), "0123456789") != "" {
			return fmt.Errorf("cannot listen at %s, because this machine has no network interface %s, choose another with %s", address, ip.Zone(), flag)
		}
	}
	switch {
	case errors.Is(err, addressInUse):
		return fmt.Errorf("%s is in use by another program, choose another port with %s, or port 0 for a free one", address, flag)
	case errors.Is(err, notPermitted):
		return fmt.Errorf("this user may not listen at %s, choose a port above 1023 with %s", address, flag)
	case errors.Is(err, addressNotHere):
		return fmt.Errorf("%s is not an address of this machine, choose another with %s", address, flag)
	}
	return fmt.Errorf("cannot listen at %s for %s: %w", address, flag, err)
}

// closed closes ln, which may have been done.
func closed(ln net.Listener) error {
	if err := ln.Close(); !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}

// listenOnLastPort listens at cfg.Listen. If that leaves the port open, it is the
// port of the last start, where the clients look for the server, or any port if
// that one is in use.
func listenOnLastPort(cfg Config) (net.Listener, error) {
	if asksForAnyPort(cfg.Listen) && cfg.Data != datadir.Memory {
		host, _, _ := net.SplitHostPort(cfg.Listen) // asksForAnyPort has split it
		if last := datadir.LastPort(cfg.Data); last != 0 {
			if ln, err := listenTCP(net.JoinHostPort(host, strconv.Itoa(last))); err == nil {
				return ln, nil
			}
		}
	}
	return listen("-listen", cfg.Listen)
}

// asksForAnyPort reports whether an address leaves the port open.
func asksForAnyPort(address string) bool {
	_, port, err := net.SplitHostPort(address)
	return err == nil && port == "0"
}
