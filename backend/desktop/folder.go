package desktop

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// ShowFolder shows a folder in the system's file manager, or the one that a
// file is in. Like Open it hands over one argument without a shell, and
// waits no longer than to hear that there is none.
func ShowFolder(path string) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return fmt.Errorf("finding the folder: %w", err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("looking for the folder: %w", err)
	}
	if !info.IsDir() { // which the system might run
		path = filepath.Dir(path)
	}
	return start(exec.Command(folderOpener, path), "the file manager")
}

// findsOut is how long a program may take to find that it cannot do what it was
// started for.
const findsOut = time.Second

// errNone is the error of a system that has nothing to open something with.
var errNone = errors.New("nothing on this computer is set up for that")

// start starts what somebody wants to see, and waits only long enough to hear
// that there is nothing to show it with.
func start(cmd *exec.Cmd, what string) error {
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("opening %s: %w", what, err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }() // which may be when the browser ends
	select {
	case err := <-ended:
		if _, failed := errors.AsType[*exec.ExitError](err); failed {
			return fmt.Errorf("opening %s: %w", what, errNone)
		}
	case <-time.After(findsOut):
	}
	return nil
}
