package client

import (
	"fmt"
	"log/slog"

	"confab/backend/archive"
	"confab/backend/session"
)

// look is what the user sees.
type look struct {
	room  string
	front bool // the window is in front of the others
}

// What to notify the user of in a room.
const (
	All      = "all"
	Mentions = "mentions"
	Nothing  = "nothing"
)

// NotifyPrefs are what a user wants to be notified of.
type NotifyPrefs struct {
	Notify       string // All, Mentions or Nothing, in rooms without a setting of their own
	Invitation   string // the text of a notification of an invitation to a room
	DoNotDisturb bool   // no notifications at all
}

// A notifier decides what the user is notified of. It belongs to the state, and
// the pump alone gives it messages and invitations.
type notifier struct {
	prefs   NotifyPrefs
	look    look
	notices chan notice // to showNotices; closed by the pump
}

// A notice is a notification for a user who looks at something else.
type notice struct {
	place       Place
	title, body string
}

// maxNotices is how many notices wait for showNotices.
const maxNotices = 16

// wanted returns what the user wants to be notified of in a room.
func (n *notifier) wanted(room archive.Room) string {
	if room.Notify != "" {
		return string(room.Notify)
	}
	if n.prefs.Notify == "" {
		return Mentions
	}
	return n.prefs.Notify
}

// messages notifies the user of new messages: once for each room, however many
// have come at once.
func (n *notifier) messages(fresh []archive.Row, rooms map[string]archive.Room) {
	if n.prefs.DoNotDisturb {
		return
	}
	var order []string
	last, count := map[string]archive.Row{}, map[string]int{}
	for _, row := range fresh {
		room, known := rooms[row.Room]
		if !known || n.look.front && n.look.room == row.Room {
			continue
		}
		if want := n.wanted(room); want == Nothing || want == Mentions && !row.Mention {
			continue
		}
		if count[row.Room]++; count[row.Room] == 1 {
			order = append(order, row.Room)
		}
		last[row.Room] = row
	}
	for _, name := range order {
		row := last[name]
		title := row.From
		if len(rooms[name].With) == 0 {
			title += " · #" + name
		}
		if all := count[name]; all > 1 {
			title += fmt.Sprintf(" (%d)", all)
		}
		n.push(notice{Place{row.Room, row.Seq}, title, row.Text})
	}
}

// offers notifies the user of new invitations to rooms.
func (n *notifier) offers(fresh []session.Offer) {
	if n.prefs.DoNotDisturb || n.prefs.Notify == Nothing {
		return
	}
	for _, o := range fresh {
		n.push(notice{Place{}, o.From + " · #" + o.Room, n.prefs.Invitation})
	}
}

// push hands a notice on. It never waits: while the system does not show notices,
// those that already wait are enough.
func (n *notifier) push(one notice) {
	select {
	case n.notices <- one:
	default:
	}
}

// showNotices shows notices until the channel is closed, in a goroutine of its
// own, because the system may take seconds to answer.
func showNotices(w Window, notices <-chan notice, log *slog.Logger) {
	for n := range notices {
		if err := w.Notify(n.place.String(), n.title, n.body); err != nil {
			log.Warn("a notification cannot be shown", "error", err)
		}
	}
}
