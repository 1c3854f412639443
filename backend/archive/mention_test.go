package archive

import (
	"strings"
	"testing"
)

func TestWhoIsMentioned(t *testing.T) {
	for text, want := range map[string]bool{
		"@Zoë":                               true,
		"hi @zoë, are you there?":            true,
		"hi @ZOË.":                           true,
		"hi @ＺＯË-":                           true,
		"(@zoë)":                             true,
		"zoë":                                false,
		"@zoe":                               false,
		"@zoëtrope":                          false,
		"@zoë.b":                             false,
		"me@zoë":                             false,
		"@@zoë":                              false,
		"/@zoë":                              false,
		"`@zoë`":                             false,
		"`a` @zoë":                           true,
		"``@zoë``":                           true, // no code, see parse.ts
		"`@zoë\n`":                           true,
		"https://x.ch/@zoë":                  false,
		"HTTP://x.ch/<@zoë":                  true,
		"see http:// @zoë":                   true,
		"```\n@zoë\n```":                     false,
		"```go\n@zoë\n``` \n":                false,
		"```\n@zoë\n```\n@zoë":               true,
		"```\n@zoë":                          true, // nobody closes it
		"@ @zoë":                             true,
		"":                                   false,
		strings.Repeat("@a ", 200) + "@zoë":  true,
		strings.Repeat("@a ", 201) + "@zoë":  false, // a window marks no more than so many
		"@" + strings.Repeat("z", 32) + "oë": false,
	} {
		if got := mentions(text, "Zoë"); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
