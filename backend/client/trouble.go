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
	notKept    = "What is said can't be kept on this computer: is its disk full, or gone? The server has it, and it is fetched again when there is room."
	diskFull   = "What is said can't be kept on this computer: its disk is full. Make room, and what is missing comes from the server again."
	diskFails  = "What is said can't be kept on this computer: its disk fails. Save what you need from it, and use another data folder."
	forbidden  = "What is said can't be kept on this computer: the archive in the data folder may not be written to. See whose it is, and whether the disk is write-protected."
	inUse      = "What is said can't be kept on this computer: another program uses the archive in the data folder. End that program."
	isDamaged  = "The archive on this computer is damaged. Close Confab and start it again: it keeps what can be read, and the rest comes from the server."
	cannotRead = "The archive on this computer can't be used. Is its disk full, or gone? Try again."
)

// sentences are those that hold as long as something is wrong.
var sentences = map[error]string{
	archive.ErrFull:      diskFull,
	archive.ErrDisk:      diskFails,
	archive.ErrForbidden: forbidden,
	archive.ErrBusy:      inUse,
	archive.ErrDamaged:   isDamaged,
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
	for other, sentence := range sentences {
		if other != trouble {
			c.over(sentence)
		}
	}
	if sentence := sentences[trouble]; sentence != "" {
		c.warn(sentence)
		c.over(notKept) // which says less
	}
	if trouble == nil && c.behind.Load() {
		c.keeper.wake()
	}
}

// lack notes the rooms of which something was said that could not be kept. The
// caller holds mu.
func (c *Chat) lack(events []session.Event) {
	for _, e := range events {
		room := ""
		switch {
		case e.Message != nil:
			room = e.Message.Room
		case e.Change != nil:
			room = e.Change.Room
		}
		if room != "" && (c.unkept[room] || len(c.unkept) < archive.MaxRooms) {
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

// What is said while the server cannot do what the person has asked of it.
const (
	serverFull  = "The server can't store messages right now, because its disk is full. Yours are kept and will be sent when it can."
	serverBlind = "The server can't read its disk right now. Your messages are kept and will be sent when it can."
)

// serverDisk says what is wrong with the server's disk now, and takes back what
// was. The caller holds mu.
func (c *Chat) serverDisk(trouble wire.Code) {
	for code, sentence := range map[wire.Code]string{wire.CodeNotStored: serverFull, wire.CodeNotRead: serverBlind} {
		if code == trouble {
			c.warn(sentence)
		} else {
			c.over(sentence)
		}
	}
}
