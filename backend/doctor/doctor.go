// Package doctor says why a server cannot be seen or reached from this machine:
// what is wrong with its networks, with the way to the server, or with what
// answers there. Each finding is a code, of which the catalogs have the sentence,
// and often commands that mend it.
package doctor

import (
	"context"
	"net"
	"net/netip"
	"slices"

	"confab/backend/keys"
	"confab/server/near"
	"confab/server/wire"
)

// A Kind says how much a finding matters.
type Kind string

// The kinds.
const (
	Good  Kind = "good"  // it is as it has to be
	Note  Kind = "note"  // it may explain something
	Fault Kind = "fault" // it is why there is no connection
)

// A Finding is one thing that was looked at. The catalogs have its words under
// doctor and its code.
type Finding struct {
	Code     Cause       `json:"code"`
	Kind     Kind        `json:"kind"`
	Params   wire.Params `json:"params,omitempty"` // plain text
	Commands []Command   `json:"commands"`         // of which one mends it; none if no command does
}

// Cause is what was found, as a word of the catalogs.
type Cause string

// What can be found out without an address.
const (
	NoNetwork         Cause = "no-network"          // no interface that other machines are behind is up
	OnNetwork         Cause = "on-network"          // link, address
	LeftOut           Cause = "left-out"            // link, kind: not used to find servers
	MulticastNotHeard Cause = "multicast-not-heard" // link: this machine does not hear its own packets
	MulticastHeard    Cause = "multicast-heard"     // link
	PortHeld          Cause = "port-held"           // another program keeps the port of multicast DNS for itself
	ServerFound       Cause = "server-found"        // name, address
	OtherKey          Cause = "other-key"           // name, address: what is announced there has another key
	NothingFound      Cause = "nothing-found"
)

// What can be found out about an address. Params are address and host.
const (
	BadAddress     Cause = "bad-address"
	NameUnknown    Cause = "name-unknown"
	ResolverFailed Cause = "resolver-failed" // it is silent, or answers that it cannot
	NoRoute        Cause = "no-route"
	ThisMachine    Cause = "this-machine"
	SameNetwork    Cause = "same-network"    // link
	OtherNetwork   Cause = "other-network"   // link: through a router
	GoesByTunnel   Cause = "goes-by-tunnel"  // link
	GoesByVirtual  Cause = "goes-by-virtual" // link
	NothingListens Cause = "refused"         // the machine answers, the port does not
	Rejected       Cause = "rejected"        // likewise, and the server says by the beacon that it runs there
	Dropped        Cause = "dropped"         // the machine is there, and nothing comes back from the port
	Prohibited     Cause = "prohibited"      // a firewall on the machine says no
	NobodyThere    Cause = "nobody-there"
	KeptApart      Cause = "kept-apart" // no other machine of the network answers either
	Silent         Cause = "silent"     // whether the machine is there is not known
	NotConfab      Cause = "not-confab" // what: ssh, http, mail, other-tls, …
	KeyKnown       Cause = "key-known"
	KeyNew         Cause = "key-new"
	KeyChanged     Cause = "key-changed"
	ClockDiffers   Cause = "clock"    // seconds
	OtherVersion   Cause = "version"  // here, there
	NotReached     Cause = "no-reach" // for a reason that this program does not know: code
)

// Config is what a Doctor has to know.
type Config struct {
	Servers *keys.Servers
	Version string // of this program
}

// Examine looks at this machine's networks and, if address is not empty, at the
// server there: host:port or a link. It takes up to ten seconds. The findings are
// in the order in which they were made, which is that of their importance for
// what comes after them.
func Examine(ctx context.Context, cfg Config, address string) []Finding {
	links, _ := near.Links() // none is a finding
	found := networks(ctx, links)
	if address == "" {
		return conclude(found, servers(ctx, cfg))
	}
	link, err := wire.ParseLink(address)
	if err != nil {
		return append(found, fault(BadAddress, "address", address))
	}
	host, _, _ := net.SplitHostPort(link.Address)
	ips, failed := resolve(ctx, host)
	if failed != nil {
		return append(found, *failed)
	}
	for _, ip := range ips {
		way, ok := wayTo(links, ip)
		found = append(found, way)
		if !ok {
			continue
		}
		more := reach(ctx, cfg, link, ip)
		if found = append(found, more...); more[0].Kind == Good {
			break // another address of it adds nothing
		}
	}
	return found
}

// conclude returns what was found about the networks and then the servers. What
// kept no server from being found is no fault.
func conclude(networks, servers []Finding) []Finding {
	if slices.ContainsFunc(servers, func(f Finding) bool { return f.Code == ServerFound }) {
		for i := range networks {
			if networks[i].Code == MulticastNotHeard {
				networks[i].Kind = Note
			}
		}
	}
	return append(networks, servers...)
}

func good(code Cause, pairs ...any) Finding  { return Finding{code, Good, wire.With(pairs...), nil} }
func note(code Cause, pairs ...any) Finding  { return Finding{code, Note, wire.With(pairs...), nil} }
func fault(code Cause, pairs ...any) Finding { return Finding{code, Fault, wire.With(pairs...), nil} }

// by returns the finding with commands.
func (f Finding) by(commands []Command) Finding {
	f.Commands = commands
	return f
}

// maxResolved is how many addresses of a name are looked at.
const maxResolved = 4

// resolve returns the addresses of a host, or why there are none.
func resolve(ctx context.Context, host string) ([]netip.Addr, *Finding) {
	ctx, cancel := context.WithTimeout(ctx, lookupFor)
	defer cancel()
	ips, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	if len(ips) > 0 {
		return ips[:min(len(ips), maxResolved)], nil
	}
	f := fault(ResolverFailed, "host", host)
	if isUnknown(err) {
		f = fault(NameUnknown, "host", host)
	}
	return nil, &f
}
