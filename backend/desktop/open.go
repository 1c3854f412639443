// Package desktop is what differs from system to system for a program with a
// window: opening links, where settings are, and the guard around the web view.
package desktop

import (
	"errors"
	"fmt"
	"net/url"
	"os/exec"
)

// maxLink is how long a link may be, in bytes; what is longer is not one that
// somebody wants to follow, and Windows takes no longer command line.
const maxLink = 2000

// ErrLink is the error for a link that is not opened.
var ErrLink = errors.New("only links that begin with http:// or https:// are opened")

// Open opens an http or https link in the system's browser. It checks the link,
// hands it over as one argument without a shell, and does not wait.
func Open(link string) error {
	u, err := url.Parse(link)
	if err != nil || len(link) > maxLink || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
		return ErrLink
	}
	// What url writes is escaped: no blank, quote or control character is left.
	name, args := opener(u.String())
	cmd := exec.Command(name, args...)
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("opening the browser: %w", err)
	}
	// Nobody needs to know how it ends, which may be when the browser does;
	// the system wants to be asked all the same.
	go func() { _ = cmd.Wait() }()
	return nil
}
