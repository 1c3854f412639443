package desktop

import (
	"runtime"
	"strings"
	"unicode"
	"unicode/utf8"
)

// How much of a notification is shown, in characters.
const (
	maxNoteTitle = 80
	maxNoteBody  = 240
)

// A Note is a notification: what others wrote, so it is plain text and nothing
// in it has a meaning. One with the ID of an earlier one takes its place, where
// the system can do that.
type Note struct{ ID, Title, Body string }

// A Notifier shows notifications.
type Notifier interface {
	// Notify shows one. It may be called from any goroutine.
	Notify(Note) error
	// Close waits for what is under way; nothing is told of clicks after it.
	Close() error
}

// Plain returns n as one line each of what can be seen, not too long: nothing
// that moves or turns what stands around it, and nothing that is no text.
func (n Note) Plain() Note {
	return Note{n.ID, oneLine(n.Title, maxNoteTitle), oneLine(n.Body, maxNoteBody)}
}

// oneLine returns text on one line of up to most characters.
func oneLine(text string, most int) string {
	var b strings.Builder
	blank, count := false, 0
	for _, r := range text {
		switch {
		case unicode.IsSpace(r):
			blank = b.Len() > 0
			continue
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == utf8.RuneError, unicode.Is(unicode.Co, r):
			continue
		}
		if blank {
			b.WriteByte(' ')
			blank = false
			count++
		}
		if count++; count > most {
			return strings.TrimRightFunc(b.String(), unfinished) + "…"
		}
		b.WriteRune(r)
	}
	return b.String()
}

// unfinished says whether r means little without what comes behind it.
func unfinished(r rune) bool { return r == '\u200d' || unicode.IsSpace(r) }

// markup returns text for a daemon that takes a part of HTML in it.
var markup = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace

// harmless returns text for Windows, by way of a library that writes it into a
// CDATA section as it is, and that, if the system's interface fails, has a
// PowerShell script in whose text $(...) would be run: what means something in
// either becomes a character that looks like it.
var harmless = strings.NewReplacer("]]>", "]]\uff1e", "$", "\uff04", "`", "\u02cb").Replace

// Here returns n as it may be handed to what this system shows notifications
// with, by way of Wails.
func (n Note) Here() Note { return n.on(runtime.GOOS) }

func (n Note) on(system string) Note {
	n = n.Plain()
	if system == "windows" {
		n.Title, n.Body = harmless(n.Title), harmless(n.Body)
	}
	return n
}
