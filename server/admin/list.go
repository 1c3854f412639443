package admin

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"confab/server/wire"
)

// history prints the last messages of a room.
func history(c *console, o *options, args []string, out io.Writer) error {
	if err := none(args); err != nil {
		return err
	}
	if o.count < 1 || o.count > wire.MaxPage {
		return wrong("-n is %d, and must be from 1 to %d", o.count, wire.MaxPage)
	}
	said, err := c.messages(o.room, o.count)
	if err != nil {
		return err
	}
	if len(said) == 0 {
		_, err := fmt.Fprintf(out, "There are no messages in %s.\n", o.room)
		return err
	}
	for _, e := range said {
		var m wire.Message
		if err := json.Unmarshal(e.Body, &m); err != nil {
			return errAnswer
		}
		who := e.From
		if wire.IsByGuest(e.Body) {
			who += " (guest)"
		}
		fmt.Fprintf(out, "%d  %s  %s: %s\n", e.Seq, e.At.Local().Format("2006-01-02 15:04"), who, strings.ReplaceAll(m.Text, "\n", "\n    "))
	}
	return nil
}

// messages returns the last n messages of a room, the oldest first. It skips other
// events and removed messages.
func (c *console) messages(room string, n int) (said []*wire.Event, err error) {
	for q := (wire.History{Room: room, Limit: n}); len(said) < n; q.Limit = wire.MaxPage {
		events, err := c.history(q)
		if err != nil {
			return nil, err
		}
		if len(events) == 0 {
			break
		}
		q.Before = events[0].Seq
		events = slices.DeleteFunc(events, func(e *wire.Event) bool {
			return e.Type != wire.MessageType || wire.IsRemoved(e.Body)
		})
		said = append(events, said...)
	}
	return said[max(0, len(said)-n):], nil
}

func (c *console) history(r wire.History) ([]*wire.Event, error) {
	answer, err := c.ask(r)
	if err != nil {
		return nil, err
	}
	page, ok := answer.(*wire.Page)
	if !ok {
		return nil, errAnswer
	}
	return wire.ParseEvents(page)
}

// sanctions lists the mutes and bans in force.
func sanctions(c *console, _ *options, args []string, out io.Writer) error {
	if err := none(args); err != nil {
		return err
	}
	for r := (wire.Sanctions{Limit: wire.MaxEntries}); ; {
		r.ID = c.id()
		answer, err := c.ask(r)
		if err != nil {
			return err
		}
		s, ok := answer.(*wire.SanctionList)
		if !ok {
			return errAnswer
		}
		if s.Closed && r.Before == 0 {
			fmt.Fprintln(out, "Registration is closed.")
		}
		for _, e := range s.Entries {
			fmt.Fprintln(out, line(e.At, e.By, e.Act, e.Name+e.Address, endOf(e, time.Now()), e.Reason))
			r.Before = e.ID
		}
		if !s.More || len(s.Entries) == 0 {
			return nil
		}
	}
}

// audit lists the audit log.
func audit(c *console, o *options, args []string, out io.Writer) error {
	if err := none(args); err != nil {
		return err
	}
	if o.count < 1 {
		return wrong("-n is %d, and must be at least 1", o.count)
	}
	r := wire.Audit{}
	for left := o.count; left > 0; {
		r.ID, r.Limit = c.id(), min(left, wire.MaxEntries)
		answer, err := c.ask(r)
		if err != nil {
			return err
		}
		a, ok := answer.(*wire.AuditLog)
		if !ok {
			return errAnswer
		}
		for _, e := range a.Entries {
			ends := ""
			if e.Act == wire.ActMute || e.Act == wire.ActBan {
				end, _ := time.Parse(wire.AtLayout, e.Until) // empty if it is permanent
				ends = until(end)
			}
			fmt.Fprintln(out, line(e.At, e.By, e.Act, e.Name+e.Address, string(e.Role), e.Room, ends, e.Reason))
			r.Before = e.ID
		}
		if left -= len(a.Entries); !a.More || len(a.Entries) == 0 {
			return nil
		}
	}
	return nil
}

// endOf returns when a mute or a ban ends, as the command prints it. The server
// sends the seconds that are left, and every mute and ban lasts whole minutes
// from its beginning: rounded to those, the end is the stored one in every call.
func endOf(e wire.Sanction, now time.Time) string {
	if e.For == 0 {
		return until(time.Time{})
	}
	end := now.Add(time.Duration(e.For) * time.Second)
	if at, err := time.Parse(wire.AtLayout, e.At); err == nil {
		end = at.Add(end.Sub(at).Round(time.Minute))
	}
	return until(end)
}

// until says when something ends; the zero time is never.
func until(end time.Time) string {
	if end.IsZero() {
		return "permanently"
	}
	return "until " + toSecond(end)
}

// toSecond formats a time in UTC, rounded up to a second: what ends then has
// ended at the time that a person reads.
func toSecond(t time.Time) string {
	return t.UTC().Add(time.Second - 1).Truncate(time.Second).Format(time.RFC3339)
}

// line returns those of words that there are.
func line(words ...string) string {
	var some []string
	for _, w := range words {
		if w != "" {
			some = append(some, w)
		}
	}
	return strings.Join(some, "  ")
}
