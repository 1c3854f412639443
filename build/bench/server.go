package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// serverProgram is the program to measure and a func that removes what was
// built: the one the options name, or ./server as it is in this repository.
func serverProgram(ctx context.Context, opts options) (string, func(), error) {
	if opts.server != "" {
		program, err := filepath.Abs(opts.server) // it runs in a folder of its own
		return program, func() {}, err
	}
	dir, err := os.MkdirTemp("", "confab-bench-build-")
	if err != nil {
		return "", nil, fmt.Errorf("making a folder for the server: %w", err)
	}
	cleanUp := func() { _ = os.RemoveAll(dir) } // in the temporary folder; not worth an error
	program := filepath.Join(dir, "server")
	if runtime.GOOS == "windows" {
		program += ".exe"
	}
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", program, "confab/server")
	if said, err := build.CombinedOutput(); err != nil {
		cleanUp()
		return "", nil, fmt.Errorf("building confab/server: %w\n%s", err, said)
	}
	return program, cleanUp, nil
}

// startServer runs the server without limits that a crowd from one address
// would meet. It works in dir, also where it would choose the place by the
// user's home, and keeps its journal there as j says.
func startServer(ctx context.Context, opts options, program, dir string, j journalKind) (*target, error) {
	args := []string{"-listen", "127.0.0.1:0", "-name", "bench", "-rate", "0", "-max-clients", "0"}
	switch j {
	case full:
		// A journal that a scenario has filled comes without a key and without accounts.
		args = append(args, "-data", dataIn(dir), "-replace-missing")
	case inMemory:
		args = append(args, "-data", "memory")
	}
	cmd := exec.Command(program, append(args, opts.serverArgs...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(),
		"HOME="+dir, "XDG_DATA_HOME="+dir, "XDG_STATE_HOME="+dir, "XDG_CONFIG_HOME="+dir,
		"APPDATA="+dir, "LOCALAPPDATA="+dir)
	return start(ctx, "server", cmd)
}

// dataIn is where a server that works in dir has its journal.
func dataIn(dir string) string { return filepath.Join(dir, "data") }
