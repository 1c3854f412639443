package export

import (
	"strings"
	"time"

	"confab/backend/archive"
	"confab/backend/catalog"
)

// words are what a file says, in one language.
type words struct{ *catalog.Catalog }

// speak returns the words of about's language.
func (about About) speak() words { return words{catalog.In(about.Language)} }

func (w words) date(t time.Time) string {
	return w.Text("exported.date", "day", t.Day(), "month", int(t.Month()), "year", t.Year())
}

// about says what a file is.
func (w words) about(a About) string {
	return w.Text("exported.about", "name", a.Name, "server", a.Server, "date", w.date(a.At))
}

// room returns what a room is called in a file.
func (w words) room(r Room) string {
	if len(r.With) > 0 {
		return strings.Join(r.With, ", ")
	}
	if name, ended := archive.Ended(r.Name); ended {
		return w.Text("exported.ended", "name", name)
	}
	return r.Name
}

// notice says what a row is about that is no message.
func (w words) notice(row archive.Row) string {
	switch row.Kind {
	case "gap":
		return w.Text("exported.gap")
	case "open":
		return w.Text("exported.opened", "name", row.From)
	case "join":
		return w.Text("exported.joined", "name", row.From)
	case "leave":
		return w.Text("exported.left", "name", row.From)
	case "invite":
		return w.Text("exported.invited", "name", row.From, "whom", row.Name)
	case "topic":
		if row.Topic == "" {
			return w.Text("exported.topicRemoved", "name", row.From)
		}
		return w.Text("exported.topic", "name", row.From, "topic", row.Topic)
	}
	key := "exported.did." + row.Kind
	if said := w.Text(key, "name", row.From, "off", row.Off); said != key {
		return said
	}
	return row.From + ": " + row.Kind
}

// status says what has become of a message, if something has.
func (w words) status(row archive.Row) string {
	switch row.Status {
	case "edited":
		return w.Text("exported.edited")
	case "retracted":
		return w.Text("exported.retracted")
	case "removed":
		said := w.Text("exported.removed", "by", row.By)
		if row.Reason != "" {
			said += ": " + row.Reason
		}
		return said
	}
	return row.Status
}

// quoted is what a message says that another one answers.
func (w words) quoted(q archive.Quote) string {
	switch q.Status {
	case "retracted":
		return w.Text("exported.retracted")
	case "removed":
		return w.Text("exported.gone")
	}
	return q.Text
}
