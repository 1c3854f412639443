package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"

	"confab/server/journal"
)

// A command is what the program does instead of serving, beside a server that
// may be running. It returns the exit code.
type command func(args []string, env func(string) string, stdout, stderr io.Writer) int

// commands are all there are, by the word that asks for them.
var commands = map[string]command{
	"backup": backup,
	"check":  check,
}

// backup copies what is said to a file.
func backup(args []string, env func(string) string, stdout, stderr io.Writer) int {
	dir, rest, err := dataOf("backup", args, env)
	switch {
	case err != nil:
	case dir == inMemory:
		err = errors.New("a server that keeps its data in memory has none to copy")
	case len(rest) != 1:
		err = errors.New("name one file that does not exist yet, behind the flags")
	}
	if err != nil {
		fmt.Fprintf(stderr, "confab-server backup: %v. See confab-server -help.\n", err)
		return exitUsage
	}
	if err := journal.Backup(context.Background(), dir, rest[0]); err != nil {
		fmt.Fprintf(stderr, "confab-server backup: %v.\n", err)
		return exitFailed
	}
	fmt.Fprintf(stdout, "%s is a copy of the data in %s. As journal.db in a folder of its own it can be served with -data.\n", rest[0], dir)
	return 0
}

// check reads all that is stored and says whether it is whole.
func check(args []string, env func(string) string, stdout, stderr io.Writer) int {
	dir, rest, err := dataOf("check", args, env)
	switch {
	case err != nil:
	case dir == inMemory:
		err = errors.New("a server that keeps its data in memory has none to check")
	case len(rest) != 0:
		err = fmt.Errorf("there is no argument %q: it takes nothing but -data", rest[0])
	}
	if err != nil {
		fmt.Fprintf(stderr, "confab-server check: %v. See confab-server -help.\n", err)
		return exitUsage
	}
	r, err := journal.Check(context.Background(), dir)
	if err != nil {
		fmt.Fprintf(stderr, "confab-server check: %v.\n", err)
		return exitFailed
	}
	fmt.Fprintf(stdout, "%s: %d events in %d rooms, numbers %d to %d, %d expired, %d bytes.\n", dir, r.Events, r.Rooms, r.First, r.Last, r.Expired, r.Bytes)
	for _, p := range r.Problems {
		fmt.Fprintf(stdout, "damaged: %s\n", p)
	}
	if len(r.Problems) > 0 {
		fmt.Fprintln(stderr, "confab-server check: the data is damaged. Stop the server, keep a copy of the folder, and go back to a backup.")
		return exitFailed
	}
	fmt.Fprintln(stdout, "All of it is whole.")
	return 0
}

// dataOf reads the arguments of a command: -data, and the rest.
func dataOf(name string, args []string, env func(string) string) (dir string, rest []string, err error) {
	f := flag.NewFlagSet(name, flag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.StringVar(&dir, "data", env(envName("data")), "")
	if err := f.Parse(args); err != nil {
		return "", nil, err
	}
	if dir == "" {
		if dir, err = defaultData(env); err != nil {
			return "", nil, err
		}
	}
	return dir, f.Args(), nil
}
