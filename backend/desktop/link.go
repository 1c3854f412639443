package desktop

import (
	"errors"
	"fmt"
	"strings"

	"confab/server/wire"
)

// linkFlag is the flag with which the system opens a link.
const linkFlag = "link"

var errNotAlone = errors.New("-link takes one link, and no other argument is allowed beside it")

// parseLink reads -link LINK; ok reports whether that is what args begin with.
// The link comes from a page or a message: whatever it contains must not become
// another argument, so that nothing but the link itself may follow the flag. Without
// a link the program was started from a menu, and the link is empty.
func parseLink(args []string) (link string, ok bool, err error) {
	if len(args) == 0 {
		return "", false, nil
	}
	dashes, ok := strings.CutPrefix(args[0], "-")
	name, value, joined := strings.Cut(strings.TrimPrefix(dashes, "-"), "=")
	if !ok || name != linkFlag {
		return "", false, nil
	}
	switch rest := args[1:]; {
	case joined && len(rest) == 0:
		link = value
	case joined || len(rest) > 1:
		return "", true, errNotAlone
	case len(rest) == 0:
		return "", true, nil
	default:
		link = rest[0]
	}
	return link, true, CheckLink(link)
}

// CheckLink reports, as a sentence, why a text is no chat:// link.
func CheckLink(link string) error {
	const scheme = "chat://"
	if len(link) < len(scheme) || !strings.EqualFold(link[:len(scheme)], scheme) {
		return fmt.Errorf("%q is not a chat:// link", link)
	}
	if _, err := wire.ParseLink(link); err != nil {
		return fmt.Errorf("%q is not a chat:// link that can be used", link)
	}
	return nil
}
