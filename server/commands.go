package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// A command is what the program does instead of serving, beside a server that
// may be running. It returns the exit code.
type command func(args []string, env func(string) string, stdout, stderr io.Writer) int

// commands returns all there are, by the word that asks for them.
func commands() map[string]command {
	all := map[string]command{"backup": backup, "check": check}
	for _, m := range managers {
		all[m.name] = m.command(m.name)
	}
	return all
}

// commandNames lists the commands for a person.
func commandNames() string {
	return strings.Join(slices.Sorted(maps.Keys(commands())), ", ")
}

// How the commands are written that need no running server, and what they do.
const (
	backupUsage = "confab-server backup [-data folder] FOLDER"
	backupDoes  = "copies the server's data to FOLDER, which must not exist"
	checkUsage  = "confab-server check [-data folder]"
	checkDoes   = "checks that all of the server's data is there and undamaged"
)

// writeUsage says how a command is written and what it does, to somebody who
// has asked for it. It returns the exit code.
func writeUsage(w io.Writer, usage, does string) int {
	fmt.Fprintf(w, "usage: %s\n\n%s.\n", usage, strings.ToUpper(does[:1])+does[1:])
	return 0
}

// backup copies the server's data to a folder.
func backup(args []string, env func(string) string, stdout, stderr io.Writer) int {
	dir, rest, err := dataOf(flag.NewFlagSet("backup", flag.ContinueOnError), args, env)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return writeUsage(stdout, backupUsage, backupDoes)
	case err != nil:
	case dir == inMemory:
		err = errors.New("a server that keeps its data in memory has none to copy")
	case len(rest) != 1 || rest[0] == "":
		err = errors.New("name one folder that does not exist yet, behind the flags")
	}
	if err != nil {
		fmt.Fprintf(stderr, "confab-server backup: %v. See confab-server -help.\n", err)
		return exitUsage
	}
	if err := copyData(context.Background(), dir, rest[0]); err != nil {
		fmt.Fprintf(stderr, "confab-server backup: %v.\n", err)
		return exitFailed
	}
	fmt.Fprintf(stdout, "%s is a copy of the data in %s, and can be served with -data. It has the server's key: keep it where only you get at it.\n", rest[0], dir)
	return 0
}

// check reads all that is stored and says whether it is whole.
func check(args []string, env func(string) string, stdout, stderr io.Writer) int {
	dir, rest, err := dataOf(flag.NewFlagSet("check", flag.ContinueOnError), args, env)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return writeUsage(stdout, checkUsage, checkDoes)
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
	problems, err := checkData(context.Background(), dir, stdout)
	if err != nil {
		fmt.Fprintf(stderr, "confab-server check: %v.\n", err)
		return exitFailed
	}
	for _, p := range problems {
		fmt.Fprintf(stdout, "damaged: %s\n", p)
	}
	if len(problems) > 0 {
		fmt.Fprintln(stderr, "confab-server check: the data is damaged. Stop the server, keep a copy of the folder, and go back to a backup.")
		return exitFailed
	}
	fmt.Fprintln(stdout, "All of it is whole.")
	return 0
}

// dataOf reads the arguments of a command: -data, what f has, and the rest. dir
// is where the data is in the folder that was named.
func dataOf(f *flag.FlagSet, args []string, env func(string) string) (dir string, rest []string, err error) {
	f.SetOutput(io.Discard)
	f.StringVar(&dir, "data", env(envName("data")), "")
	for { // flags stand before and behind what else there is
		if err := f.Parse(args); err != nil {
			return "", nil, err
		}
		if f.NArg() == 0 {
			break
		}
		rest, args = append(rest, f.Arg(0)), f.Args()[1:]
	}
	if dir == "" {
		if dir, err = defaultData(env); err != nil {
			return "", nil, err
		}
	}
	dir, err = findData(dir)
	return dir, rest, err
}
