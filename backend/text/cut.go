package text

import (
	"slices"
	"unicode/utf8"
)

// A Piece is a stretch of a text as it is shown.
type Piece struct {
	Kind Kind   // empty for what is text and nothing else
	Text string // without the signs around code
	URL  string // of a link: what it opens
}

// Cut returns a text in pieces, with the parts that Parse has found in it.
// Parts that cannot be its own are left out.
func Cut(s string, parts []Part) []Piece {
	var pieces []Piece
	at, units := 0, 0
	to := func(unit int) int {
		for units < unit && at < len(s) {
			r, size := utf8.DecodeRuneInString(s[at:])
			at += size
			units++
			if r > 0xffff {
				units++
			}
		}
		return at
	}
	done := 0
	for _, p := range parts {
		if p.Open < 0 || p.Close < 0 || p.From+p.Open > p.To-p.Close || p.From < units {
			continue
		}
		from, open := to(p.From), to(p.From+p.Open)
		shut, end := to(p.To-p.Close), to(p.To)
		if from > done {
			pieces = append(pieces, Piece{Text: s[done:from]})
		}
		piece := Piece{Kind: p.Kind, Text: s[open:shut], URL: p.URL}
		if piece.Kind == Link && piece.URL == "" {
			piece.URL = piece.Text
		}
		pieces, done = append(pieces, piece), end
	}
	if done < len(s) {
		pieces = append(pieces, Piece{Text: s[done:]})
	}
	return slices.Clip(pieces)
}
