package admin

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"confab/server/datadir"
	"confab/server/english"
	"confab/server/flagvalue"
	"confab/server/wire"
)

// A remote is a command that sends requests to the running server.
type remote struct {
	usage string // the arguments
	does  string // a line for help
	flags func(f *flag.FlagSet, o *options)
	run   func(c *console, o *options, args []string, out io.Writer) error
}

// options are the values of the flags.
type options struct {
	lasts time.Duration // of a mute or a ban; 0 is permanent
	role  string
	room  string
	count int
	force bool // although no one uses the name
}

// An errUsage says in a sentence what is wrong with a command's arguments.
type errUsage string

func (e errUsage) Error() string { return string(e) }

// wrong returns an errUsage.
func wrong(format string, args ...any) error { return errUsage(fmt.Sprintf(format, args...)) }

// none is the check of a command that takes no arguments.
func none(args []string) error {
	if len(args) == 0 {
		return nil
	}
	return wrong("there is no argument %q", args[0])
}

// remotes are in the order in which help lists them.
var remotes = []struct {
	name string
	remote
}{
	{"invite", remote{"[-role member|moderator|administrator]", "creates an invitation for one person, valid for 72 hours", withRole, invite}},
	{"role", remote{"NAME member|moderator|administrator", "changes the role of a user", nil, setRole}},
	{"mute", remote{"[-for 24h] [-force] NAME [REASON]", "stops accepting messages from a user", withTime, act(wire.ActMute)}},
	{"unmute", remote{"NAME [REASON]", "ends a mute", nil, act(wire.ActUnmute)}},
	{"kick", remote{"NAME [REASON]", "disconnects a user, who can connect again", nil, act(wire.ActKick)}},
	{"ban", remote{"[-for 24h] [-force] NAME|ADDRESS [REASON]", "keeps out a user, or everyone at an address", withTime, act(wire.ActBan)}},
	{"unban", remote{"NAME|ADDRESS [REASON]", "ends a ban", nil, act(wire.ActUnban)}},
	{"unregister", remote{"NAME [REASON]", "deletes an account, so that another user can register its name", nil, act(wire.ActUnregister)}},
	{"close", remote{"", "closes registration: only known names can connect", nil, act(wire.ActClose)}},
	{"open", remote{"", "allows new names to be registered again", nil, act(wire.ActOpen)}},
	{"close-room", remote{"ROOM [REASON]", "ends a room, private or not, and erases its messages", nil, closeRoom}},
	{"history", remote{"[-room lobby] [-n 20]", "shows the last messages of a room that is not private, with their numbers", withRoom, history}},
	{"remove", remote{"[-room lobby] NUMBER [REASON]", "removes a message, by the number that history shows", withRoom, remove}},
	{"bans", remote{"", "lists the mutes and bans in force", nil, sanctions}},
	{"audit", remote{"[-n 20]", "lists the moderation actions, newest first", withCount, audit}},
}

func withTime(f *flag.FlagSet, o *options) {
	flagvalue.Bool(f, &o.force, "force", false, "")
	f.Func("for", "", func(s string) (err error) {
		o.lasts, err = parseTime(s)
		return err
	})
}

// parseTime reads the duration of a mute or a ban: 90m, 24h or 7d.
func parseTime(s string) (time.Duration, error) {
	const day = 24 * time.Hour
	d, err := time.ParseDuration(s)
	if n, found := strings.CutSuffix(s, "d"); found {
		var days int64
		days, err = strconv.ParseInt(n, 10, 16) // ten years fit, and a product of 16 bits fits a Duration
		d = time.Duration(days) * day
	}
	if err != nil || d <= 0 || d%time.Minute != 0 || d > wire.MaxMinutes*time.Minute {
		return 0, errors.New("write it in whole minutes, hours or days, up to ten years, such as 90m, 24h or 7d; without -for it is permanent")
	}
	return d, nil
}

func withRole(f *flag.FlagSet, o *options) { f.StringVar(&o.role, "role", string(wire.Member), "") }
func withCount(f *flag.FlagSet, o *options) {
	flagvalue.Count(f, &o.count, "n", 20, "")
}
func withRoom(f *flag.FlagSet, o *options) {
	f.StringVar(&o.room, "room", wire.Lobby, "")
	withCount(f, o)
}

// command returns r as the command called name.
func (r remote) command(name string) Command {
	return func(args []string, env func(string) string, stdout, stderr io.Writer) int {
		f, o := flag.NewFlagSet(name, flag.ContinueOnError), &options{}
		if r.flags != nil {
			r.flags(f, o)
		}
		dir, rest, err := dataOf(f, args, env)
		if err == nil && dir == datadir.Memory {
			err = errors.New("a server with its data in memory cannot be reached by commands; use a window")
		}
		if errors.Is(err, flag.ErrHelp) {
			return writeUsage(stdout, r.usageOf(name), r.does)
		}
		if err != nil {
			fmt.Fprintf(stderr, "confab-server %s: %v. See confab-server -help.\n", name, err)
			return ExitUsage
		}
		err = r.ask(dir, o, rest, stdout)
		if err == nil {
			return 0
		}
		fmt.Fprintf(stderr, "confab-server %s: %s\n", name, sentence(err))
		switch _, usage := errors.AsType[errUsage](err); {
		case usage:
			fmt.Fprintf(stderr, "usage: %s\n", r.usageOf(name))
			return ExitUsage
		case isArgument(err):
			return ExitUsage
		}
		return ExitFailed
	}
}

// usageOf returns the usage of r, the command called name.
func (r remote) usageOf(name string) string {
	return strings.TrimSpace("confab-server " + name + " [-data folder] " + r.usage)
}

// ask runs r on the server that runs with the data in dir.
func (r remote) ask(dir string, o *options, args []string, out io.Writer) error {
	c := &console{dir: dir}
	defer c.close()
	return r.run(c, o, args, out)
}

// isArgument reports whether err is about an argument as it is written, and not
// about what it names.
func isArgument(err error) bool {
	e, ok := errors.AsType[*wire.Error](err)
	return ok && slices.Contains([]wire.Code{wire.BadMember, wire.BadText, wire.TooLong, wire.TooManyLines, wire.NoName, wire.BadAddress}, e.Code)
}

// sentence returns an error as one.
func sentence(err error) string {
	if e, ok := errors.AsType[*wire.Error](err); ok {
		return english.Error(e)
	}
	return strings.TrimSuffix(err.Error(), ".") + "."
}
