package desktop

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// autostartEntry returns the path of the file that the freedesktop
// specification of autostart wants.
func autostartEntry() (string, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "autostart", "confab.desktop"), nil
}

// switchedOff finds what desktops write into an entry that they leave out.
var switchedOff = regexp.MustCompile(`(?mi)^(Hidden\s*=\s*true|X-GNOME-Autostart-enabled\s*=\s*false)\s*$`)

func (a *Autostart) on() (bool, error) {
	text, err := a.readEntry()
	return text != "" && !switchedOff.MatchString(text), err
}

func (a *Autostart) switchOn() error {
	return a.writeEntry(`[Desktop Entry]
Type=Application
Name=Confab
Icon=confab
Exec=` + execQuoted(a.program) + " " + minimizedFlag + `
Terminal=false
`)
}

func (a *Autostart) switchOff() error { return a.removeEntry() }

// execQuoted returns a path as one argument of an Exec line: quoted, what means
// something in quotes with a backslash, which is doubled again as in every
// text of such a file, and % doubled.
func execQuoted(path string) string {
	quoted := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "`", "\\`", `$`, `\$`).Replace(path)
	return `"` + strings.NewReplacer(`\`, `\\`, `%`, `%%`).Replace(quoted) + `"`
}
