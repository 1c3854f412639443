package catalog

import (
	"reflect"
	"strings"
	"testing"
)

// What Go says is in both languages, of the same values.
func TestBothLanguagesSayTheSame(t *testing.T) {
	en, de := In("en").Keys(), In("de").Keys()
	if len(en) < 15 {
		t.Errorf("there are %d keys: this test looks in the wrong place", len(en))
	}
	if !reflect.DeepEqual(en, de) {
		t.Errorf("English has %v, German %v", en, de)
	}
}

func TestATextHasItsValues(t *testing.T) {
	for _, c := range []struct {
		language, key string
		pairs         []any
		want          string
	}{
		{"de", "tray.quit", nil, "Beenden"},
		{"fr", "tray.quit", nil, "Quit"}, // there is none
		{"en", "exported.date", []any{"day", 1, "month", 3, "year", 2026}, "1 March 2026"},
		{"de", "exported.date", []any{"day", 1, "month", 3, "year", 2026}, "1. März 2026"},
		{"en", "exported.joined", []any{"name", "{name}<b>, select, other {x}"}, "{name}<b>, select, other {x} joined"},
		{"en", "exported.none", nil, "exported.none"},
	} {
		if got := In(c.language).Text(c.key, c.pairs...); got != c.want {
			t.Errorf("%s of %s is %q, want %q", c.key, c.language, got, c.want)
		}
	}
}

// What Go cannot say as the window would, it does not take for text.
func TestWhatGoCannotReadIsRefused(t *testing.T) {
	for text, want := range map[string]string{
		"":                                     "",
		"it's {a}'s":                           "it's A's",
		"{a, select, A {one {b}} other {two}}": "one B",
		"{b, select, A {one} other {two {a}}}": "two A",
		"{a, select, x {} other {}}!":          "!",
	} {
		m, rest, err := parse(text, "")
		var b strings.Builder
		m.write(&b, map[string]string{"a": "A", "b": "B"})
		if err != nil || rest != "" || b.String() != want {
			t.Errorf("%q says %q, %v, want %q", text, b.String(), err, want)
		}
	}
	for _, text := range []string{"{", "}", "{}", "{a", "{a b}", "'{a}'", "{a, plural, other {#}}", "{a, number}", "{a, select}", "{a, select, x {}}", "{a, select, other {}", "{a, select, other {{}}}"} {
		if m, _, err := parse(text, ""); err == nil {
			t.Errorf("%q is taken for %v", text, m)
		}
	}
}
