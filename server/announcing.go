package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"strings"

	"confab/server/announce"
	"confab/server/hub"
	"confab/server/near"
	"confab/server/version"
)

// What -announce may be, apart from the names of interfaces.
const (
	announceOn  = "on"
	announceOff = "off"
)

// interfaces returns the names in -announce; none for on and off.
func (c *Config) interfaces() []string {
	if c.Announce == announceOn || c.Announce == announceOff {
		return nil
	}
	return strings.Split(c.Announce, ",")
}

// checkAnnounce says why -announce cannot be used. An interface need not be
// there yet.
func (c *Config) checkAnnounce() error {
	for _, name := range c.interfaces() {
		if strings.TrimSpace(name) != name || name == "" || name == announceOn || name == announceOff {
			return errors.New("-announce must be on, off, or the names of network interfaces, separated by commas, such as eth0,wlan0")
		}
	}
	return nil
}

// announces reports whether others on the local network find a server that
// listens at at.
func (c *Config) announces(at *net.TCPAddr) bool {
	return c.Announce != announceOff && !at.IP.IsLoopback()
}

// runAnnounce announces the server until ctx ends, if it is to be found.
func runAnnounce(ctx context.Context, cfg Config, b banner, engine *hub.Hub, log *slog.Logger) {
	if !cfg.announces(b.at) {
		return
	}
	announce.Run(ctx, announce.Config{
		Server: near.Announcement{
			Name:             b.name,
			Key:              b.key,
			Port:             uint16(b.at.Port),
			InvitationNeeded: b.invited,
			Version:          version.Number(),
		},
		People:     func(context.Context) int { return engine.Online() },
		Interfaces: cfg.interfaces(),
		Listen:     b.at.AddrPort().Addr().Unmap().WithZone(b.at.Zone),
		Log:        log,
	})
}
