package desktop

import (
	"os/user"
	"strings"

	"confab/server/wire"
)

// User returns the name of the system's user as a name to register, or nothing
// if it cannot be one.
func User() string {
	u, err := user.Current()
	if err != nil {
		return ""
	}
	return asName(u.Username)
}

// asName returns the name of a system's user, which Windows writes with the
// computer or the domain before it, as a name to register.
func asName(username string) string {
	name := username[strings.LastIndexByte(username, '\\')+1:]
	if name == "root" || wire.CheckHeld(name) != nil { // root is no person
		return ""
	}
	return name
}
