// Package chat1 writes what goes to the clients of CHAT/1.0 and of CHAT/1.1.
// The lines are the same in both; CHAT/1.0 has them in ASCII.
//
// The programs that speak CHAT/1.0 are fragile: they end at a byte above 0x7f,
// and at a line that comes in two pieces. So all that goes to them is written
// here, in ASCII and in short lines, and whoever sends it writes whole lines.
package chat1

import (
	"bytes"
	"errors"
	"strings"
	"unicode/utf8"

	"confab/server/ascii"
	"confab/server/wire"
)

// MaxSaid is how many bytes a line has at the most, its prefix and its line end
// included: a segment of TCP holds it on every network.
const MaxSaid = 1200

// spell returns text as a dialect has it. Only here and in Name is anything
// written that goes to a client.
func spell(speaks wire.Version, text string, spare *int) string {
	if speaks == wire.V11 || ascii.Is(text) {
		return text
	}
	return string(ascii.Append(nil, text, spare))
}

// Name returns the name of a person as a dialect has it, in the prefix of what
// they say. In ASCII different names may be spelled alike; but a name that reads
// like one that is reserved, админ for example, gets a question mark.
func Name(speaks wire.Version, name string) string {
	if speaks == wire.V11 || ascii.Is(name) {
		return name
	}
	spelled := ascii.Name(name)
	if errors.Is(wire.CheckName(spelled), wire.ErrReserved) {
		spelled += "?"
	}
	return spelled
}

// A Link returns the address of a file of an event, by its index.
type Link func(e *wire.Event, index int) string

// AppendMessage appends an event as a dialect has it: every line of a message
// with the prefix of who said it, cut into as many as it takes, and a line for
// each of its files, with its address if there is a link. Other events are
// nothing to these clients.
func AppendMessage(b []byte, speaks wire.Version, e *wire.Event, link Link) []byte {
	text, ok := wire.MessageText(e)
	if !ok {
		return b
	}
	if files := wire.FilesOf(e); len(files) > 0 {
		text = withFiles(text, e, files, link)
	}
	name, spare := Name(speaks, e.From), ascii.Spare(text)
	most := MaxSaid - len("@: \n") - len(name)
	for line := range strings.SplitSeq(text, "\n") {
		line = spell(speaks, line, spare)
		for len(line) > most {
			at := cut(line, most)
			b = appendLine(b, name, line[:at])
			line = line[at:]
		}
		b = appendLine(b, name, line)
	}
	return b
}

// appendLine appends a line that somebody has said.
func appendLine(b []byte, name, text string) []byte {
	b = append(b, '@')
	b = append(b, name...)
	b = append(b, ':', ' ')
	b = append(b, text...)
	return append(b, '\n')
}

// cut returns where a line is cut that has more bytes than most: behind a
// blank, or in a long word between two characters.
func cut(line string, most int) int {
	if at := strings.LastIndexByte(line[:most], ' ') + 1; at > most/2 {
		return at
	}
	at := most
	for at > most-utf8.UTFMax && !utf8.RuneStart(line[at]) {
		at--
	}
	return at
}

// Size is at least as much as AppendMessage appends for e.
func Size(e *wire.Event) int {
	text := len(e.Body)
	name := 4*len(e.From) + len("@: \n") // of a syllable of three bytes some seven are made
	if !ascii.Is(e.Body) {
		text = 2*text + 1<<10
	}
	lines := 1 + bytes.Count(e.Body, []byte(`\n`)) + text/(MaxSaid/4)
	return text + lines*name + len(wire.FilesOf(e))*(maxFileLine+name)
}

// Reply returns a reply as a dialect has it. A reason that is too long for a
// line is cut off.
func Reply(speaks wire.Version, r wire.Reply) wire.Reply {
	if speaks == wire.V2 {
		return r
	}
	r.Text = spell(speaks, r.Text, ascii.Spare(r.Text))
	if more := len(r.Line()) - MaxSaid; more > 0 {
		const dots = "..."
		r.Text = r.Text[:cut(r.Text, len(r.Text)-more-len(dots))] + dots
	}
	return r
}
