package journal

import (
	"bytes"

	"confab/server/sqlite"
	"confab/server/wire"
)

// upgradedAtOnce is how many messages upgradeReplies reads together.
const upgradedAtOnce = 1000

// mayBeOld are messages whose bodies wire.UpgradeReply may change.
const mayBeOld = `SELECT seq, body FROM events WHERE seq > ?1 AND type = 'message'
	AND (instr(body, '"re":') > 0 OR instr(lower(CAST(body AS TEXT)), '"id":') > 0 OR instr(lower(CAST(body AS TEXT)), '"reply_to":') > 0)
	ORDER BY seq LIMIT ?2`

// upgradeReplies makes the bodies of the messages those of version 7: the message
// that a reply answers is reply_to, and was re.
func upgradeReplies(c *sqlite.Conn) error {
	old, err := c.Prepare(mayBeOld)
	if err != nil {
		return err
	}
	update, err := c.Prepare(`UPDATE events SET body = ?2 WHERE seq = ?1`)
	if err != nil {
		return err
	}
	last, row := sqlite.Value(int64(0)), make([]sqlite.Value, 2)
	for read := upgradedAtOnce; read == upgradedAtOnce; {
		read = 0
		changed := map[sqlite.Value][]byte{}
		if err := old.Each(row, func() error {
			read++
			last = row[0]
			body := bodyOf(row[1])
			if upgraded := wire.UpgradeReply(body); !bytes.Equal(upgraded, body) {
				changed[last] = upgraded
			}
			return nil
		}, last, int64(upgradedAtOnce)); err != nil {
			return err
		}
		for seq, body := range changed {
			if _, err := update.Exec(seq, body); err != nil {
				return err
			}
		}
	}
	return nil
}
