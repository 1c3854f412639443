package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"confab/server/english"
	"confab/server/wire"
)

// A manager is a command that has the running server do something.
type manager struct {
	usage string // what stands behind the command's name
	does  string // a line for help
	flags func(f *flag.FlagSet, o *options)
	run   func(c *console, o *options, args []string, out io.Writer) error
}

// options are what the flags of managers say.
type options struct {
	lasts time.Duration // of a mute or a ban; 0 is for good
	role  string
	room  string
	count int
	force bool // though nobody has the name
}

// An errUsage says in a sentence what is wrong with a command's arguments.
type errUsage string

func (e errUsage) Error() string { return string(e) }

// wrong returns an errUsage.
func wrong(format string, args ...any) error { return errUsage(fmt.Sprintf(format, args...)) }

// none returns what is wrong with arguments of a command that takes none.
func none(args []string) error {
	if len(args) == 0 {
		return nil
	}
	return wrong("there is no argument %q", args[0])
}

// managers are all there are, in the order in which help has them.
var managers = []struct {
	name string
	manager
}{
	{"invite", manager{"[-role member|moderator|administrator]", "creates an invitation for one person, valid for 72 hours", withRole, invite}},
	{"role", manager{"NAME member|moderator|administrator", "changes what someone may do", nil, setRole}},
	{"mute", manager{"[-for 24h] [-force] NAME [REASON]", "stops accepting messages from someone", withTime, act(wire.ActMute)}},
	{"kick", manager{"NAME [REASON]", "disconnects someone; they can connect again", nil, act(wire.ActKick)}},
	{"ban", manager{"[-for 24h] [-force] NAME|ADDRESS [REASON]", "keeps out someone, or everyone at an address", withTime, act(wire.ActBan)}},
	{"pardon", manager{"NAME|ADDRESS", "ends a mute and a ban", nil, act(wire.ActPardon)}},
	{"release", manager{"NAME [REASON]", "frees a name, so that someone else can register it", nil, act(wire.ActRelease)}},
	{"close", manager{"", "closes registration: only known names can connect", nil, act(wire.ActClose)}},
	{"open", manager{"", "allows new names to be registered again", nil, act(wire.ActOpen)}},
	{"close-room", manager{"ROOM [REASON]", "ends a room and erases what was said in it, private or not", nil, closeRoom}},
	{"read", manager{"[-room lobby] [-n 20]", "shows the last messages of a room that is not private, with their numbers", withRoom, read}},
	{"remove", manager{"[-room lobby] NUMBER [REASON]", "removes a message, by the number that read shows", withRoom, remove}},
	{"bans", manager{"", "lists the mutes and bans in force", nil, sanctions}},
	{"audit", manager{"[-n 20]", "lists who did what, newest first", withCount, audit}},
}

func withTime(f *flag.FlagSet, o *options) {
	yesNoVar(f, &o.force, "force", false, "")
	f.Func("for", "", func(s string) (err error) {
		o.lasts, err = parseTime(s)
		return err
	})
}

// parseTime reads how long something holds: 90m, 24h or 7d.
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
	countVar(f, &o.count, "n", 20, "")
}
func withRoom(f *flag.FlagSet, o *options) {
	f.StringVar(&o.room, "room", wire.Lobby, "")
	withCount(f, o)
}

// command returns m as a command of the program.
func (m manager) command(name string) command {
	return func(args []string, env func(string) string, stdout, stderr io.Writer) int {
		f, o := flag.NewFlagSet(name, flag.ContinueOnError), &options{}
		if m.flags != nil {
			m.flags(f, o)
		}
		dir, rest, err := dataOf(f, args, env)
		if err == nil && dir == inMemory {
			err = errors.New("a server that keeps its data in memory cannot be reached by commands; use a window")
		}
		if errors.Is(err, flag.ErrHelp) {
			return writeUsage(stdout, m.usageOf(name), m.does)
		}
		if err != nil {
			fmt.Fprintf(stderr, "confab-server %s: %v. See confab-server -help.\n", name, err)
			return exitUsage
		}
		err = m.ask(dir, o, rest, stdout)
		if err == nil {
			return 0
		}
		fmt.Fprintf(stderr, "confab-server %s: %s\n", name, sentence(err))
		switch _, usage := errors.AsType[errUsage](err); {
		case usage:
			fmt.Fprintf(stderr, "usage: %s\n", m.usageOf(name))
			return exitUsage
		case isArgument(err):
			return exitUsage
		}
		return exitFailed
	}
}

// usageOf returns how m, the command called name, is written.
func (m manager) usageOf(name string) string {
	return strings.TrimSpace("confab-server " + name + " [-data folder] " + m.usage)
}

// ask has the server that runs with the data in dir do what m does.
func (m manager) ask(dir string, o *options, args []string, out io.Writer) error {
	c := &console{dir: dir}
	defer c.close()
	return m.run(c, o, args, out)
}

// isArgument reports whether the server refuses an argument as it is written,
// and not what was to be done with it.
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
