package desktop

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// ShowFolder shows a folder in the system's file manager, or the one that a
// file is in. Like Open it hands over one argument without a shell, and does
// not wait.
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

// start starts what somebody wants to see, and does not wait for it.
func start(cmd *exec.Cmd, what string) error {
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("opening %s: %w", what, err)
	}
	// Nobody needs to know how it ends, which may be when the browser does;
	// the system wants to be asked all the same.
	go func() { _ = cmd.Wait() }()
	return nil
}
