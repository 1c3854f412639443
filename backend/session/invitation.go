package session

import (
	"context"
	"net"
	"net/netip"
	"strings"

	"confab/server/wire"
)

// An Invitation lets one device in, once. Nobody can ask for it again.
type Invitation struct {
	Link string // chat://…, with the server's key, as far as it is known, and the token
	For  int64  // how many seconds it is good for
}

// Pair asks for an invitation for another device of the person's, which has to
// be confirmed here then: see Asking. The error is a Problem.
func (s *Session) Pair(ctx context.Context) (Invitation, error) {
	return s.invited(ctx, func(key string) any { return wire.Pair{ID: key} })
}

// Invite asks for an invitation for somebody else, who will have role: "member",
// "moderator" or "administrator". The error is a Problem.
func (s *Session) Invite(ctx context.Context, role string) (Invitation, error) {
	return s.invited(ctx, func(key string) any { return wire.Invitation{ID: key, Role: wire.Role(role)} })
}

// invited asks for an invitation and makes a link of it.
func (s *Session) invited(ctx context.Context, request func(key string) any) (Invitation, error) {
	said, l, err := ask[wire.InvitationToken](ctx, s, request)
	if err != nil {
		return Invitation{}, err
	}
	link := wire.Link{Address: addressForOthers(l.address, said.Addresses), Key: l.server, Token: said.Token}
	if read, err := wire.ParseLink(link.String()); err != nil || read != link || link.Token == "" {
		return Invitation{}, problem(NotUnderstood)
	}
	return Invitation{link.String(), min(max(said.For, 0), maxSeconds)}, nil
}

// addressForOthers returns the address by which others reach the server: the
// one that works here, unless that is this machine's alone, or else the first
// that the server says of itself. One with a zone comes after those without: on
// another machine the interface has another name.
func addressForOthers(here string, said []string) string {
	candidates := []string{here}
	for _, written := range said {
		if link, err := wire.ParseLink(written); err == nil && written == link.Address {
			candidates = append(candidates, written)
		}
	}
	for _, zoned := range []bool{false, true} {
		for _, c := range candidates {
			if !onlyHere(c) && strings.Contains(c, "%") == zoned {
				return c
			}
		}
	}
	return here
}

// onlyHere reports whether an address, host:port, leads every machine to itself.
func onlyHere(hostport string) bool {
	host, _, _ := net.SplitHostPort(hostport) // it has been parsed before
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	ip = ip.Unmap()
	return err == nil && (ip.IsLoopback() || ip.IsUnspecified())
}
