package export

import (
	"strings"

	"confab/backend/archive"
	"confab/backend/text"
)

// A block of a message is code in lines of its own, or lines of other pieces.
type block struct {
	Code   string
	Pieces []text.Piece
}

// blocks returns a message as it is shown, by the parts that it comes with.
func blocks(row archive.Row) (all []block) {
	var lines []text.Piece
	end := func() {
		if len(lines) > 0 {
			all, lines = append(all, block{Pieces: lines}), nil
		}
	}
	for _, p := range text.Cut(row.Text, row.Parts) {
		if p.Kind != text.Fence {
			lines = append(lines, p)
			continue
		}
		end()
		if strings.TrimSpace(p.Text) != "" {
			all = append(all, block{Code: p.Text})
		}
	}
	end()
	return all
}
