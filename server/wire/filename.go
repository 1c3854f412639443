package wire

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// What CleanName leaves of a name.
const (
	maxStem      = 200 // bytes before the extension
	maxExtension = 50  // bytes of what counts as one, with its dot
)

// reservedFileNames mean devices on Windows, with any extension.
var reservedFileNames = []string{
	"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$",
	"COM0", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9", "COM¹", "COM²", "COM³",
	"LPT0", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9", "LPT¹", "LPT²", "LPT³",
}

// CleanName returns a name that every system takes for one file in one folder, and
// that reads as it is: without what steers the direction of letters or is not
// drawn. It is never empty. Both ends use it: the sender may be anyone.
func CleanName(name string) string {
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = norm.NFC.String(strings.Map(fileRune, strings.ToValidUTF8(name, "_")))
	name = cutFileName(trimFileName(name))
	if name == "" {
		return "file"
	}
	base, _, _ := strings.Cut(name, ".")
	if slices.Contains(reservedFileNames, strings.ToUpper(strings.TrimRight(base, " "))) {
		return "_" + name
	}
	return name
}

// fileRune returns what a character becomes in the name of a file; -1 is nothing.
func fileRune(r rune) rune {
	switch {
	case strings.ContainsRune(`<>:"|?*`, r):
		return '_'
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector):
		return -1
	case unicode.IsSpace(r):
		return ' '
	}
	return r
}

// trimFileName cuts off blanks and dots at both ends: Windows does so at the end,
// and a dot at the beginning hides a file elsewhere.
func trimFileName(name string) string { return strings.Trim(name, " .") }

// cutFileName makes a name as short as it has to be, and leaves its extension.
func cutFileName(name string) string {
	stem, extension := name, ""
	if i := strings.LastIndexByte(name, '.'); i >= 0 && len(name)-i <= maxExtension {
		stem, extension = name[:i], name[i:]
	}
	if len(stem) <= maxStem {
		return name
	}
	end := maxStem
	for !utf8.RuneStart(stem[end]) {
		end--
	}
	return strings.TrimRight(stem[:end], " .") + extension
}
