package chat1

import (
	"fmt"
	"strings"

	"confab/server/wire"
)

// maxFileLine is how many bytes the line of a file has besides its name.
const maxFileLine = 200

// withFiles returns a text with a line for each file behind it.
func withFiles(text string, e *wire.Event, files []wire.File, link Link) string {
	var lines []string
	if text != "" {
		lines = append(lines, text)
	}
	for i, f := range files {
		line := f.Name + ", " + size(f.Size)
		if link != nil {
			line += ": curl -kOJ " + link(e, i)
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// size returns bytes as people read them.
func size(bytes int64) string {
	const k = 1000
	switch {
	case bytes < k:
		return fmt.Sprintf("%d bytes", bytes)
	case bytes < k*k:
		return fmt.Sprintf("%d kB", (bytes+k/2)/k)
	case bytes < k*k*k:
		return fmt.Sprintf("%d MB", (bytes+k*k/2)/(k*k))
	}
	return fmt.Sprintf("%.1f GB", float64(bytes)/(k*k*k))
}
