package archive

import (
	"slices"

	"confab/backend/session"
	"confab/server/wire"
)

// Limits of the reactions that a row has.
const (
	maxReactions = 1000 // emoji and names, of one message
	maxKinds     = 20   // different emoji of one message: those that came first
)

// react takes a reaction: the newest word of each person on each emoji counts,
// also where an account was spelled otherwise when it had the one before.
// What an emoji is the server knows, which may be newer than this program; what
// shows nothing is none.
func (s *storing) react(r *room, e *session.RoomEvent, from int64) {
	if wire.IsBlank(e.Emoji) || len(e.Emoji) > wire.MaxEmoji || e.Target == "" {
		return
	}
	spelt := s.ids(&s.p.spelt, e.From)
	if len(spelt) > 1 {
		s.get(`SELECT sender FROM reactions WHERE room = ? AND target = ? AND emoji = ? AND sender IN (SELECT value FROM json_each(?))
			ORDER BY last DESC LIMIT 1`, args{r.id, e.Target, e.Emoji, list(spelt)}, &from)
	}
	var first any
	if !e.Off {
		first = e.Seq
	}
	s.do(`INSERT INTO reactions (room, target, emoji, sender, own, first, last, off) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET
			first = min(coalesce(first, excluded.first), coalesce(excluded.first, first)),
			own = iif(excluded.last > last, excluded.own, own),
			off = iif(excluded.last > last, excluded.off, off),
			last = max(last, excluded.last)`,
		r.id, e.Target, e.Emoji, from, e.Own, first, e.Seq, e.Off)
	if len(spelt) > 1 { // an older program has kept a reaction under each spelling
		s.do(`DELETE FROM reactions WHERE room = ? AND target = ? AND emoji = ? AND sender IN (SELECT value FROM json_each(?)) AND sender <> ?`,
			r.id, e.Target, e.Emoji, list(spelt), from)
	}
	var id int64
	if s.get(`SELECT id FROM events WHERE room = ? AND event_id = ? AND type = ?`, args{r.id, e.Target, wire.MessageType}, &id) {
		s.parts[id] = part{s.parts[id].quote, true}
	}
}

// reactions gives messages what was put to them.
func (t *tx) reactions(r *room, rows []Row) {
	var keys []string
	at := map[string]*Row{}
	for i := range rows {
		if rows[i].Kind == wire.MessageType && rows[i].isReadable() {
			keys = append(keys, rows[i].ID)
			at[rows[i].ID] = &rows[i]
		}
	}
	if keys == nil {
		return
	}
	var target, emoji, name string
	var own bool
	seen := map[string]int{}
	t.each(`SELECT x.target, x.emoji, n.name, x.own FROM json_each(?) j CROSS JOIN reactions x ON x.room = ? AND x.target = j.value JOIN names n ON n.id = x.sender
		WHERE NOT x.off ORDER BY x.first`, args{list(keys), r.id}, func() {
		if seen[target]++; seen[target] <= maxReactions {
			at[target].react(emoji, name, own)
		}
	}, &target, &emoji, &name, &own)
}

// react puts a reaction behind those that are there.
func (r *Row) react(emoji, name string, own bool) {
	i := slices.IndexFunc(r.Reactions, func(x Reaction) bool { return x.Emoji == emoji })
	if i < 0 {
		if i = len(r.Reactions); i == maxKinds {
			return
		}
		r.Reactions = append(r.Reactions, Reaction{Emoji: emoji})
	}
	r.Reactions[i].Names = append(r.Reactions[i].Names, name)
	r.Reactions[i].Own = r.Reactions[i].Own || own
}
