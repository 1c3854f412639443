package desktop

import "testing"

func TestLanguageIsTheChoiceOrTheSystems(t *testing.T) {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		t.Setenv(name, "")
	}
	for _, c := range []struct{ name, system, choice, want string }{
		{"LANG", "de_DE.UTF-8", "system", "de"},
		{"LC_MESSAGES", "fr_FR", "system", "en"},
		{"LC_ALL", "DE", "", "de"},
		{"LC_ALL", "de", "en", "en"},
		{"LC_ALL", "C", "de", "de"},
		{"LC_ALL", "", "system", "en"}, // LC_MESSAGES is French
	} {
		t.Setenv(c.name, c.system)
		if got := Language(c.choice); got != c.want {
			t.Errorf("with %s=%s %q is %s, want %s", c.name, c.system, c.choice, got, c.want)
		}
	}
}
