package accounts

import (
	"context"
	"time"

	"confab/server/wire"
)

// moderateAddress bans or unbans an address.
func (t *tx) moderateAddress(by int64, r *wire.Moderate) error {
	if r.Act != wire.ActBan && r.Act != wire.ActUnban {
		return errNoAct
	}
	who, err := t.allowed(by, r.Act, "")
	if err != nil {
		return err
	}
	ip, err := parseIP(r.Address)
	if err != nil {
		return wire.Refuse(wire.BadAddress)
	}
	if r.Act == wire.ActUnban {
		one, all := networksOf(r.Address)
		return t.lift(who, r, person{}, ip.String(), one, all)
	}
	own, err := ownAddresses()
	if err != nil {
		return err
	}
	network, err := banNetwork(ip, own)
	if err != nil {
		return err
	}
	return t.impose(who, r, person{}, ip.String(), network)
}

// impose mutes or bans a name or a network. It replaces an earlier mute or ban.
func (t *tx) impose(who person, r *wire.Moderate, p person, ip, network string) error {
	var until time.Time
	if r.Minutes > 0 {
		until = t.now.Add(time.Duration(r.Minutes) * time.Minute)
	}
	// A row that has ended stays until it is replaced: a clock that is wrong for a
	// while must not end a ban forever. REPLACE gives the row a new number, as the
	// newest.
	if _, err := t.exec(`INSERT OR REPLACE INTO sanctions (act, key, name, network, address, author, at, until, reason)
		VALUES (?, nullif(?, ''), ?, nullif(?, ''), ?, ?, ?, ?, ?)`,
		r.Act, p.key, p.name, network, ip, who.name, milli(t.now), milli(until), r.Reason); err != nil {
		return err
	}
	return t.note(wire.AuditEntry{By: who.name, Act: r.Act, Name: p.name, Address: ip, Reason: r.Reason}, until)
}

// lift ends the mute or the ban of a name, or the ban of an address: one is the
// address and all its network.
func (t *tx) lift(who person, r *wire.Moderate, p person, ip, one, all string) error {
	act := wire.ActBan
	if r.Act == wire.ActUnmute {
		act = wire.ActMute
	}
	n, err := t.exec(`DELETE FROM sanctions WHERE act = ?5 AND (key = ?1 OR network IN (?2, ?3)) AND (until = 0 OR until > ?4)`,
		p.key, one, all, milli(t.now), act)
	if err != nil {
		return err
	}
	if n == 0 {
		return wire.Refuse(wire.NoSanction)
	}
	return t.note(wire.AuditEntry{By: who.name, Act: r.Act, Name: p.name, Address: ip, Reason: r.Reason}, noEnd)
}

// Sanctions returns a page of the mutes and bans that hold, the newest first,
// and whether the server is closed.
func (s *Store) Sanctions(ctx context.Context, by int64, r *wire.Sanctions) (found wire.SanctionList, err error) {
	err = s.read(ctx, func(t *tx) error {
		if _, err := t.allowed(by, actLook, ""); err != nil {
			return err
		}
		found.ID = r.ID
		if found.Closed, _, err = t.state(); err != nil {
			return err
		}
		var e wire.Sanction
		var at, until int64
		p := newPage[wire.Sanction](r.Limit)
		err := t.each(`SELECT id, act, name, address, author, at, until, reason FROM sanctions
			WHERE (until = 0 OR until > ?1) AND (?2 = 0 OR id < ?2) ORDER BY id DESC LIMIT ?3`,
			args{milli(t.now), r.Before, p.rows()}, func() error {
				e.At, e.For = wire.Stamp(timeOf(at)), wire.SecondsUntil(timeOf(until), t.now)
				return p.add(e)
			}, &e.ID, &e.Act, &e.Name, &e.Address, &e.By, &at, &until, &e.Reason)
		found.Entries, found.More = p.entries, p.more
		return err
	})
	return unless(err, found)
}
