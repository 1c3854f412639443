package accounts

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"time"

	"confab/server/model"
	"confab/server/wire"
)

// tokenBytes is how much chance there is in a token: 144 bits.
const tokenBytes = 18

// A token is one that holds: an invitation, or what makes a device one of an
// account's.
type token struct {
	hash    []byte
	account int64     // that a device is paired with; 0 for an invitation
	role    wire.Role // that an invitation gives
	maker   string    // of an invitation
	until   time.Time
}

const tokenOf = `SELECT coalesce(account, 0), coalesce(role, ''), coalesce(maker, ?3), until FROM tokens WHERE hash = ?1 AND until > ?2`

// token returns nil if text is no token or one that does not hold. An
// invitation holds as long as its maker could make it.
func (t *tx) token(text string) (*token, error) {
	if text == "" {
		return nil, nil
	}
	found := &token{hash: hashOf(text)}
	var maker, until int64
	is, err := t.get(tokenOf, args{found.hash, milli(t.now), model.Console}, &found.account, &found.role, &maker, &until)
	if err != nil || !is {
		return nil, err
	}
	found.until = timeOf(until)
	if found.account != 0 {
		return found, nil
	}
	who, err := t.actor(maker)
	if err != nil || may(who, wire.ActInvite, found.role) != nil {
		return nil, err
	}
	found.maker = who.name
	return found, nil
}

func hashOf(text string) []byte {
	sum := sha256.Sum256([]byte(text))
	return sum[:]
}

// maxEnded is how many tokens are kept after their time.
const maxEnded = 100

// forgetTokens deletes tokens that have ended, but for those that ended last: a
// clock that is wrong for a while must not end for ever what holds when it is
// right again.
const forgetTokens = `DELETE FROM tokens WHERE until <= (SELECT until FROM tokens WHERE until <= ?1 ORDER BY until DESC LIMIT 1 OFFSET ?2)`

// offer makes a token; account, role and maker may be nil.
func (t *tx) offer(account, role, maker any, good time.Duration) (wire.InvitationToken, error) {
	if _, err := t.exec(forgetTokens, milli(t.now), maxEnded); err != nil {
		return wire.InvitationToken{}, err
	}
	var random [tokenBytes]byte
	_, _ = rand.Read(random[:]) // never fails
	text, until := base64.RawURLEncoding.EncodeToString(random[:]), t.now.Add(good)
	_, err := t.exec(`INSERT INTO tokens (hash, account, role, maker, until) VALUES (?, ?, ?, ?, ?)`,
		hashOf(text), account, role, maker, milli(until))
	return wire.InvitationToken{Token: text, For: wire.SecondsUntil(until, t.now)}, err
}
