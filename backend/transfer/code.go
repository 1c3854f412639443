package transfer

import "confab/backend/session"

// Why a file is not sent, or does not come, as the code of a Problem. The param
// name is the file's.
const (
	FileGone      session.Code = "file-gone"       // it is not where it was: name
	FileUnread    session.Code = "file-unread"     // the system does not let us read it: name
	FileNoFile    session.Code = "file-no-file"    // a device, for example: name
	FileTooBig    session.Code = "file-too-big"    // for the server: name, bytes, max
	FileChanged   session.Code = "file-changed"    // while it was sent: name
	FileDamaged   session.Code = "file-damaged"    // what has come is not what was sent, twice: name
	FileNotThere  session.Code = "file-not-there"  // the server does not have it, or not for this user: name
	FileRefused   session.Code = "file-refused"    // by the server, with its own words: name, text
	FileNotSaved  session.Code = "file-not-saved"  // on this device: name
	DiskFull      session.Code = "file-disk-full"  // this device's: name
	NoRoomThere   session.Code = "file-no-room"    // the server's disk, or the user's share of it: name
	NoFiles       session.Code = "files-none"      // this server takes none
	TooManyFiles  session.Code = "files-too-many"  // in one message: max
	NotAttached   session.Code = "file-detached"   // there is nothing under this handle any more
	NotStripped   session.Code = "file-unstripped" // what else is in a picture cannot be taken out: name
	FolderTooBig  session.Code = "folder-too-big"  // too many files in it: name, max
	FileMayRun    session.Code = "file-may-run"    // the system might run it: name
	FileNotOpened session.Code = "file-not-opened" // the system has no program for it: name
)

func problem(code session.Code, pairs ...any) *session.Problem {
	return session.NewProblem(code, pairs...)
}
