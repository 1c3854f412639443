// Package version says which version of the programs this is.
package version

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// linked is the version of a release, set by the linker:
// -ldflags '-X confab/server/version.linked=1.2.3'.
var linked string

// unknown is the version of a build that nobody has given one.
const unknown = "dev"

// commitLetters is how much of a commit's hash is shown.
const commitLetters = 12

// Number returns the version: of the release, or as the Go command has stamped
// it, or "dev".
func Number() string {
	info, _ := debug.ReadBuildInfo()
	return number(linked, info)
}

// Line returns the line that program prints for -version: its name, the
// version, the commit if it is known, and what it was built with and for.
func Line(program string) string {
	info, _ := debug.ReadBuildInfo()
	return fmt.Sprintf("%s %s (%s%s, %s/%s)\n", program, number(linked, info), commit(info), runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

func number(linked string, info *debug.BuildInfo) string {
	switch {
	case linked != "":
		return linked
	case info != nil && info.Main.Version != "" && info.Main.Version != "(devel)":
		return info.Main.Version
	}
	return unknown
}

// commit returns the commit of the sources, with a comma behind it, or nothing.
func commit(info *debug.BuildInfo) string {
	if info == nil {
		return ""
	}
	hash, changed := "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			hash = s.Value[:min(len(s.Value), commitLetters)]
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = " with changes"
		}
	}
	if hash == "" {
		return ""
	}
	return hash + changed + ", "
}
