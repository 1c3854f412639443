// Package desktop is what differs from system to system for a program with a
// window: opening links and folders, where settings are and the window was, the
// icon in the tray, notifications, the start with the system, a second start,
// and the guard around the web view.
//
// It depends on fyne.io/systray for the icon, because Wails 2 has none, and on
// Linux on github.com/godbus/dbus, which that stands on, to know whether anybody
// shows the icon and to show notifications; each says more where it is used.
package desktop

import (
	"errors"
	"fmt"
	"net/url"
	"os/exec"
	"strings"
)

// maxLink is how long a link may be as it is handed over, in bytes; what is
// longer is not one that somebody wants to follow, and Windows takes no longer one.
const maxLink = 2000

// ErrLink is the error for a link that is not opened.
var ErrLink = errors.New("only links that begin with http:// or https:// are opened")

// Open opens an http or https link in the system's browser. It checks the link,
// hands it over as one argument without a shell, and waits no longer than to
// hear that there is none.
func Open(link string) error {
	cmd, err := command(link)
	if err != nil {
		return err
	}
	return start(cmd, "the browser")
}

// command returns what opens link.
func command(link string) (*exec.Cmd, error) {
	u, err := url.Parse(link)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil {
		return nil, ErrLink
	}
	escaped := escape(u.String())
	if len(escaped) > maxLink {
		return nil, ErrLink
	}
	name, args := opener(escaped)
	return exec.Command(name, args...), nil
}

// escape returns link with nothing left that some program between here and the
// browser may take for something else: package url leaves blanks and quotes in
// a query, and quotes in a host, as they are.
func escape(link string) string {
	var b strings.Builder
	for _, c := range []byte(link) {
		if c <= ' ' || c >= 0x7f || strings.IndexByte("\"'`<>\\^{|}", c) >= 0 {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}
