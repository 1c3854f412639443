package archive

import (
	"slices"

	"confab/backend/session"
)

// What people say who are blocked is kept like everything else, and found by a
// search, but it does not count as unread and is no news.

// SetBlocked keeps whom one blocks, and returns all rooms as they stand then.
func (p *Person) SetBlocked(b session.Blocked) (rooms []Room, err error) {
	err = p.a.write(func(t *tx) {
		t.do(`DELETE FROM blocked WHERE person = ?`, p.id)
		for _, name := range b.Names {
			guest := slices.Contains(b.Guests, name)
			told := t.number(name)
			for _, id := range append(t.ids(&p.spelt, name), told) {
				t.do(`INSERT INTO blocked (person, sender, guest, told) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`, p.id, id, guest, id == told)
			}
		}
		rooms = t.allRooms(p)
	})
	if err != nil {
		p.spelt.forget() // it may have learned what is not there
	}
	return rooms, wrap("keeping who is blocked", err)
}

// blockedBy returns whom one blocked last.
func (t *tx) blockedBy(p *Person) (b session.Blocked) {
	var name string
	var guest bool
	t.each(`SELECT n.name, b.guest FROM blocked b JOIN names n ON n.id = b.sender WHERE b.person = ? AND b.told ORDER BY n.name`, args{p.id}, func() {
		b.Names = append(b.Names, name)
		if guest {
			b.Guests = append(b.Guests, name)
		}
	}, &name, &guest)
	return b
}

// blocksAny reports whether one blocks anybody.
func (t *tx) blocksAny(p *Person) bool {
	return t.get(`SELECT 1 FROM blocked WHERE person = ? LIMIT 1`, args{p.id}, new(int64))
}

// blocks reports whether one blocks the sender of a row.
func (t *tx) blocks(p *Person, r *Row) bool {
	return t.get(`SELECT 1 FROM blocked b JOIN names n ON n.id = b.sender WHERE b.person = ? AND n.name = ? AND b.guest = ?`,
		args{p.id, r.From, r.Guest}, new(int64))
}
