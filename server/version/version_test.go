package version

import (
	"regexp"
	"runtime/debug"
	"testing"
)

func TestTheVersionIsTheMostPreciseThatIsKnown(t *testing.T) {
	stamped := &debug.BuildInfo{Main: debug.Module{Version: "v1.2.3"}}
	for _, c := range []struct {
		linked string
		info   *debug.BuildInfo
		want   string
	}{
		{"2.0.0", stamped, "2.0.0"},
		{"", stamped, "v1.2.3"},
		{"", &debug.BuildInfo{Main: debug.Module{Version: "(devel)"}}, "dev"},
		{"", &debug.BuildInfo{}, "dev"},
		{"", nil, "dev"},
	} {
		if got := number(c.linked, c.info); got != c.want {
			t.Errorf("linked with %q and stamped with %+v it is %q, want %q", c.linked, c.info, got, c.want)
		}
	}
}

func TestTheCommitIsShownIfItIsKnown(t *testing.T) {
	settings := func(all ...debug.BuildSetting) *debug.BuildInfo { return &debug.BuildInfo{Settings: all} }
	revision := debug.BuildSetting{Key: "vcs.revision", Value: "0123456789abcdef0123456789abcdef01234567"}
	for want, info := range map[string]*debug.BuildInfo{
		"0123456789ab, ":              settings(revision, debug.BuildSetting{Key: "vcs.modified", Value: "false"}),
		"0123456789ab with changes, ": settings(debug.BuildSetting{Key: "vcs.modified", Value: "true"}, revision),
		"":                            settings(),
	} {
		if got := commit(info); got != want {
			t.Errorf("the commit of %+v is %q, want %q", info, got, want)
		}
	}
	if line := Line("confab"); !regexp.MustCompile(`^confab \S+ \(([0-9a-f]{12}[^,]*, )?go1\.\S+, \w+/\w+\)\n$`).MatchString(line) {
		t.Errorf("the line is %q", line)
	}
}
