package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
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

// errUsage says that a manager was called with the wrong arguments.
var errUsage = errors.New("wrong arguments")

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
	unit, n, days := time.Duration(1), s, false
	if n, days = strings.CutSuffix(s, "d"); days {
		unit, n = day, n+"ns"
	}
	d, err := time.ParseDuration(n)
	if err != nil || d <= 0 || d > wire.MaxMinutes*time.Minute/unit {
		return 0, errors.New("write it in minutes, hours or days, up to ten years, as 90m, 24h or 7d; without -for it is for good")
	}
	return d * unit, nil
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
		switch {
		case errors.Is(err, errUsage):
			fmt.Fprintf(stderr, "usage: %s\n", m.usageOf(name))
			return exitUsage
		case err != nil:
			fmt.Fprintf(stderr, "confab-server %s: %s\n", name, sentence(err))
			return exitFailed
		}
		return 0
	}
}

// usageOf returns how m, the command called name, is written.
func (m manager) usageOf(name string) string {
	return strings.TrimSpace("confab-server " + name + " [-data folder] " + m.usage)
}

// ask has the server that runs with the data in dir do what m does.
func (m manager) ask(dir string, o *options, args []string, out io.Writer) error {
	c, err := openConsole(dir)
	if err != nil {
		return err
	}
	defer c.close()
	return m.run(c, o, args, out)
}

// sentence returns an error as one.
func sentence(err error) string {
	if e, ok := errors.AsType[*wire.Error](err); ok {
		return english.Error(e)
	}
	return strings.TrimSuffix(err.Error(), ".") + "."
}
