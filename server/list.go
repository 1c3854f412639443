package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"confab/server/wire"
)

// read prints what was said last in a room.
func read(c *console, o *options, args []string, out io.Writer) error {
	if len(args) > 0 || o.count < 1 || o.count > wire.MaxPage {
		return errUsage
	}
	said, err := c.said(o.room, o.count)
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

// said returns the last n messages of a room, the oldest first: of its events
// some are none, or have been removed.
func (c *console) said(room string, n int) (said []*wire.Event, err error) {
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

// sanctions lists the mutes and bans that hold.
func sanctions(c *console, _ *options, args []string, out io.Writer) error {
	if len(args) > 0 {
		return errUsage
	}
	for r := (wire.Sanctions{Limit: wire.MaxEntries}); ; {
		r.Key = c.key()
		answer, err := c.ask(r)
		if err != nil {
			return err
		}
		s, ok := answer.(*wire.Sanctioned)
		if !ok {
			return errAnswer
		}
		if s.Closed && r.Before == 0 {
			fmt.Fprintln(out, "Registration is closed.")
		}
		for _, e := range s.Entries {
			fmt.Fprintln(out, line(e.At, e.By, e.Act, e.Name+e.Address, until(inSeconds(e.For)), e.Reason))
			r.Before = e.ID
		}
		if !s.More || len(s.Entries) == 0 {
			return nil
		}
	}
}

// audit lists what was done by whom.
func audit(c *console, o *options, args []string, out io.Writer) error {
	if len(args) > 0 || o.count < 1 {
		return errUsage
	}
	r := wire.Audit{}
	for left := o.count; left > 0; {
		r.Key, r.Limit = c.key(), min(left, wire.MaxEntries)
		answer, err := c.ask(r)
		if err != nil {
			return err
		}
		a, ok := answer.(*wire.Audited)
		if !ok {
			return errAnswer
		}
		for _, e := range a.Entries {
			ends := ""
			if e.Act == wire.ActMute || e.Act == wire.ActBan {
				ends = until(e.Until)
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

// inSeconds returns when something ends that the server says ends in so many
// seconds; empty if it does not.
func inSeconds(n int64) string {
	if n == 0 {
		return ""
	}
	return wire.Stamp(time.Now().Add(time.Duration(n) * time.Second))
}

func until(stamp string) string {
	if stamp == "" {
		return "for good"
	}
	return "until " + stamp
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
