package archive

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"confab/backend/session"
	"confab/server/wire"
)

// A diary writes what happens in rooms, in one order, as a server would, and
// keeps what of it the archive is given.
type diary struct {
	t    testing.TB
	p    *Person
	seq  int64
	last map[string]int64 // by room
}

// noon is when a diary begins.
var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.Local)

// newDiary begins a diary of alice's in an archive in memory.
func newDiary(t testing.TB) *diary {
	t.Helper()
	a, err := Memory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return diaryIn(t, a)
}

func diaryIn(t testing.TB, a *Archive) *diary {
	t.Helper()
	p, err := a.Person("key", "alice")
	if err != nil {
		t.Fatal(err)
	}
	return &diary{t: t, p: p, last: map[string]int64{}}
}

// next makes an event and gives it its place, a minute after the one before. Its
// key is a letter and its place.
func (d *diary) next(letter, room, from, typ string, says wire.Content) session.Event {
	d.seq++
	prev := d.last[room]
	d.last[room] = d.seq
	return session.Event{RoomEvent: &session.RoomEvent{
		Event: wire.Event{
			ID: fmt.Sprint(letter, d.seq), Seq: d.seq, Prev: prev, Room: room, From: from, Type: typ,
			At: noon.Add(time.Duration(d.seq) * time.Minute), Body: wire.Encode(says),
		},
		Content: says,
		Own:     wire.SameName(from, "alice"),
	}}
}

// say makes a message; its key is m and its place.
func (d *diary) say(room, from, text string) session.Event {
	return d.answer(room, from, text, "")
}

func (d *diary) answer(room, from, text, re string) session.Event {
	return d.next("m", room, from, wire.MessageType, wire.Content{Text: text, ReplyTo: re})
}

// change makes anything else; its key is c and its place.
func (d *diary) change(room, from, typ, target, text string) session.Event {
	c := wire.Content{Target: target}
	switch typ {
	case wire.EditType:
		c.Text = text
	case wire.ReactType:
		c.Emoji = text
	case wire.RemoveType:
		c.Reason = text
	case wire.InviteType:
		c.Name = text
	case wire.TopicType, wire.OpenType:
		c.Topic = text
	}
	return d.next("c", room, from, typ, c)
}

// encoded returns events with the bodies that a server would have sent.
func encoded(events []session.Event) (all []session.Event) {
	for _, e := range events {
		if e.RoomEvent != nil {
			sent := *e.RoomEvent
			sent.Body = wire.Encode(sent.Content)
			e.RoomEvent = &sent
		}
		all = append(all, e)
	}
	return all
}

// unreact takes a reaction away.
func (d *diary) unreact(room, from, target, emoji string) session.Event {
	e := d.change(room, from, wire.ReactType, target, emoji)
	e.RoomEvent.Off = true
	return e
}

// store stores events. Rows of which a part is told are among the Rows, as they
// are then.
func (d *diary) store(events ...session.Event) Changed {
	d.t.Helper()
	c, err := d.p.Store(encoded(events))
	if err != nil {
		d.t.Fatal(err)
	}
	for _, part := range c.Parts {
		row, found, err := d.p.Row(part.Room, part.ID)
		told := part.Quote == nil || reflect.DeepEqual(part.Quote, row.Quote)
		if part.Reactions != nil || part.Bare {
			told = told && reflect.DeepEqual(append([]Reaction{}, part.Reactions...), row.Reactions)
		}
		if err != nil || !found || !told || part.Seq != row.Seq || slices.ContainsFunc(c.Rows, func(r Row) bool { return r.ID == row.ID && r.Room == row.Room }) {
			d.t.Fatalf("of %+v is told %+v, %v", row, part, err)
		}
		c.Rows = append(c.Rows, row)
	}
	slices.SortStableFunc(c.Rows, func(a, b Row) int {
		if a.Room != b.Room {
			return strings.Compare(a.Room, b.Room)
		}
		return bySeq(a, b)
	})
	return c
}

func (d *diary) page(ask Ask) Page {
	d.t.Helper()
	ask.Room, ask.Limit = cmp.Or(ask.Room, "lobby"), cmp.Or(ask.Limit, 100)
	page, err := d.p.Page(ask)
	if err != nil {
		d.t.Fatal(err)
	}
	return page
}

// lines are rows in short: place, who, what, and what came of it.
func lines(rows []Row) (all []string) {
	for _, r := range rows {
		all = append(all, line(r))
	}
	return all
}

func line(r Row) string {
	if r.Kind == Gap {
		return fmt.Sprint(cmp.Or(r.Status, "gap"), " before ", r.Seq)
	}
	s := fmt.Sprintf("%d %s", r.Seq, r.From)
	switch r.Kind {
	case wire.MessageType:
		s += ": " + r.Text
	default:
		s += " " + r.Kind + r.Name + r.Topic
	}
	if r.Status != "" {
		s += " (" + r.Status
		if r.By != "" {
			s += " by " + r.By + " " + r.Reason
		}
		s += ")"
	}
	if r.Quote != nil {
		s += fmt.Sprintf(" re %d %s: %s", r.Quote.Seq, r.Quote.From, r.Quote.Text)
		if r.Quote.Status != "" {
			s += " (" + r.Quote.Status + ")"
		}
	}
	for _, x := range r.Reactions {
		s += fmt.Sprint(" ", x.Emoji, x.Names)
		if x.Own {
			s += "own"
		}
	}
	if r.Mention {
		s += " !"
	}
	return s
}

func (d *diary) room(name string) Room {
	d.t.Helper()
	r, err := d.p.Room(name)
	if err != nil {
		d.t.Fatal(err)
	}
	return r
}

// entered is a room as a server describes it.
func entered(name string, read, seq int64) session.Event {
	return session.Event{Room: &session.Room{Name: name, Members: 2, With: []string{}, Read: read, Seq: seq}}
}
