package export

import (
	"net/url"
	"regexp"
	"strings"
	"unicode"
)

// A part of a text is a link or only text.
type part struct {
	Text string
	Link bool
}

var linkLike = regexp.MustCompile(`(?i)https?://[^\s<>"]+`)

// parts takes a text apart. What is written is what a link leads to: it is the
// same text.
func parts(text string) []part {
	var all []part
	from := 0
	for _, at := range linkLike.FindAllStringIndex(text, -1) {
		link := strings.TrimRight(text[at[0]:at[1]], ".,;:!?'")
		for strings.HasSuffix(link, ")") && strings.Count(link, ")") > strings.Count(link, "(") { // the sentence's
			link = strings.TrimRight(link[:len(link)-1], ".,;:!?'")
		}
		if !leads(link) {
			continue
		}
		if at[0] > from {
			all = append(all, part{text[from:at[0]], false})
		}
		all = append(all, part{link, true})
		from = at[0] + len(link)
	}
	if from < len(text) {
		all = append(all, part{text[from:], false})
	}
	return all
}

// leads says whether what looks like a link leads where one thinks it does.
func leads(link string) bool {
	u, err := url.Parse(link)
	return err == nil && u.Hostname() != "" && u.User == nil &&
		!strings.ContainsFunc(link, func(r rune) bool { return !unicode.IsPrint(r) })
}
