package admin

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"

	"confab/server/datadir"
	"confab/server/doctor"
	"confab/server/english"
)

// The usage and the help of doctor.
const (
	doctorUsage = "confab-server doctor [-data folder]"
	doctorDoes  = "says why others on the network may not see the server, and what to do"
)

// examine writes what keeps others from seeing the server.
func examine(args []string, env func(string) string, stdout, stderr io.Writer) int {
	dir, rest, err := dataOf(flag.NewFlagSet("doctor", flag.ContinueOnError), args, env)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return writeUsage(stdout, doctorUsage, doctorDoes)
	case err != nil:
	case dir == datadir.Memory:
		err = errors.New("a server with its data in memory cannot be found by commands")
	case len(rest) != 0:
		err = fmt.Errorf("there is no argument %q: it takes nothing but -data", rest[0])
	}
	if err != nil {
		fmt.Fprintf(stderr, "confab-server doctor: %v. See confab-server -help.\n", err)
		return ExitUsage
	}
	address, err := datadir.Address(dir)
	if errors.Is(err, fs.ErrNotExist) {
		err = fmt.Errorf("no server has run with the data in %s. Start it first, or name its folder with -data", dir)
	}
	var findings []doctor.Finding
	if err == nil {
		findings, err = doctor.Examine(context.Background(), address)
	}
	if err != nil {
		fmt.Fprintf(stderr, "confab-server doctor: %v.\n", err)
		return ExitFailed
	}
	code, advice := 0, false
	for _, f := range findings {
		fmt.Fprintf(stdout, "%s: %s\n", f.Code, english.Finding(string(f.Code), f.Params))
		if f.IsFault() {
			code = ExitFailed
		}
		advice = advice || f.IsAdvice()
	}
	if code == 0 && !advice {
		fmt.Fprintln(stdout, "Nothing on this machine keeps others from seeing the server.")
	}
	return code
}
