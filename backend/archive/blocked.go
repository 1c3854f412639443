package archive

import (
	"confab/backend/session"
	"confab/server/wire"
)

// What people say who are blocked is kept like everything else, and found by a
// search, but it does not count as unread and is no news.

// SetBlocked keeps whom one blocks, and returns all rooms as they stand then, or
// none if nothing has changed. A name that is new here counts for the quota, and
// is left out once that is used up. It writes only what is otherwise than before:
// a server may say it as often as it likes.
func (p *Person) SetBlocked(b session.Blocked) (rooms []Room, err error) {
	err = p.a.write(func(t *tx) {
		had, ids := t.blockedRows(p)
		guests := make(map[string]bool, len(b.Guests))
		for _, name := range b.Guests {
			guests[name] = true
		}
		u, counted := t.used(p), false
		for _, name := range b.Names {
			if ids[name] != 0 || t.get(`SELECT id FROM names WHERE name = ?`, args{name}, new(int64)) {
				continue
			}
			if u.full(p.a.quota) == "" {
				t.number(name)
				u.total, u.today, counted = u.total+nameBytes(name), u.today+nameBytes(name), true
			}
		}
		if counted {
			t.use(p, u)
		}
		changed := false
		for row, told := range t.blockedSpellings(p, b.Names, guests) {
			if was, had := had[row]; !had || was != told {
				t.do(`INSERT INTO blocked (account, sender, guest, told) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET told = excluded.told`, p.id, row.sender, row.guest, told)
				changed = true
			}
			delete(had, row)
		}
		for row := range had {
			t.do(`DELETE FROM blocked WHERE account = ? AND sender = ? AND guest = ?`, p.id, row.sender, row.guest)
			changed = true
		}
		if changed {
			rooms = t.allRooms(p)
		}
	})
	if err != nil {
		p.spelt.forget() // it may have learned what is not there
	}
	return rooms, wrap("keeping who is blocked", err)
}

// A blockedRow is what a row of blocked is found by.
type blockedRow struct {
	sender int64 // names.id
	guest  bool
}

// blockedRows returns the rows that are here, and whether each is told, and the
// ids of their names.
func (t *tx) blockedRows(p *Person) (told map[blockedRow]bool, ids map[string]int64) {
	told, ids = map[blockedRow]bool{}, map[string]int64{}
	var row blockedRow
	var isTold bool
	var name string
	t.each(`SELECT b.sender, b.guest, b.told, n.name FROM blocked b JOIN names n ON n.id = b.sender WHERE b.account = ?`, args{p.id}, func() {
		told[row], ids[name] = isTold, row.sender
	}, &row.sender, &row.guest, &isTold, &name)
	return told, ids
}

// blockedSpellings returns the rows that there are to be for names and all other
// spellings of them that are here, and whether each is told.
func (t *tx) blockedSpellings(p *Person, names []string, guests map[string]bool) map[blockedRow]bool {
	p.spelt.mu.Lock()
	defer p.spelt.mu.Unlock()
	t.learn(&p.spelt)
	rows := map[blockedRow]bool{}
	for _, name := range names {
		for _, id := range p.spelt.ids[wire.NameKey(name)] {
			rows[blockedRow{id, guests[name]}] = p.spelt.names[id] == name
		}
	}
	return rows
}

// nameBytes is about how much of the disk a name takes at the most.
func nameBytes(name string) int64 { return 200 + 4*int64(len(name)) }

// blockedBy returns whom one blocked last.
func (t *tx) blockedBy(p *Person) (b session.Blocked) {
	var name string
	var guest bool
	t.each(`SELECT n.name, b.guest FROM blocked b JOIN names n ON n.id = b.sender WHERE b.account = ? AND b.told ORDER BY n.name`, args{p.id}, func() {
		b.Names = append(b.Names, name)
		if guest {
			b.Guests = append(b.Guests, name)
		}
	}, &name, &guest)
	return b
}

// blocksAny reports whether one blocks anybody.
func (t *tx) blocksAny(p *Person) bool {
	return t.get(`SELECT 1 FROM blocked WHERE account = ? LIMIT 1`, args{p.id}, new(int64))
}

// blocks reports whether one blocks the sender of a row.
func (t *tx) blocks(p *Person, r *Row) bool {
	return t.get(`SELECT 1 FROM blocked b JOIN names n ON n.id = b.sender WHERE b.account = ? AND n.name = ? AND b.guest = ?`,
		args{p.id, r.From, r.Guest}, new(int64))
}
