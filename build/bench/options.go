package main

import (
	"errors"
	"flag"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// options are the command line, checked.
type options struct {
	receivers  []int         // a stage for each
	inflight   []int         // a row in every stage for each
	senders    int           // connections that speak, beside the receivers
	rounds     int           // turns of floor and server
	stretch    time.Duration // how long one turn lasts, unless lines says it
	lines      int           // how many lines one turn has; 0: stretch decides
	text       int           // bytes of text in a line
	server     string        // a program to measure; empty: build ./server
	serverArgs []string      // further arguments of the server, after --
	markdown   string        // where the tables go as markdown; "-" is stdout
}

// mostInFlight bounds the bytes outstanding on one connection: the floor writes
// blocking and so does not read while a receiver is full, so what is
// outstanding must fit into the smallest socket buffer on its way.
const mostInFlight = 48 << 10

func parseOptions(args []string) (options, error) {
	var o options
	var receivers, inflight string
	var seconds float64
	fs := flag.NewFlagSet("bench", flag.ContinueOnError)
	fs.StringVar(&receivers, "receivers", "10,500,5000", "how many `N,N,…` receivers there are")
	fs.StringVar(&inflight, "inflight", "1,64", "how many `N,N,…` lines are under way at once")
	fs.IntVar(&o.senders, "senders", 1, "how many connections speak; the lines in flight are spread over them")
	fs.IntVar(&o.rounds, "rounds", 9, "how often floor and server take turns")
	fs.Float64Var(&seconds, "seconds", 0.5, "how long one turn lasts")
	fs.IntVar(&o.lines, "lines", 0, "how many lines one turn has, instead of -seconds")
	fs.IntVar(&o.text, "text", 48, "bytes of text in a line")
	fs.StringVar(&o.server, "server", "", "measure the server at this `path` instead of building ./server")
	fs.StringVar(&o.markdown, "markdown", "", "put the tables between the markers of this markdown `file`; - prints them")
	if err := fs.Parse(args); err != nil {
		return o, err
	}
	o.serverArgs = fs.Args()
	o.stretch = time.Duration(seconds * float64(time.Second))

	var err error
	if o.receivers, err = numbers(receivers); err != nil {
		return o, fmt.Errorf("-receivers: %w", err)
	}
	if o.inflight, err = numbers(inflight); err != nil {
		return o, fmt.Errorf("-inflight: %w", err)
	}
	return o, o.check()
}

func (o options) check() error {
	form := lineForm{text: o.text}
	switch {
	case o.senders < 1:
		return errors.New("-senders must be at least 1")
	case o.rounds < 1:
		return errors.New("-rounds must be at least 1")
	case o.lines < 0 || o.lines == 0 && o.stretch <= 0:
		return errors.New("-seconds or -lines must be more than 0")
	case o.text < numberDigits:
		return fmt.Errorf("-text must be at least %d, for the number every line carries", numberDigits)
	}
	for _, n := range o.inflight {
		if n*form.width() > mostInFlight {
			return fmt.Errorf("-inflight %d with lines of %d bytes is more than the %d bytes a socket is sure to hold", n, form.width(), mostInFlight)
		}
	}
	return nil
}

// numbers reads "10,500,5000".
func numbers(list string) ([]int, error) {
	var all []int
	for word := range strings.SplitSeq(list, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(word))
		if err != nil || n < 1 {
			return nil, fmt.Errorf("%q is not a number from 1 up", word)
		}
		all = append(all, n)
	}
	return all, nil
}
