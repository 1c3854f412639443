package client

import (
	"maps"
	"slices"

	"confab/backend/archive"
	"confab/backend/session"
	"confab/server/wire"
)

// What is said while the archive takes nothing, by what is wrong with it. Each
// is taken back when the archive works again, which it finds out by itself.
const (
	ArchiveFails     session.Code = "archive-fails" // something, and nobody knows what
	ArchiveFull      session.Code = "archive-full"  // its disk
	ArchiveDisk      session.Code = "archive-disk"  // its disk fails
	ArchiveForbidden session.Code = "archive-forbidden"
	ArchiveBusy      session.Code = "archive-busy" // another program uses it
	ArchiveDamaged   session.Code = "archive-damaged"
	ArchiveUnusable  session.Code = "archive-unusable" // for what was asked of it
)

// What is said while the server cannot do what the person has asked of it.
const (
	ServerFull  session.Code = "server-full"  // it stores nothing
	ServerBlind session.Code = "server-blind" // it cannot read
)

// What cannot be done on this computer.
const (
	FileNotWritten session.Code = "file-not-written"
	TextTooLong    session.Code = "text-too-long" // for a message
	NoRoomHere     session.Code = "no-room-here"
)

// troubles are what holds as long as something is wrong with the archive.
var troubles = map[error]session.Code{
	archive.ErrFull:      ArchiveFull,
	archive.ErrDisk:      ArchiveDisk,
	archive.ErrForbidden: ArchiveForbidden,
	archive.ErrBusy:      ArchiveBusy,
	archive.ErrDamaged:   ArchiveDamaged,
}

// watch says what is wrong with the archive, and what is not any more, until the
// chat is closed.
func (c *Chat) watch() {
	c.archive.Watch(func(error) { // who uses the archive may hold mu
		select {
		case c.unwell <- struct{}{}:
		default: // it looks already
		}
	})
	for {
		select {
		case <-c.unwell:
			c.wrong(c.archive.Trouble())
		case <-c.keeper.ctx.Done():
			return
		}
	}
}

// wrong says what is wrong with the archive now, and takes back what was.
func (c *Chat) wrong(trouble error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for other, code := range troubles {
		if other != trouble {
			c.over(code)
		}
	}
	if code := troubles[trouble]; code != "" {
		c.warn(session.NewProblem(code))
		c.over(ArchiveFails) // which says less
	}
	if trouble == nil && c.behind.Load() {
		c.keeper.wake()
	}
}

// lack notes the rooms of which something was said that could not be kept. The
// caller holds mu.
func (c *Chat) lack(events []session.Event) {
	for _, e := range events {
		if e.RoomEvent == nil {
			continue
		}
		if room := e.RoomEvent.Room; c.unkept[room] || len(c.unkept) < archive.MaxRooms {
			c.unkept[room] = true
		}
	}
	c.behind.Store(len(c.unkept) > 0)
}

// lacking returns the rooms of which something could not be kept, and takes it
// that it is fetched now.
func (c *Chat) lacking() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.archive.Trouble() != nil || c.full != "" {
		return nil
	}
	rooms := slices.Sorted(maps.Keys(c.unkept))
	clear(c.unkept)
	c.behind.Store(false)
	return rooms
}

// lackAgain takes it back that what a room lacks is fetched, unless the chat is
// another person's now.
func (c *Chat) lackAgain(p *archive.Person, room string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.person != nil && c.person.Is(p) {
		c.unkept[room] = true
		c.behind.Store(true)
	}
}

// serverDisk says what is wrong with the server's disk now, and takes back what
// was. The caller holds mu.
func (c *Chat) serverDisk(trouble wire.Code) {
	for wrong, code := range map[wire.Code]session.Code{wire.CodeNotStored: ServerFull, wire.CodeNotRead: ServerBlind} {
		if wrong == trouble {
			c.warn(session.NewProblem(code))
		} else {
			c.over(code)
		}
	}
}
