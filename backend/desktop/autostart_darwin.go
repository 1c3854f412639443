package desktop

import (
	"os"
	"path/filepath"
)

// autostartEntry returns the path of the program's launch agent.
func autostartEntry() (string, error) {
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(home, "Library", "LaunchAgents", agentName+".plist"), nil
}

func (a *Autostart) on() (bool, error) {
	text, err := a.readEntry()
	return text != "", err
}

func (a *Autostart) switchOn() error { return a.writeEntry(plist(a.program)) }

func (a *Autostart) switchOff() error { return a.removeEntry() }
