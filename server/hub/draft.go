package hub

import "confab/server/wire"

// A draft is the rooms as the journal's writer makes them, event by event,
// before anything of it is stored or handed out: the model.Rules of a hub. So of
// two changes that cannot both be made, the first one in the log is, and no client
// waits for the disk to find out. The writer owns it.
type draft struct {
	rooms *rooms
	done  undoing // since the last Commit
}

// Check returns what speaks against e; see rooms.check.
func (d *draft) Check(e *wire.Event) error { return d.rooms.check(e) }

// Apply makes e a part of the draft, and reports whether e ends its room.
func (d *draft) Apply(e *wire.Event) (end bool) {
	r := d.rooms.apply(e, &d.done)
	return r != nil && r.ended
}

// Commit says that the draft is stored.
func (d *draft) Commit() {
	clear(d.done)
	d.done = d.done[:0]
}

// Undo makes the draft what it was at the last Commit.
func (d *draft) Undo() {
	d.rooms.takeBack(d.done)
	d.Commit()
}
