// Package export writes what is in the archive into a file that others can
// read: a page for a browser, lines of JSON for programs, or plain text. It
// holds one row at a time, however many there are.
package export

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"

	"confab/backend/archive"
)

// Format is what a file is like.
type Format string

// The formats.
const (
	HTML Format = "html" // one page that needs nothing else
	JSON Format = "json" // a row as the window gets it on each line
	Text Format = "text"
)

// ParseFormat returns the format that is called s. The error is a sentence's.
func ParseFormat(s string) (Format, error) {
	if _, ok := endings[Format(s)]; !ok {
		return "", fmt.Errorf("nothing is written as %q: it is html, json or text", s)
	}
	return Format(s), nil
}

// About is what a file says of itself.
type About struct {
	Server   string    // what the server is called, or its address
	Name     string    // whose archive it is
	At       time.Time // in the time zone that rows are written in
	Language string    // "de", or anything else for English
}

// A Room is one whose rows are written.
type Room struct {
	Name  string
	Topic string
	With  []string // the two of a room of two, which has no name that says something; else empty
	// Rows calls f with every row, the oldest first, until it fails, and returns
	// that error or its own: Person.Each of a room.
	Rows func(f func(archive.Row) error) error
}

// Write writes rooms in a format, one after the other. It stops at the first
// error, which is w's or that of a room's Rows.
func Write(w io.Writer, format Format, about About, rooms []Room) error {
	b := bufio.NewWriterSize(w, 64<<10)
	rooms = in(about.At.Location(), rooms)
	var err error
	switch format {
	case HTML:
		err = writeHTML(b, about, rooms)
	case JSON:
		err = writeJSON(b, rooms)
	case Text:
		err = writeText(b, about, rooms)
	default:
		err = fmt.Errorf("nothing is written as %q: it is html, json or text", format)
	}
	if err != nil {
		return err
	}
	return b.Flush()
}

// in returns rooms whose rows have their times in a time zone.
func in(zone *time.Location, rooms []Room) []Room {
	moved := slices.Clone(rooms)
	for i, room := range rooms {
		moved[i].Rows = func(f func(archive.Row) error) error {
			return room.Rows(func(row archive.Row) error {
				if !row.At.IsZero() {
					row.At.Time = row.At.In(zone)
				}
				return f(row)
			})
		}
	}
	return moved
}

func writeJSON(w io.Writer, rooms []Room) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for _, room := range rooms {
		err := room.Rows(func(row archive.Row) error {
			row.Parts = nil // they are how a window draws the text
			return e.Encode(struct {
				archive.Row
				At string `json:"at"` // as people read it, in place of the window's number
			}{row, stamp(row)})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// endings are what the names of the formats' files end with.
var endings = map[Format]string{HTML: ".html", JSON: ".jsonl", Text: ".txt"}

// maxFileName is how long a file's name is without its ending, in characters of
// up to four bytes: no system takes more than 255 bytes.
const maxFileName = 50

// FileName proposes a name for a file about something, a room or a server, that
// every system takes.
func FileName(format Format, about string, at time.Time) string {
	var b strings.Builder
	count := 0
	for _, r := range strings.ToValidUTF8(about, "") {
		if count++; count > maxFileName {
			break
		}
		if !unicode.IsPrint(r) || strings.ContainsRune(`/\:*?"<>|%`, r) {
			r = '-'
		}
		b.WriteRune(r)
	}
	name := strings.Trim(b.String(), " .-")
	if name != "" {
		name += " "
	}
	return "Confab " + name + at.Format(time.DateOnly) + endings[format]
}

// when returns the time that a row has, if it has one.
func when(row archive.Row) (t time.Time, ok bool) {
	return row.At.Time, !row.At.IsZero()
}

// stamp returns the time that a row has, RFC 3339 with milliseconds; empty for none.
func stamp(row archive.Row) string {
	if row.At.IsZero() {
		return ""
	}
	return row.At.Format("2006-01-02T15:04:05.000Z07:00")
}
