package doctor

import (
	"bytes"
	"context"
	"log/slog"
	"net/netip"
	"sync"
	"time"

	"confab/backend/discovery"
	"confab/backend/keys"
	"confab/server/near"
)

// How long the doctor waits.
const (
	echoFor   = 300 * time.Millisecond // for this machine to hear itself
	browseFor = 2500 * time.Millisecond
)

// networks looks at the interfaces of this machine, and whether it hears what it
// sends by multicast: a firewall that lets nothing in keeps that from it too.
func networks(ctx context.Context, links []near.Link) (found []Finding) {
	usable := near.Usable(links, nil)
	if len(usable) == 0 {
		found = append(found, fault(NoNetwork))
	}
	for _, l := range usable {
		found = append(found, good(OnNetwork, "link", l.Name, "address", l.Addrs[0].String()))
	}
	for _, l := range links {
		if l.Kind == near.Tunnel || l.Kind == near.Virtual {
			found = append(found, note(LeftOut, "link", l.Name, "kind", string(l.Kind)))
		}
	}
	for _, l := range usable {
		switch heard, err := echo(ctx, l); {
		case err != nil:
			return append(found, note(PortHeld))
		case heard:
			found = append(found, good(MulticastHeard, "link", l.Name))
		default:
			found = append(found, fault(MulticastNotHeard, "link", l.Name).by(allowMDNS()))
		}
	}
	return found
}

// echo reports whether this machine hears its own question for servers on a
// link. The error says that the port cannot be had.
func echo(ctx context.Context, l near.Link) (heard bool, err error) {
	c, err := near.OpenMDNS()
	if err != nil {
		return false, err
	}
	question := near.Question(true)
	own := make(chan struct{}, 1)
	var receiving sync.WaitGroup
	receiving.Go(func() {
		c.Receive(func(p near.Packet) {
			if bytes.Equal(p.Data, question) {
				select {
				case own <- struct{}{}:
				default:
				}
			}
		})
	})
	defer receiving.Wait()
	defer c.Close()
	c.Follow([]near.Link{l})
	c.Multicast(l, near.MDNSGroups, question)
	select {
	case <-own:
		return true, nil
	case <-time.After(echoFor):
	case <-ctx.Done():
	}
	return false, nil
}

// servers looks for servers as hard as the window can.
func servers(ctx context.Context, cfg Config) (found []Finding) {
	var mu sync.Mutex
	var listed []discovery.Server // guarded by mu
	log := slog.New(slog.DiscardHandler)
	b := discovery.NewBrowser(discovery.Config{
		Servers: cfg.Servers, Recent: func() []string { return nil }, Look: keys.Look, Log: log,
		Open: func() discovery.Network { return discovery.Sockets(log) },
		Changed: func(servers []discovery.Server) {
			mu.Lock()
			defer mu.Unlock()
			listed = servers
		},
	})
	b.Show(true)
	b.LookHarder()
	select {
	case <-time.After(browseFor):
	case <-ctx.Done():
	}
	b.Close()
	mu.Lock()
	defer mu.Unlock()
	for _, s := range listed {
		if f, ok := seen(ctx, s); ok {
			found = append(found, f)
		}
	}
	if len(found) == 0 {
		found = append(found, fault(NothingFound))
	}
	return found
}

// seen says what it means that a server is listed; ok is false if it says nothing
// yet.
func seen(ctx context.Context, s discovery.Server) (f Finding, ok bool) {
	switch s.Standing {
	case discovery.New, discovery.Known:
		return good(ServerFound, "name", s.Name, "address", s.Address), true
	case discovery.Changed, discovery.Wrong:
		return fault(OtherKey, "name", s.Name, "address", s.Address), true
	case discovery.Unreachable:
		at, err := netip.ParseAddrPort(s.Address)
		if err != nil {
			return f, false
		}
		return unreached(ctx, s.Address, at.Addr(), s.Reason.Code, true), true
	}
	return f, false
}
