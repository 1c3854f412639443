package accounts

import (
	"strings"
	"time"

	"confab/server/english"
	"confab/server/model"
	"confab/server/wire"
)

// holdingBan finds, of the bans that hold against a name, an address or
// another name of the device, the one that ends last. A ban of an address holds
// against nobody with a role: a moderator could keep an administrator out by it.
const holdingBan = `
	SELECT until, reason FROM (
		SELECT until, reason FROM sanctions WHERE key = ?1 AND act = 'ban'
		UNION ALL SELECT until, reason FROM sanctions WHERE network IN (?2, ?3) AND act = 'ban'
			AND NOT EXISTS (SELECT 1 FROM accounts a JOIN devices d ON d.account = a.id
				WHERE a.key = ?1 AND d.device = ?4 AND a.role <> 'member')
		UNION ALL SELECT s.until, s.reason FROM devices d JOIN accounts a ON a.id = d.account
			JOIN sanctions s ON s.key = a.key AND s.act = 'ban' WHERE d.device = ?4)
	WHERE until = 0 OR until > ?5
	ORDER BY until = 0 DESC, until DESC LIMIT 1`

// notBanned is true of an account a while no ban of its name holds; ?2 is now.
const notBanned = `NOT EXISTS (SELECT 1 FROM sanctions s WHERE s.key = a.key AND s.act = 'ban' AND (s.until = 0 OR s.until > ?2))`

// ban returns until when v is banned and why; the zero time is for good.
func (t *tx) ban(v model.Visit) (until time.Time, reason string, on bool, err error) {
	one, all := networksOf(v.Address)
	var ms int64
	on, err = t.get(holdingBan, args{v.Key, one, all, v.Device, milli(t.now)}, &ms, &reason)
	return timeOf(ms), reason, on, err
}

func (t *tx) refuseBanned(v model.Visit) error {
	until, reason, on, err := t.ban(v)
	if err != nil || !on {
		return err
	}
	return wire.Reply{Code: wire.Banned.Code, Text: wire.Banned.Text + english.Until(until) + strings.TrimSuffix(english.Because(reason), ".")}
}
