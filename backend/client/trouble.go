package client

import (
	"confab/backend/archive"
	"confab/backend/session"
)

// Warnings while the archive stores nothing, by what is wrong with it. Each is
// taken back when the archive works again, which it finds out by itself.
const (
	ArchiveFails     session.Code = "archive-fails" // for an unknown reason
	ArchiveFull      session.Code = "archive-full"  // its disk
	ArchiveDisk      session.Code = "archive-disk"  // its disk fails
	ArchiveForbidden session.Code = "archive-forbidden"
	ArchiveBusy      session.Code = "archive-busy" // another program uses it
	ArchiveDamaged   session.Code = "archive-damaged"
	ArchiveUnusable  session.Code = "archive-unusable" // for what was asked of it
)

// Warnings while the server cannot do what the user asks of it.
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
