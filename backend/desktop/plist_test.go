package desktop

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

func TestTheMacIsToldWhatToStart(t *testing.T) {
	const program = "/Applications/<R&D> Confab.app/Contents/MacOS/confab"
	var texts []string
	d := xml.NewDecoder(strings.NewReader(plist(program)))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if text, ok := token.(xml.CharData); ok && strings.TrimSpace(string(text)) != "" {
			texts = append(texts, string(text))
		}
	}
	if got, want := strings.Join(texts, "|"), "Label|"+agentName+"|ProgramArguments|"+program+"|-minimized|RunAtLoad"; got != want {
		t.Errorf("it says %q, want %q", got, want)
	}
}
