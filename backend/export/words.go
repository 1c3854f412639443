package export

import (
	"fmt"
	"time"

	"confab/backend/archive"
)

// words are what a file says in one language.
type words struct {
	Language  string
	exported  string // by whom, from where and when
	months    [12]string
	day       string // of the month, its name, the year
	Edited    string
	Retracted string
	Removed   string // by whom
	gone      string // removed, by whom is not known
	because   string // why
	Waiting   string
	Gap       string
	Guest     string
	opened    string // who
	topicSet  string // who, the topic
	noTopic   string // who
	joined    string // who
	left      string // who
	invited   string // who, whom
	other     string // who, the kind
}

var english = words{
	Language: "en", exported: "What %s has of %s, written on %s",
	months: [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
	day:    "%d %s %d", Edited: "edited", Retracted: "taken back", Removed: "removed by %s", gone: "removed", because: ": %s",
	Waiting: "not sent yet", Gap: "Something is missing here.", Guest: "guest",
	opened: "%s has opened the room", topicSet: "%s has changed the topic: %s", noTopic: "%s has taken the topic away",
	joined: "%s has come", left: "%s has gone", invited: "%s has invited %s", other: "%s: %s",
}

var german = words{
	Language: "de", exported: "Was %s von %s hat, geschrieben am %s",
	months: [12]string{"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"},
	day:    "%d. %s %d", Edited: "bearbeitet", Retracted: "zurückgenommen", Removed: "entfernt von %s", gone: "entfernt", because: ": %s",
	Waiting: "noch nicht gesendet", Gap: "Hier fehlt etwas.", Guest: "Gast",
	opened: "%s hat den Raum eröffnet", topicSet: "%s hat das Thema geändert: %s", noTopic: "%s hat das Thema entfernt",
	joined: "%s ist gekommen", left: "%s ist gegangen", invited: "%s hat %s eingeladen", other: "%s: %s",
}

// speak returns the words of about's language.
func (about About) speak() words {
	if about.Language == german.Language {
		return german
	}
	return english
}

func (w words) date(t time.Time) string {
	return fmt.Sprintf(w.day, t.Day(), w.months[t.Month()-1], t.Year())
}

// about says what a file is.
func (w words) about(a About) string {
	return fmt.Sprintf(w.exported, a.Name, a.Server, w.date(a.At))
}

// notice says what a row is about that is no message.
func (w words) notice(row archive.Row) string {
	switch row.Kind {
	case "gap":
		return w.Gap
	case "open":
		return fmt.Sprintf(w.opened, row.From)
	case "join":
		return fmt.Sprintf(w.joined, row.From)
	case "leave":
		return fmt.Sprintf(w.left, row.From)
	case "invite":
		return fmt.Sprintf(w.invited, row.From, row.Name)
	case "topic":
		if row.Topic == "" {
			return fmt.Sprintf(w.noTopic, row.From)
		}
		return fmt.Sprintf(w.topicSet, row.From, row.Topic)
	}
	return fmt.Sprintf(w.other, row.From, row.Kind)
}

// fate says what has become of a message, if something has.
func (w words) fate(row archive.Row) string {
	switch row.Fate {
	case "edited":
		return w.Edited
	case "retracted":
		return w.Retracted
	case "removed":
		said := fmt.Sprintf(w.Removed, row.By)
		if row.Reason != "" {
			said += fmt.Sprintf(w.because, row.Reason)
		}
		return said
	}
	return row.Fate
}

// quoted is what a message says that another one answers.
func (w words) quoted(q archive.Quote) string {
	switch q.Fate {
	case "retracted":
		return w.Retracted
	case "removed":
		return w.gone
	}
	return q.Text
}
