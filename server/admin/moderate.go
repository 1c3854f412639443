package admin

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"math"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"confab/server/wire"
)

// invite prints the links of a new invitation.
func invite(c *console, o *options, args []string, out io.Writer) error {
	if len(args) > 0 {
		return wrong("there is no argument %q: an invitation is for one person, who chooses a name when they use it", args[0])
	}
	if err := checkRole(o.role); err != nil {
		return err
	}
	answer, err := c.ask(wire.Invitation{ID: c.id(), Role: wire.Role(o.role)})
	if err != nil {
		return err
	}
	i, ok := answer.(*wire.InvitationToken)
	if !ok {
		return errAnswer
	}
	addresses := i.Addresses
	if len(addresses) == 0 {
		addresses = []string{c.link.Address}
	}
	for _, at := range addresses {
		fmt.Fprintln(out, wire.Link{Address: at, Key: c.link.Key, Token: i.Token})
	}
	_, err = fmt.Fprintf(out, "For one person, until %s.\n", toSecond(time.Now().Add(time.Duration(i.For)*time.Second)))
	return err
}

// act returns the command of a moderation action on a name or an address.
func act(what string) func(c *console, o *options, args []string, out io.Writer) error {
	return func(c *console, o *options, args []string, out io.Writer) error {
		r := wire.Moderate{ID: c.id(), Act: what, Minutes: int(o.lasts / time.Minute), Force: o.force}
		if what != wire.ActClose && what != wire.ActOpen {
			byAddress := what == wire.ActBan || what == wire.ActUnban
			switch {
			case len(args) > 0:
			case byAddress:
				return wrong("write a name or an address")
			default:
				return wrong("write a name")
			}
			if _, err := netip.ParseAddr(args[0]); err == nil && byAddress {
				r.Address = args[0]
			} else {
				r.Name = args[0]
			}
			if strings.Trim(r.Name, "0123456789.") == "" && strings.Contains(r.Name, ".") || strings.ContainsAny(r.Name, ":/") {
				return wrong("%s is no IP address; write one address, such as 192.0.2.7 or 2001:db8::7", r.Name)
			}
			args = args[1:]
		} else if err := none(args); err != nil {
			return err
		}
		r.Reason = strings.Join(args, " ")
		err := c.done(r, out)
		if e, ok := errors.AsType[*wire.Error](err); ok && e.Code == wire.NameUnused {
			return errNameUnused
		}
		return err
	}
}

// errNameUnused names the flag for what the window asks.
var errNameUnused = errors.New("nobody is using this name. To apply it to future guests, add -force")

// closeRoom ends a room.
func closeRoom(c *console, _ *options, args []string, out io.Writer) error {
	if len(args) == 0 {
		return wrong("write a room")
	}
	err := c.done(wire.Moderate{ID: c.id(), Act: wire.ActCloseRoom, Room: args[0], Reason: strings.Join(args[1:], " ")}, out)
	if e, ok := errors.AsType[*wire.Error](err); ok {
		switch e.Code { // their usual sentences are for members
		case wire.NoRoom:
			return fmt.Errorf("there is no room %s", args[0])
		case wire.LobbyFixed:
			return errors.New("the lobby can't be closed")
		case wire.DirectLeave:
			return errors.New("a direct message can't be closed")
		}
	}
	return err
}

// checkRole says what is wrong with a role.
func checkRole(role string) error {
	switch wire.Role(role) {
	case wire.Member, wire.Moderator, wire.Administrator:
		return nil
	}
	return wrong("the role must be member, moderator or administrator")
}

// setRole gives a user a role.
func setRole(c *console, _ *options, args []string, out io.Writer) error {
	if len(args) < 2 {
		return wrong("write a name and a role")
	}
	if err := checkRole(args[1]); err != nil {
		return err
	}
	if err := none(args[2:]); err != nil {
		return err
	}
	return c.done(wire.Moderate{ID: c.id(), Act: wire.ActRole, Name: args[0], Role: wire.Role(args[1])}, out)
}

// done sends a moderation action and prints that it is done.
func (c *console) done(r wire.Moderate, out io.Writer) error {
	if _, err := c.ask(r); err != nil {
		return err
	}
	_, err := fmt.Fprintln(out, "Done.")
	return err
}

// remove removes a message.
func remove(c *console, o *options, args []string, out io.Writer) error {
	if len(args) == 0 {
		return wrong("write the number of a message; confab-server history shows them")
	}
	seq, err := strconv.ParseInt(args[0], 10, 64)
	if err != nil || seq < 1 || seq == math.MaxInt64 {
		return wrong("%q is no number of a message; confab-server history shows them", args[0])
	}
	events, err := c.history(wire.History{Room: o.room, Before: seq + 1, Limit: 1})
	if err != nil {
		return err
	}
	if len(events) == 0 || events[0].Seq != seq {
		return fmt.Errorf("there is no message %d in %s", seq, o.room)
	}
	id := rand.Text()
	answer, err := c.ask(wire.Remove{Room: o.room, ID: id, Target: events[0].ID, Reason: strings.Join(args[1:], " ")})
	if err != nil {
		return err
	}
	if _, ok := answer.(*wire.Done); !ok {
		return errAnswer
	}
	_, err = fmt.Fprintln(out, "Done.")
	return err
}
