package archive

import (
	"encoding/json"
	"slices"

	"confab/backend/millis"
	"confab/server/wire"
)

// maxQuote is how much a row has of the message that it replies to, in characters.
const maxQuote = 200

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
	var id, at, is, flags int64
	var body string
	var guest bool
	var weight int
	t.each(`SELECT e.id, e.event_id, e.type, e.at, n.name, e.guest, e.own, e.body, e.status, coalesce(b.name, ''), coalesce(e.reason, ''), e.unread_weight, e.flags
		FROM json_each(?) j CROSS JOIN events e ON e.id = j.value JOIN names n ON n.id = e.sender LEFT JOIN names b ON b.id = e.by
		WHERE e.shown`,
		args{list(ids)}, func() {
			next := row
			reason := row.Reason
			next.Content = wire.ParseContent(body)
			if reason != "" {
				next.Reason = reason
			}
			next.Guest = guest
			next.Seq, next.Room, next.At, next.State, next.Status = id&maxPlace, r.name, millis.Of(at), Sent, status(is).String()
			next.Mention, next.Reactions = weight == 2, []Reaction{}
			if next.isReadable() {
				next.Flags = flagsOf(flags)
			}
			rows = append(rows, next)
		}, &id, &row.ID, &row.Kind, &at, &row.From, &guest, &row.Own, &body, &is, &row.By, &row.Reason, &weight, &flags)
	slices.SortFunc(rows, bySeq)
	t.quote(r, rows)
	t.reactions(r, rows)
	for i := range rows {
		t.spell(p, &rows[i])
	}
	return rows
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

// quote gives rows the beginnings of the messages that they reply to.
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
	var is int64
	var body string
	t.each(`SELECT e.event_id, e.id, n.name, e.body, e.status FROM json_each(?) j CROSS JOIN events e ON e.room = ? AND e.event_id = j.value JOIN names n ON n.id = e.sender
		WHERE e.type = ?`, args{list(keys), r.id, wire.MessageType}, func() {
		next := q
		said := wire.ParseContent(body)
		next.Seq, next.Text, next.Files, next.Status = q.Seq&maxPlace, beginning(said.Text, maxQuote), said.Files, status(is).String()
		quotes[q.ID] = &next
	}, &q.ID, &q.Seq, &q.From, &body, &is)
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
