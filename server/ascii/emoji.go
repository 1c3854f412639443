package ascii

import (
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/kyokomi/emoji/v2"
	"golang.org/x/text/unicode/runenames"
)

// emojiNames are the names of all emoji, :+1: for example.
type emojiNames struct {
	names  map[string]string // by the emoji
	begins map[rune]int      // how many bytes the longest emoji has that begins with a rune
}

// knownEmoji is made when the first emoji comes: many servers never see one.
var knownEmoji = sync.OnceValue(func() emojiNames {
	known := emojiNames{map[string]string{}, map[rune]int{}}
	for name, e := range emoji.CodeMap() {
		if !Is(name) {
			continue
		}
		// Of several names one is taken, the same one every time.
		if old, ok := known.names[e]; !ok || len(name) < len(old) || len(name) == len(old) && name < old {
			known.names[e] = name
		}
		r, _ := utf8.DecodeRuneInString(e)
		known.begins[r] = max(known.begins[r], len(e))
	}
	return known
})

// emojiName returns the name of the longest emoji that text begins with, and
// how many bytes of text that is; 0 if there is none. r is the first rune of text.
func emojiName(text string, r rune) (name string, n int) {
	known := knownEmoji()
	for n = min(known.begins[r], len(text)); n > 0; n-- {
		if name, ok := known.names[text[:n]]; ok {
			return name, n
		}
	}
	return "", 0
}

// symbolName returns Unicode's name of a symbol, written like that of an emoji.
func symbolName(r rune) string {
	name := runenames.Name(r)
	if name == "" {
		return unknown
	}
	return ":" + strings.ReplaceAll(strings.ToLower(name), " ", "_") + ":"
}
