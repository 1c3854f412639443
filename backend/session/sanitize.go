package session

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"confab/server/wire"
)

// isSoundEvent reports whether a server can have made e: what is compared and
// looked up is as the protocol has it. What is only shown need not be: it is
// made printable.
func isSoundEvent(e *wire.Event) bool {
	return wire.IsRoom(e.Room) && isWord(e.ID, wire.MaxID) && isWord(e.Type, wire.MaxID) && len(e.From) <= maxNameBytes && e.Seq <= MaxPlace
}

// isSoundRoom is isSoundEvent for a room of a journal whose seqs are places behind base.
func isSoundRoom(r *wire.RoomInfo, base int64) bool {
	if len(r.With) > 2 || len(r.Topic) > wire.MaxTopic*utf8.UTFMax || !isSeq(r.Seq, base) || !isSeq(r.Read, base) || !isSeq(r.First, base) {
		return false
	}
	for _, name := range r.With {
		if len(name) > maxNameBytes {
			return false
		}
	}
	return wire.IsRoom(r.Name)
}

// isSeq reports whether seq is one, behind base, or 0.
func isSeq(seq, base int64) bool { return seq >= 0 && seq <= MaxPlace-base }

// maxNameBytes is how long a name can be.
const maxNameBytes = wire.MaxName * utf8.UTFMax

// isWord reports whether s is one word of at most so many bytes, with nothing
// that does not show.
func isWord(s string, most int) bool {
	return s != "" && len(s) <= most && utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || !unicode.IsPrint(r) })
}

// maxMembers is how many members a room is believed to have.
const maxMembers = 1_000_000_000

// asKey returns a key that a server names, if it is one: to look anything up by
// another one is of no use.
func asKey(key string) string {
	if !isWord(key, wire.MaxID) {
		return ""
	}
	return key
}

// placeOf returns the place of a seq behind base; 0 for 0, which is none.
func placeOf(seq, base int64) int64 {
	if seq == 0 {
		return 0
	}
	return base + seq
}

// toRoom returns a room as one of a session. Its seqs are places behind base.
func toRoom(r *wire.RoomInfo, base int64) Room {
	room := Room{
		Name: r.Name, Topic: sanitize(r.Topic, wire.MaxTopic), Members: min(max(r.Members, 0), maxMembers), Private: r.Private, With: []string{},
		Read: placeOf(r.Read, base), Seq: placeOf(r.Seq, base), First: placeOf(r.First, base),
	}
	for _, name := range r.With {
		room.With = append(room.With, printable(name))
	}
	return room
}

// printable returns s with what no server of ours would have relayed, see
// wire.CheckText, made visible as U+FFFD.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\t' || r == '\u2028' || r == '\u2029' {
			return unicode.ReplacementChar
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// shown is printable for a text of at most so many characters; what is longer is
// cut off, and tabs are blanks.
func sanitize(s string, most int) string {
	s = strings.TrimSpace(strings.ReplaceAll(printable(s), "\t", " "))
	n := 0
	for i := range s {
		if n == most {
			return s[:i]
		}
		n++
	}
	return s
}

// localTime returns a time of the server's as events have it; empty for what is none.
func localTime(s string) string {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return ""
	}
	return stamp(t.In(time.Local))
}

// printableLines is printable for a text that may have several lines.
func printableLines(s string) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = printable(line)
	}
	return strings.Join(lines, "\n")
}
