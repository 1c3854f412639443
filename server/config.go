package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"time"
	"unicode"

	"confab/server/admin"
	"confab/server/datadir"
	"confab/server/files"
	"confab/server/flagvalue"
	"confab/server/gate"
	"confab/server/wire"
)

// Config is every setting of the server. Each is a flag, -max-line for
// example, and an environment variable, CONFAB_MAX_LINE; the flag wins.
type Config struct {
	Listen        string         // host:port; an empty host is every interface, port 0 the last one or a free one
	Name          string         // what people see
	Plaintext     gate.Plaintext // from where connections without TLS are accepted
	InviteOnly    bool           // a new name needs an invitation
	Rate          float64        // lines a second of one client; 0 is no limit
	Burst         int            // lines at once before Rate applies
	MaxClients    int            // registered at the same time; 0 is no limit
	MaxPerAddress int            // connections of one address; 0 is no limit
	MaxConnRate   int            // new connections of one address in a minute; 0 is no limit
	MaxLine       int            // bytes
	SendQueue     int            // bytes that wait for one client
	LogMessages   bool           // log the text of messages
	Data          string         // the folder for the data; datadir.Memory is none
	Metrics       string         // host:port for monitoring; empty is none
	Pprof         bool           // show profiles of the program there
	Announce      string         // on, off, or the interfaces on which others find the server, separated by commas
	ReadyFile     string         // the file that tells a program that the server listens, and where; empty is none

	Files files.Limits // of files, in bytes

	Retention      time.Duration // how long messages are stored; 0 is forever
	RetentionForce bool          // delete old messages once even if the clock looks wrong
	ReplaceMissing bool          // start although some of the data is missing

	named  string // the folder that -data named; empty is the default one
	inside bool   // Data is a folder inside the one that was asked for, see datadir.Make
	qr     bool   // the terminal can show a QR code
}

// leastRate is one line in a quarter of an hour.
const leastRate = 0.001

// leastRetention protects against a typing error, such as 30s for 30 days, that
// would delete everything. The server checks once an hour.
const leastRetention = time.Hour

// envPrefix is what the environment variables of the settings begin with.
const envPrefix = "CONFAB_"

// errHelp means that -help was given and has been answered.
var errHelp = errors.New("help was asked for")

// errVersion means that -version was given.
var errVersion = errors.New("the version was asked for")

// versionFlag prints the version. It is not a setting, so it has no variable.
const versionFlag = "version"

// flags returns the flags that fill c, with c's defaults. This is the one
// place where a setting is described.
func (c *Config) flags() *flag.FlagSet {
	hostname, err := os.Hostname()
	if err != nil || hostname == "" {
		hostname = "Confab"
	}
	f := flag.NewFlagSet("confab-server", flag.ContinueOnError)
	f.SetOutput(io.Discard) // run says what is wrong, once
	f.StringVar(&c.Listen, "listen", ":0", "`address` to listen on, host:port; without a host on every interface, port 0 is last time's port, or a free one")
	f.StringVar(&c.Name, "name", hostname, "`name` of the server that people see")
	c.Plaintext = gate.Loopback
	f.Func("plaintext", "`where` to accept connections without TLS from: any, loopback (this machine) or off; TLS is accepted from everywhere (default loopback)", func(s string) error {
		switch p := gate.Plaintext(s); p {
		case gate.Any, gate.Loopback, gate.Off:
			c.Plaintext = p
			return nil
		}
		return errors.New("it is any, loopback or off")
	})
	flagvalue.Bool(f, &c.InviteOnly, "invite-only", false, "let in only known users and those with an invitation, and no guests (default everyone who reaches the port)")
	flagvalue.Rate(f, &c.Rate, "rate", wire.Rate, "`lines` per second from one person, and ten times that from one address, this machine exempt; more is delayed; a long line counts once for every 4 KiB; 0 is no limit")
	flagvalue.Count(f, &c.Burst, "burst", wire.Burst, "`lines` that one person may send at once before -rate applies")
	flagvalue.Count(f, &c.MaxClients, "max-clients", 0, "`clients` registered at the same time; 0 is no limit")
	flagvalue.Count(f, &c.MaxPerAddress, "max-per-address", 64, "`connections` from one address at the same time (IPv6: from one /64), this machine exempt; 0 is no limit")
	flagvalue.Count(f, &c.MaxConnRate, "max-conn-rate", 64, "new `connections` from one address per minute, this machine exempt; 0 is no limit")
	flagvalue.Count(f, &c.MaxLine, "max-line", wire.MaxLine, "`bytes` of one line after registration")
	flagvalue.Count(f, &c.SendQueue, "send-queue", 256<<10, "`bytes` that may wait for a client that reads slowly before it is disconnected, at least twice -max-line; they may wait 10 s")
	flagvalue.Size(f, &c.Files.File, "file-max", 4<<30, "`bytes` of one file that users may send; 0 is no files, and there are none with -data memory")
	flagvalue.Size(f, &c.Files.User, "files-per-user", 0, "`bytes` of all files that one user has sent; 0 is no limit")
	flagvalue.Size(f, &c.Files.Total, "files-total", 0, "`bytes` of all files; 0 is no limit")
	flagvalue.Size(f, &c.Files.Reserve, "files-reserve", 1<<30, "`bytes` of the disk that files leave free for messages, and at least 5 % of it; 0 is none")
	f.StringVar(&c.Data, "data", "", "`folder` for messages and the server's identity; only one server can use it at a time; with memory nothing is saved and the server gets a new identity at each start (default a folder of this user's)")
	flagvalue.Bool(f, &c.ReplaceMissing, "replace-missing", false, "start although some of identity.pem, accounts.db and journal.db are missing from the data folder, and make new, empty ones; what was in them is lost unless you have a backup")
	f.Func("retention", "how `long` to keep messages, at least 1h, for example 720h; the server checks every hour (default forever)", func(s string) (err error) {
		if c.Retention, err = time.ParseDuration(s); err != nil {
			return errors.New("write it in hours or minutes, as 720h or 90m")
		}
		return nil
	})
	flagvalue.Bool(f, &c.RetentionForce, "retention-force", false, "delete messages older than -retention once, at this start, even if the clock looks wrong")
	f.StringVar(&c.Metrics, "metrics", "", "`address` of a port for monitoring, host:port, 127.0.0.1:0 for example: metrics for Prometheus (/metrics) and the server's health (/healthz), for requests to an IP address or localhost (default off)")
	flagvalue.Bool(f, &c.Pprof, "pprof", false, "also serve profiles of the program at -metrics, below /debug/pprof/")
	f.StringVar(&c.Announce, "announce", announceOn, "`where` others on the local network find the server without its address: on (every network of this machine, without VPNs and containers), off, or the names of network interfaces, separated by commas; the server tells them its name, port and key, how many people are online and whether an invitation is needed; a server that listens on this machine alone tells nobody")
	f.StringVar(&c.ReadyFile, "ready-file", "", "`file` for a program that starts the server, written once it listens: a JSON object with version, pid, name, port, address and link (for this machine), links (for others), administrator (the first administrator's link, only at the first start), metrics (the URL of /metrics) and data; only this user can read it, and it is removed when the server ends (default none)")
	flagvalue.Bool(f, &c.LogMessages, "log-messages", false, "log the text of messages (default only their size)")
	return f
}

// readConfig reads the settings from the environment and the arguments.
// errHelp means that the help has been written to help. Any other error names
// the setting.
func readConfig(args []string, env func(string) string, help io.Writer) (Config, error) {
	var c Config
	f := c.flags()
	var bad error
	f.VisitAll(func(s *flag.Flag) {
		if v := env(envName(s.Name)); v != "" && bad == nil {
			if err := s.Value.Set(v); err != nil {
				bad = fmt.Errorf("%s=%q cannot be used: %w", envName(s.Name), v, err)
			}
		}
	})
	if bad != nil {
		return c, bad
	}
	showVersion := false
	flagvalue.Bool(f, &showVersion, versionFlag, false, "print the version and exit")
	err := f.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		writeHelp(help, f)
		return c, errHelp
	} else if err != nil {
		return c, err
	}
	if showVersion {
		return c, errVersion
	}
	if f.NArg() > 0 {
		return c, fmt.Errorf("there is no argument %q: every setting is a flag, and a command comes first: confab-server invite -data …", f.Arg(0))
	}
	c.named = c.Data
	if c.Data == "" {
		if c.Data, err = datadir.Default(env); err != nil {
			return c, err
		}
	}
	return c, c.check()
}

// check returns an error that names the first setting that cannot be used.
func (c *Config) check() error {
	const most = 1 << 30
	for _, s := range []struct {
		flag               string
		value, least, most float64
	}{
		{"rate", c.Rate, 0, most},
		{"burst", float64(c.Burst), 1, most},
		{"max-clients", float64(c.MaxClients), 0, most},
		{"max-per-address", float64(c.MaxPerAddress), 0, most},
		{"max-conn-rate", float64(c.MaxConnRate), 0, most},
		{"max-line", float64(c.MaxLine), 64, wire.MaxLine}, // no client takes a longer one
		{"send-queue", float64(c.SendQueue), 2 * float64(c.MaxLine), most},
	} {
		if !(s.value >= s.least && s.value <= s.most) { // not <: NaN is not a setting either
			return fmt.Errorf("-%s is %s, and must be from %.0f to %.0f", s.flag, strconv.FormatFloat(s.value, 'f', -1, 64), s.least, s.most)
		}
	}
	if c.Rate > 0 && c.Rate < leastRate {
		return fmt.Errorf("-rate is %v, and must be 0 (no limit) or at least %v", c.Rate, leastRate)
	}
	c.Listen, c.Metrics = strings.TrimSpace(c.Listen), strings.TrimSpace(c.Metrics) // as they come out of a file or a script
	if err := c.checkAnnounce(); err != nil {
		return err
	}
	if err := checkAddress("listen", c.Listen); err != nil {
		return err
	}
	switch {
	case c.Metrics != "":
		if err := checkAddress("metrics", c.Metrics); err != nil {
			return err
		}
	case c.Pprof:
		return errors.New("-pprof shows profiles where -metrics says, and there is no -metrics")
	}
	if c.Retention != 0 && c.Retention < leastRetention {
		return fmt.Errorf("-retention is %v, and must be 0 (forever) or at least 1h: everything older is deleted", c.Retention)
	}
	if c.RetentionForce && c.Retention == 0 {
		return errors.New("-retention-force deletes what is older than -retention says, and there is no -retention")
	}
	if !oneLine(c.Name) {
		return errors.New("-name must be one line of 1 to 64 printable characters")
	}
	return nil
}

// checkAddress returns an error that says why address cannot be listened at.
func checkAddress(flag, address string) error {
	host, port, err := net.SplitHostPort(address)
	switch {
	case strings.Contains(address, "/"): // a URL, or a network
		return fmt.Errorf("-%s is %q: write host:port, such as 127.0.0.1:54307, without http:// or a path", flag, address)
	case err != nil && strings.Count(address, ":") > 1 && !strings.Contains(address, "]"):
		return fmt.Errorf("-%s is %q, but an IPv6 address must be in brackets, followed by the port: [fe80::1%%eth0]:54307", flag, address)
	case err != nil:
		return fmt.Errorf("-%s is %q, and must be host:port, such as 127.0.0.1:54307, or :port for every interface", flag, address)
	case strings.ContainsFunc(host, unicode.IsSpace) && !strings.Contains(host, "%"): // Windows has interfaces with blanks in their names
		return fmt.Errorf("-%s is %q, but a host has no blanks", flag, address)
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return fmt.Errorf("-%s is %q, whose port must be a number from 0 to 65535", flag, address)
	}
	if ip, err := netip.ParseAddr(host); err == nil && ip.Is6() && ip.IsLinkLocalUnicast() && ip.Zone() == "" {
		return fmt.Errorf("-%s is %q, and a link-local address needs its network interface: [%s%%eth0]:%s", flag, address, host, port)
	}
	return nil
}

// oneLine reports whether s can be shown as a name on one line.
func oneLine(s string) bool {
	n := 0
	for _, r := range s {
		if !strconv.IsPrint(r) {
			return false
		}
		n++
	}
	return n >= 1 && n <= 64 && strings.TrimSpace(s) == s
}

// envName returns the environment variable of the setting with a flag's name.
func envName(flag string) string {
	return envPrefix + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// writeHelp describes every setting.
func writeHelp(w io.Writer, f *flag.FlagSet) {
	fmt.Fprintf(w, "confab-server is a chat server. No configuration is required. Options:\n\n")
	f.VisitAll(func(s *flag.Flag) {
		arg, usage := flag.UnquoteUsage(s)
		if s.DefValue != "" && s.DefValue != "false" {
			usage += " (default " + s.DefValue + ")"
		}
		fmt.Fprintf(w, "  %s\n        %s\n", strings.TrimSpace("-"+s.Name+" "+arg), usage)
		if s.Name != versionFlag {
			fmt.Fprintf(w, "        or %s in the environment\n", envName(s.Name))
		}
	})
	fmt.Fprintln(w)
	admin.WriteHelp(w)
	fmt.Fprintf(w, "\nA person with nc can take part on this machine, and from others with TLS. After nc 127.0.0.1 PORT or\n"+
		"openssl s_client -quiet -connect HOST:PORT these lines register, say something and leave:\n\n"+
		"  REGISTER ann CHAT/1.1\n  hello\n  DISCONNECT\n\n"+
		"CHAT/1.0 is the same for programs that read ASCII only: they get every line and name in ASCII.\n")
}
