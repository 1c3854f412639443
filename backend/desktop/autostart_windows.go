package desktop

import (
	"errors"
	"fmt"

	"golang.org/x/sys/windows/registry"
)

// Where Windows keeps what it starts for a person, and what of that the person
// has switched off in the Task Manager.
const (
	runKey      = `Software\Microsoft\Windows\CurrentVersion\Run`
	approvedKey = `Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run`
)

func autostartEntry() (string, error) { return "Confab", nil }

func (a *Autostart) on() (bool, error) {
	var command string
	err := inKey(runKey, registry.QUERY_VALUE, func(k registry.Key) (err error) {
		command, _, err = k.GetStringValue(a.entry)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("looking whether Confab starts with the system: %w", err)
	}
	var approved []byte
	err = inKey(approvedKey, registry.QUERY_VALUE, func(k registry.Key) (err error) {
		approved, _, err = k.GetBinaryValue(a.entry)
		return err
	})
	off := err == nil && len(approved) > 0 && approved[0]&1 == 1
	return command != "" && !off, nil
}

func (a *Autostart) switchOn() error {
	k, _, err := registry.CreateKey(registry.CURRENT_USER, runKey, registry.SET_VALUE)
	if err == nil {
		err = errors.Join(k.SetStringValue(a.entry, `"`+a.program+`" `+minimizedFlag), k.Close())
	}
	if err == nil {
		err = a.remove(approvedKey)
	}
	if err != nil {
		return fmt.Errorf("having Confab start with the system: %w", err)
	}
	return nil
}

func (a *Autostart) switchOff() error {
	if err := errors.Join(a.remove(runKey), a.remove(approvedKey)); err != nil {
		return fmt.Errorf("having Confab not start with the system: %w", err)
	}
	return nil
}

func (a *Autostart) remove(key string) error {
	return inKey(key, registry.SET_VALUE, func(k registry.Key) error { return k.DeleteValue(a.entry) })
}

// inKey calls do with a key of the person's. That the key or the value is not
// there is no error.
func inKey(path string, access uint32, do func(registry.Key) error) error {
	k, err := registry.OpenKey(registry.CURRENT_USER, path, access)
	if err == nil {
		err = errors.Join(do(k), k.Close())
	}
	if errors.Is(err, registry.ErrNotExist) {
		return nil
	}
	return err
}
