package archive

import (
	"encoding/json"
	"slices"

	"confab/backend/session"
)

// Limits of what a row has with it.
const (
	maxQuote     = 200  // characters
	maxReactions = 1000 // emoji and people, of one message
	maxKinds     = 20   // different emoji of one message: those that came first
)

// list is what json_each makes rows of.
func list[T int64 | string](all []T) string {
	b, err := json.Marshal(all)
	if err != nil {
		panic(err) // neither can fail
	}
	return string(b)
}

// build makes rows of events of one room, by place.
func (t *tx) build(p *Person, r *room, ids []int64) []Row {
	rows := []Row{}
	if len(ids) == 0 {
		return rows
	}
	var row Row
	var id, at, f int64
	var k kind
	var counts int
	t.each(`SELECT e.id, e.key, e.kind, e.at, n.name, e.guest, e.own, coalesce(e.text, ''), e.fate, coalesce(b.name, ''), coalesce(e.reason, ''), coalesce(e.target, ''), e.counts
		FROM json_each(?) j CROSS JOIN events e ON e.id = j.value JOIN names n ON n.id = e.sender LEFT JOIN names b ON b.id = e.by
		WHERE e.kind BETWEEN 1 AND 6`,
		args{list(ids)}, func() {
			next := row
			next.Seq, next.Room, next.Kind, next.At, next.State, next.Fate = id&maxPlace, r.name, k.String(), stamp(at), session.Sent, fate(f).String()
			next.Mention, next.Reactions = counts == 2, []Reaction{}
			if k != message {
				next.ReplyTo = ""
				next.shape(k)
			}
			rows = append(rows, next)
		}, &id, &row.ID, &k, &at, &row.From, &row.Guest, &row.Own, &row.Text, &f, &row.By, &row.Reason, &row.ReplyTo, &counts)
	slices.SortFunc(rows, bySeq)
	t.quote(r, rows)
	t.reactions(r, rows)
	for i := range rows {
		t.spell(p, &rows[i])
	}
	return rows
}

// shape puts the text of what is no message where it belongs.
func (r *Row) shape(k kind) {
	switch k {
	case invited:
		r.Name = r.Text
	case opened, topic:
		r.Topic = r.Text
	}
	r.Text = ""
}

func bySeq(a, b Row) int {
	switch {
	case a.Seq < b.Seq:
		return -1
	case a.Seq > b.Seq:
		return 1
	}
	return 0
}

// quote gives rows the beginnings of what they answer.
func (t *tx) quote(r *room, rows []Row) {
	var keys []string
	for i := range rows {
		if rows[i].ReplyTo != "" {
			keys = append(keys, rows[i].ReplyTo)
		}
	}
	if keys == nil {
		return
	}
	quotes := map[string]*Quote{}
	var q Quote
	var f int64
	t.each(`SELECT e.key, e.id, n.name, coalesce(e.text, ''), e.fate FROM json_each(?) j CROSS JOIN events e ON e.room = ? AND e.key = j.value JOIN names n ON n.id = e.sender
		WHERE e.kind = 1`, args{list(keys), r.id}, func() {
		next := q
		next.Seq, next.Text, next.Fate = q.Seq&maxPlace, beginning(q.Text, maxQuote), fate(f).String()
		quotes[q.ID] = &next
	}, &q.ID, &q.Seq, &q.From, &q.Text, &f)
	for i := range rows {
		rows[i].Quote = quotes[rows[i].ReplyTo]
	}
}

// beginning is the first so many characters of a text.
func beginning(s string, most int) string {
	n := 0
	for i := range s {
		if n == most {
			return s[:i]
		}
		n++
	}
	return s
}

// reactions gives messages what was put to them.
func (t *tx) reactions(r *room, rows []Row) {
	var keys []string
	at := map[string]*Row{}
	for i := range rows {
		if rows[i].Kind == message.String() && rows[i].Fate != Retracted && rows[i].Fate != Removed {
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
