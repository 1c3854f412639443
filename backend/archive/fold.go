package archive

import (
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"confab/backend/session"
	"confab/server/wire"
)

// A status is what has become of a message, as a number that is on people's
// disks. The text of a message that is retracted or beyond is not to be read
// again.
type status int

const (
	asSent status = iota
	edited
	retracted
	removed
)

func (s status) String() string { return [...]string{"", Edited, Retracted, Removed}[s] }

// findVerdict asks for the event that decides what a message says: of the types
// that give it a status. Most messages have none of them.
var findVerdict = sync.OnceValue(func() string {
	var types []string
	for typ, r := range reducers {
		if r.becomes != asSent {
			types = append(types, typ)
		}
	}
	slices.SortFunc(types, func(a, b string) int { return int(reducers[b].becomes - reducers[a].becomes) })
	quoted, order := "'"+strings.Join(types, "', '")+"'", ""
	for _, typ := range types {
		order += "type = '" + typ + "' DESC, "
	}
	return `SELECT id, type, sender, body FROM events WHERE room = ? AND target = ? AND type IN (` + quoted + `) AND body <> ? ORDER BY ` + order + `id DESC LIMIT 1`
})

// rendered is a message as it is now.
type rendered struct {
	status status
	body   json.RawMessage
	by     any    // names.id, or nil
	reason string //
	edit   int64  // the id of the edit that has the text, if one does
}

// render returns e with what is here about it: of several edits the newest
// counts, what is retracted stays so, and what a moderator has removed is
// removed. Nobody is to read that again, so its text goes.
func (s *storing) render(r *room, e *session.RoomEvent) rendered {
	switch e.Type {
	case wire.MessageType:
		return s.verdict(r, e.ID).of(e.Body)
	case wire.EditType:
		if e.Text == "" { // another edit has followed it
			return rendered{body: erased(e.Target)}
		}
	}
	return rendered{body: e.Body}
}

// erased is the body of an edit whose text is not to be read again.
func erased(target string) json.RawMessage {
	return wire.RemovedBody(wire.Encode(wire.Content{Target: target}))
}

// A verdict is the event that decides what a message says.
type verdict struct {
	rendered
	text string // of an edit
}

// of returns a message with a body as the verdict makes it.
func (v verdict) of(body json.RawMessage) rendered {
	now := v.rendered
	switch {
	case now.status >= retracted:
		now.body = wire.RemovedBody(body)
	case now.status == edited:
		now.body = wire.EditedBody(body, v.text)
	default:
		now.body = body
	}
	return now
}

// verdict returns what decides what a message says; the zero verdict is for one
// that says what was sent.
func (s *storing) verdict(r *room, id string) (v verdict) {
	var from, event int64
	var typ, body string
	if !s.get(findVerdict(), args{r.id, id, string(erased(id))}, &event, &typ, &from, &body) {
		return v
	}
	c := wire.ParseContent(body)
	switch v.status = reducerOf(typ).becomes; v.status {
	case edited:
		v.text, v.edit = c.Text, event
	case removed:
		v.by, v.reason = from, c.Reason
	}
	return v
}

// unreadWeight is how much a message counts while it is not read.
func (s *storing) unreadWeight(r *room, c *wire.Content) int {
	if wire.IsDirect(r.name) || s.mentions(s.p, c.Text) {
		return 2
	}
	return 1
}

// weigh is unreadWeight for any event as it is now.
func (s *storing) weigh(r *room, typ string, now rendered, own bool) int {
	unread := reducerOf(typ).unread
	if unread == nil || own || now.status >= retracted {
		return 0
	}
	c := wire.ParseContent(now.body)
	return unread(s, r, &c)
}

// applyVerdict makes a message, if it is here, what the events about it say.
func (s *storing) applyVerdict(r *room, id string) {
	var rowid, was, from, of int64
	var body string
	var own bool
	v := s.verdict(r, id)
	if v.status == asSent {
		return
	}
	s.erase()
	gone := string(erased(id))
	s.do(`UPDATE events SET body = ? WHERE room = ? AND target = ? AND type = ? AND body <> ? AND id <> ?`, gone, r.id, id, wire.EditType, gone, v.edit)
	if !s.get(`SELECT id, body, sender, room, own, status FROM events WHERE room = ? AND event_id = ? AND type = ?`,
		args{r.id, id, wire.MessageType}, &rowid, &body, &from, &of, &own, &was) {
		return
	}
	now := v.of(json.RawMessage(body))
	had, has := wire.ParseContent(body), wire.ParseContent(now.body)
	if had.Text == has.Text && status(was) == now.status && now.status != removed {
		return
	}
	s.do(`UPDATE events SET body = ?, status = ?, by = ?, reason = nullif(?, ''), unread_weight = ? WHERE id = ?`,
		string(now.body), now.status, now.by, now.reason, s.weigh(r, wire.MessageType, now, own), rowid)
	if had.Text != has.Text {
		s.unindex(rowid, entry{text: had.Text, from: from, room: of})
		s.index(rowid, entry{text: has.Text, from: from, room: of})
	}
	s.touch(rowid)
	s.noteReplies(r, id)
}

// setFlag makes the flag of a type on a message, if it is here, what the newest
// event of the type says.
func (s *storing) setFlag(r *room, id, typ string) {
	var rowid, flags int64
	if !s.get(`SELECT id, flags FROM events WHERE room = ? AND event_id = ? AND type = ?`, args{r.id, id, wire.MessageType}, &rowid, &flags) {
		return
	}
	if now := s.flagged(r, id, typ, flags); now != flags {
		s.do(`UPDATE events SET flags = ? WHERE id = ?`, now, rowid)
		s.touch(rowid)
	}
}

// flagged returns flags with that of a type as the newest event of the type says.
func (s *storing) flagged(r *room, id, typ string, flags int64) int64 {
	var body string
	if !s.get(`SELECT body FROM events WHERE room = ? AND target = ? AND type = ? ORDER BY id DESC LIMIT 1`, args{r.id, id, typ}, &body) {
		return flags
	}
	flag := reducerOf(typ).flag
	if wire.ParseContent(body).Off {
		return flags &^ flag
	}
	return flags | flag
}

// flags returns the flags of a message that is stored now.
func (s *storing) flags(r *room, id string) (flags int64) {
	for typ, does := range reducers {
		if does.flag != 0 {
			flags = s.flagged(r, id, typ, flags)
		}
	}
	return flags
}

// said derives what follows from a message that is here now.
func (s *storing) said(r *room, e *session.RoomEvent, _ int64) {
	s.noteReplies(r, e.ID)
	s.onDay(e)
}

// setTopic gives a room the topic of its newest event about that.
func (s *storing) setTopic(r *room, e *session.RoomEvent, _ int64) {
	if e.Seq > r.last {
		r.topic = e.Topic
	}
}
