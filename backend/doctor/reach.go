package doctor

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"time"

	"confab/backend/discovery"
	"confab/backend/keys"
	"confab/backend/session"
	"confab/server/near"
	"confab/server/wire"
)

// How long the doctor waits.
const (
	lookupFor = 3 * time.Second
	reachFor  = 4 * time.Second
	sweepFor  = 1500 * time.Millisecond
	maxClock  = time.Minute // by which two clocks may differ
)

func isUnknown(err error) bool {
	dns, ok := errors.AsType[*net.DNSError](err)
	return ok && dns.IsNotFound
}

// reach says what answers at an address of the server that link names. The first
// finding says whether it is that server.
func reach(ctx context.Context, cfg Config, link wire.Link, ip netip.Addr) []Finding {
	_, port, _ := net.SplitHostPort(link.Address)
	at := net.JoinHostPort(ip.Unmap().String(), port)
	trying, cancel := context.WithTimeout(ctx, reachFor)
	key, err := keys.Look(trying, at)
	cancel()
	said, answered := discovery.AskBeacon(ctx, ip, port)
	found := []Finding{verdict(ctx, cfg, link, at, ip, key, err, answered)}
	if !answered {
		return found
	}
	if off := time.Since(said.Time); off.Abs() > maxClock {
		found = append(found, note(ClockDiffers, "host", ip.String(), "seconds", int64(off.Abs()/time.Second)))
	}
	if said.Version != "" && said.Version != cfg.Version {
		found = append(found, note(OtherVersion, "here", cfg.Version, "there", said.Version))
	}
	return found
}

// verdict says what a look at an address means. runs says that a server answers
// the beacon for the port.
func verdict(ctx context.Context, cfg Config, link wire.Link, at string, ip netip.Addr, key wire.Fingerprint, err error, runs bool) Finding {
	if err == nil {
		known := link.Key
		if known == "" {
			known = cfg.Servers.Key(link.Address)
		}
		switch {
		case known == "" && cfg.Servers.ByKey(key).Key == "":
			return good(KeyNew, "address", at, "key", string(key))
		case known == "" || known == key:
			return good(KeyKnown, "address", at)
		}
		return fault(KeyChanged, "address", at, "before", string(known), "now", string(key))
	}
	return unreached(ctx, at, ip, session.Explain(at, err).Code, runs)
}

// unreached says what it means that a look at an address failed with a code.
func unreached(ctx context.Context, at string, ip netip.Addr, code session.Code, runs bool) Finding {
	host := ip.Unmap().String()
	_, port, _ := net.SplitHostPort(at)
	open := allowThere(port)
	there := neighbour(ip.Unmap())
	switch code {
	case session.NothingListens:
		if runs {
			return fault(Rejected, "address", at).by(open)
		}
		return fault(NothingListens, "address", at)
	case session.NoAnswer:
		if runs || there == answers {
			return fault(Dropped, "address", at, "host", host).by(open)
		}
		return fault(Silent, "address", at, "host", host)
	case session.NobodyThere:
		if there == answers {
			return fault(Prohibited, "address", at, "host", host).by(open)
		}
		if isAlone(ctx, ip.Unmap()) {
			return fault(KeptApart, "host", host)
		}
		return fault(NobodyThere, "host", host)
	case session.NoRoute:
		return fault(NoRoute, "host", host)
	case session.SSH, session.HTTP, session.Mail, session.OtherTLS, session.PlainChat, session.Plaintext, session.NotChat, session.AcceptsSilent, session.Closes:
		return fault(NotConfab, "address", at, "what", string(code))
	default:
		return fault(NotReached, "address", at, "code", string(code))
	}
}

// isAlone reports whether no other machine of the small network that an address
// is in answers, but for the router: the network keeps its devices apart. The
// system looks for each of them when something is sent to it.
func isAlone(ctx context.Context, ip netip.Addr) bool {
	links, _ := near.Look()
	for _, l := range near.Usable(links, nil) {
		for _, n := range l.Nets {
			if !n.Contains(ip) || !n.Addr().Is4() || n.Bits() < 22 || n.Bits() > 30 {
				continue
			}
			c, err := near.OpenAsking()
			if err != nil {
				return false
			}
			for a := n.Masked().Addr().Next(); n.Contains(a.Next()); a = a.Next() {
				c.Unicast(netip.AddrPortFrom(a, 9), nil)
			}
			select {
			case <-time.After(sweepFor):
			case <-ctx.Done():
			}
			_ = c.Close()
			known, others := neighboursIn(n)
			return known && others == 0
		}
	}
	return false
}
