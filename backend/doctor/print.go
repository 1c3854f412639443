package doctor

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"confab/backend/catalog"
)

// Print writes findings for a terminal, with a line for each and its commands
// below, and reports whether all is well.
func Print(w io.Writer, words *catalog.Catalog, found []Finding) (well bool, err error) {
	kinds, width := map[Kind]string{}, 0
	for _, kind := range []Kind{Good, Note, Fault} {
		kinds[kind] = words.Text("doctor.kinds." + string(kind))
		width = max(width, utf8.RuneCountInString(kinds[kind]))
	}
	indent := strings.Repeat(" ", width+2)
	var b strings.Builder
	well = true
	for _, f := range found {
		well = well && f.Kind != Fault
		var values []any
		for name, value := range f.Params {
			values = append(values, name, value)
		}
		fmt.Fprintf(&b, "%-*s  %s\n", width, kinds[f.Kind], words.Text("doctor."+string(f.Code), values...))
		for _, c := range f.Commands {
			b.WriteString(indent)
			if c.For != "" {
				b.WriteString(c.For + ": ")
			}
			b.WriteString(c.Text + "\n")
		}
	}
	_, err = io.WriteString(w, b.String())
	return well, err
}
