package desktop

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// Args are what the program was started with.
type Args struct {
	Address   string // chat://host:port or host:port; empty if none was given
	Name      string // empty if none was given
	Data      string // the folder for settings
	Minimized bool   // in the tray, where there is one: how the system starts it by itself
	Doctor    bool   // say why the server cannot be seen, and show no window
}

// Usage says what the program may be started with.
const Usage = `usage: confab [-name NAME] [-data FOLDER] [-minimized] [chat://host:port]
       confab -link chat://host:port
       confab doctor [-data FOLDER] [chat://host:port]
       confab -version

  -name NAME     the name to register
  -data FOLDER   where settings and this device's key are stored (default: the
                 system's place for settings, and its keyring for the key)
  -minimized     start in the tray, where Confab has an icon there
  -link LINK     fill in a chat:// link and connect to nothing: the system opens
                 links so; no other argument is allowed beside it
  -version       show which version this is

doctor says why no server is found, or why the one at the address cannot be
reached. It opens no window.

You can also set the address in the environment variable CONFAB_ADDRESS, where
other users of this computer cannot read an invitation in it.

If a window is already open with the same folder, that window comes to the front.
With an address and a name, the window connects at once.
`

// ErrVersion says that the version was asked for.
var ErrVersion = errors.New("the version was asked for")

// ParseArgs reads the arguments after the program's name; flags may stand
// before and behind the address. flag.ErrHelp means that Usage was asked for,
// ErrVersion that the version was. Any other error is a sentence.
func ParseArgs(args []string) (Args, error) {
	var a Args
	if link, ok, err := parseLink(args); ok {
		if err != nil {
			return a, err
		}
		a.Address, args = link, nil
	}
	if len(args) > 0 && args[0] == "doctor" { // which has no port, and is no address
		a.Doctor, args = true, args[1:]
	}
	f := flag.NewFlagSet("confab", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.StringVar(&a.Name, "name", "", "")
	f.StringVar(&a.Data, "data", "", "")
	f.BoolVar(&a.Minimized, "minimized", false, "")
	showVersion := f.Bool("version", false, "")
	withLink := f.Bool(linkFlag, false, "")
	for {
		if err := f.Parse(args); err != nil {
			return a, err
		}
		if *withLink {
			return a, errNotAlone
		}
		if *showVersion {
			return a, ErrVersion
		}
		if f.NArg() == 0 {
			break
		}
		if a.Address != "" {
			return a, fmt.Errorf("only one address is allowed, %q is another", f.Arg(0))
		}
		a.Address = f.Arg(0)
		args = f.Args()[1:]
	}
	if a.Doctor && (a.Name != "" || a.Minimized) {
		return a, errors.New("doctor takes an address and -data, and no other flag")
	}
	if strings.Contains(a.Address, "://") && !a.Doctor { // the doctor has a sentence of its own
		if err := CheckLink(a.Address); err != nil {
			return a, err
		}
	}
	if a.Data != "" {
		return a, nil
	}
	dir, err := usualData()
	if err != nil {
		return a, errors.New("there is no folder for settings, choose one with -data")
	}
	a.Data = dir
	return a, nil
}

// addressVariable is the environment variable with the address, for programs
// that start this one: everybody on this machine can read its arguments, and a
// link may have an invitation in it.
const addressVariable = "CONFAB_ADDRESS"

// WithEnv returns a with the address that the environment names, if the
// arguments name none.
func (a Args) WithEnv(env func(string) string) Args {
	if a.Address == "" {
		a.Address = env(addressVariable)
	}
	return a
}

// Usual says whether data is the folder that is used when nobody names one.
func Usual(data string) bool {
	usual, err := usualData()
	return err == nil && data == usual
}

// usualData returns the folder that is used when nobody names one.
func usualData() (string, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "confab"), nil
}
