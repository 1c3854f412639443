package main

import (
	"errors"
	"flag"
	"fmt"
	"slices"
	"strings"
	"time"

	"confab/server/chat1"
	"confab/server/wire"
)

// options are the command line, checked.
type options struct {
	scenarios    []string       // what is measured, see scenarios
	receivers    []int          // a stage for each
	dialects     []wire.Version // and each
	journals     []journalKind  // a server in every stage for each
	inflight     []int          // a row in every stage for each
	tls          bool           // and a second one whose crowd speaks TLS
	senders      int            // connections that speak, beside the receivers
	rooms        []int          // a stage with so many rooms for each
	members      int            // of each room
	ackSenders   int            // who speak at the same time
	ackReceivers int            // who listen to them
	ackInflight  []int          // a row for each number of lines in flight of one sender
	events       int            // in the room whose history is read
	pages        int            // how many are asked for at each place
	rounds       int            // turns of floor and server
	stretch      time.Duration  // how long one turn lasts, unless lines says it
	lines        int            // how many lines one turn has; 0: stretch decides
	text         int            // bytes of text in a line
	disk         string         // the folder for journals; empty: that for temporary files
	server       string         // a program to measure; empty: build ./server
	serverArgs   []string       // further arguments of the server, after --
	markdown     string         // where the tables go as markdown; "-" is stdout
}

const (
	// mostInFlight bounds the bytes outstanding on one connection: the floor
	// writes blocking and so does not read while a receiver is full, so what is
	// outstanding must fit into the smallest socket buffer on its way.
	mostInFlight = 48 << 10
	// mostWaiting bounds them where there is no floor: a server puts out a
	// client for which 256 KiB wait.
	mostWaiting = 224 << 10
	// longestTurn is how long a CHAT/2.0 client can listen without a ping, which
	// belongs in no measurement.
	longestTurn = 40 * time.Second
)

func parseOptions(args []string) (options, error) {
	var o options
	var seconds float64
	fs := flag.NewFlagSet("bench", flag.ContinueOnError)
	list(fs, &o.scenarios, "scenarios", strings.Join(scenarios, ","), "what is measured, of `these`", scenario)
	list(fs, &o.receivers, "receivers", "10,500,5000", "crowd: how many `N,N,…` receivers there are", number)
	list(fs, &o.inflight, "inflight", "1,64", "crowd: how many `N,N,…` lines are under way at once", number)
	fs.IntVar(&o.senders, "senders", 1, "crowd: how many connections speak; the lines in flight are spread over them")
	list(fs, &o.dialects, "dialect", "1,2", "crowd: whether it speaks CHAT/1.0, CHAT/2.0 or `1,2`, both, one after the other", dialect)
	list(fs, &o.journals, "journal", "memory,full", "crowd, rooms: a server for each of `memory,full,none`; full keeps what is said on disk, none is started without -data", kindOf)
	fs.BoolVar(&o.tls, "tls", false, "crowd, rooms: beside each server another one whose crowd speaks TLS")
	list(fs, &o.rooms, "rooms", "1,10,100,1000", "rooms: how many `N,N,…` there are", number)
	fs.IntVar(&o.members, "members", 10, "rooms: how many each has, the one sender included")
	fs.IntVar(&o.ackSenders, "acks-senders", 64, "acks: how many connections speak at the same time")
	fs.IntVar(&o.ackReceivers, "acks-receivers", 10, "acks: how many listen to them")
	list(fs, &o.ackInflight, "acks-inflight", "1,16", "acks: how many `N,N,…` lines of each sender are under way at once", number)
	fs.IntVar(&o.events, "events", 1_000_000, "history: how many events the room has")
	fs.IntVar(&o.pages, "pages", 200, "history: how many pages are asked for at each place")
	fs.IntVar(&o.rounds, "rounds", 5, "how often floor and servers take turns")
	fs.Float64Var(&seconds, "seconds", 0.5, "how long one turn lasts")
	fs.IntVar(&o.lines, "lines", 0, "how many lines one turn has, instead of -seconds")
	fs.IntVar(&o.text, "text", 46, "bytes of text in a line")
	fs.StringVar(&o.disk, "disk", "", "the `folder` for journals (default the one for temporary files, or /var/tmp where that is in memory)")
	fs.StringVar(&o.server, "server", "", "measure the server at this `path` instead of building ./server")
	fs.StringVar(&o.markdown, "markdown", "", "put the tables between the markers of this markdown `file`; - prints them")
	if err := fs.Parse(args); err != nil {
		return o, err
	}
	o.serverArgs = fs.Args()
	o.stretch = time.Duration(seconds * float64(time.Second))
	var err error
	if o.disk, err = chooseDisk(o.disk); err != nil {
		return o, err
	}
	return o, o.check()
}

func (o options) check() error {
	switch {
	case o.senders < 1 || o.ackSenders < 1:
		return errors.New("-senders and -acks-senders must be at least 1")
	case o.ackReceivers < 0:
		return errors.New("-acks-receivers must be at least 0")
	case o.members < 2:
		return errors.New("-members must be at least 2")
	case o.events < 1 || o.pages < 1:
		return errors.New("-events and -pages must be at least 1")
	case o.rounds < 1:
		return errors.New("-rounds must be at least 1")
	case o.lines < 0 || o.lines == 0 && o.stretch <= 0:
		return errors.New("-seconds or -lines must be more than 0")
	case o.lines == 0 && o.stretch > longestTurn:
		return fmt.Errorf("-seconds may be at most %.0f", longestTurn.Seconds())
	case o.text < numberDigits:
		return fmt.Errorf("-text must be at least %d, for the number every line carries", numberDigits)
	case slices.Max(o.rooms) > mostRooms:
		return fmt.Errorf("-rooms may be at most %d", mostRooms)
	}
	if most := chat1.MaxSaid - len(plainHead) - len(plainEnd); o.text > most && slices.Contains(o.dialects, wire.V1) {
		return fmt.Errorf("-text may be at most %d in CHAT/1.0, which cuts longer lines", most)
	}
	for _, d := range o.dialects {
		if err := o.fits("-inflight", lineForm{speaks: d, text: o.text}, slices.Max(o.inflight), mostInFlight); err != nil {
			return err
		}
	}
	return o.fits("-acks-inflight", lineForm{speaks: wire.V2, text: o.text}, slices.Max(o.ackInflight)*o.ackSenders, mostWaiting)
}

// fits refuses more lines in flight than a connection is sure to hold.
func (o options) fits(option string, form lineForm, lines, most int) error {
	if bytes := form.heard(); lines*bytes > most {
		return fmt.Errorf("%s: %d lines of %d bytes are more than the %d bytes a connection is sure to hold", option, lines, bytes, most)
	}
	return nil
}
