// Package admin has the commands of the server's program. backup and check work
// on the data folder, doctor on the machine; all others connect to the server that runs with it.
package admin

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"confab/server/datadir"
)

// Exit codes.
const (
	ExitFailed = 1 // the work could not be done
	ExitUsage  = 2 // an argument cannot be used
)

// A Command does something with a server's data or with a running server, and
// returns the exit code. args are the arguments after its name, and env reads
// the environment.
type Command func(args []string, env func(string) string, stdout, stderr io.Writer) int

// Commands returns all commands by their names.
func Commands() map[string]Command {
	all := map[string]Command{"backup": backup, "check": check, "doctor": examine}
	for _, r := range remotes {
		all[r.name] = r.command(r.name)
	}
	return all
}

// Names lists the names of the commands for a person.
func Names() string {
	return strings.Join(slices.Sorted(maps.Keys(Commands())), ", ")
}

// WriteHelp describes every command.
func WriteHelp(w io.Writer) {
	fmt.Fprintf(w, "With or without a running server:\n\n  %s\n        %s\n  %s\n        %s\n  %s\n        %s\n\nOn a running server (add -data folder if the server has one):\n\n",
		backupUsage, backupDoes, checkUsage, checkDoes, doctorUsage, doctorDoes)
	for _, r := range remotes {
		fmt.Fprintf(w, "  confab-server %s\n        %s\n", strings.TrimSpace(r.name+" "+r.usage), r.does)
	}
}

// The usage and the help of the commands that need no running server.
const (
	backupUsage = "confab-server backup [-data folder] FOLDER"
	backupDoes  = "copies the server's data to FOLDER, which must not exist"
	checkUsage  = "confab-server check [-data folder]"
	checkDoes   = "checks that all of the server's data is there and undamaged"
)

// writeUsage answers -help. It returns the exit code.
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
	case dir == datadir.Memory:
		err = errors.New("a server with its data in memory has nothing to copy")
	case len(rest) != 1 || rest[0] == "":
		err = errors.New("name one folder that does not exist yet")
	}
	if err != nil {
		fmt.Fprintf(stderr, "confab-server backup: %v. See confab-server -help.\n", err)
		return ExitUsage
	}
	if err := copyData(context.Background(), dir, rest[0]); err != nil {
		fmt.Fprintf(stderr, "confab-server backup: %v.\n", err)
		return ExitFailed
	}
	fmt.Fprintf(stdout, "%s is a copy of the data in %s, and can be served with -data. It contains the server's key: store it where only you can read it.\n", rest[0], dir)
	return 0
}

// check reads all of the data and says whether it is intact.
func check(args []string, env func(string) string, stdout, stderr io.Writer) int {
	dir, rest, err := dataOf(flag.NewFlagSet("check", flag.ContinueOnError), args, env)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return writeUsage(stdout, checkUsage, checkDoes)
	case err != nil:
	case dir == datadir.Memory:
		err = errors.New("a server with its data in memory has nothing to check")
	case len(rest) != 0:
		err = fmt.Errorf("there is no argument %q: it takes nothing but -data", rest[0])
	}
	if err != nil {
		fmt.Fprintf(stderr, "confab-server check: %v. See confab-server -help.\n", err)
		return ExitUsage
	}
	problems, err := checkData(context.Background(), dir, stdout)
	if err != nil {
		fmt.Fprintf(stderr, "confab-server check: %v.\n", err)
		return ExitFailed
	}
	for _, p := range problems {
		fmt.Fprintf(stdout, "damaged: %s\n", p)
	}
	if len(problems) > 0 {
		fmt.Fprintln(stderr, "confab-server check: the data is damaged. Stop the server, make a copy of the folder, and go back to a backup.")
		return ExitFailed
	}
	fmt.Fprintln(stdout, "All data is intact.")
	return 0
}

// dataOf reads the arguments of a command: -data, the flags of f, and the rest.
// dir is the folder of the data in the folder that -data names.
func dataOf(f *flag.FlagSet, args []string, env func(string) string) (dir string, rest []string, err error) {
	f.SetOutput(io.Discard)
	f.StringVar(&dir, "data", env("CONFAB_DATA"), "")
	for { // flags may come before and after the other arguments
		if err := f.Parse(args); err != nil {
			return "", nil, err
		}
		if f.NArg() == 0 {
			break
		}
		rest, args = append(rest, f.Arg(0)), f.Args()[1:]
	}
	if dir == "" {
		if dir, err = datadir.Default(env); err != nil {
			return "", nil, err
		}
	}
	dir, err = datadir.Find(dir)
	return dir, rest, err
}
