// Package losses says what of a person's is not there, or not whole, when the
// program starts.
package losses

import (
	"errors"
	"fmt"
	"path/filepath"

	"confab/backend/archive"
	"confab/backend/session"
	"confab/server/atomicfile"
)

// What was lost, as the code of a Problem; file is what the damaged one is kept
// as in the data folder.
const (
	SettingsBroken   session.Code = "settings-broken" // file
	SettingsUnread   session.Code = "settings-unread"
	ServersBroken    session.Code = "servers-broken" // file
	ServersUnread    session.Code = "servers-unread"
	ArchiveRecovered session.Code = "archive-recovered" // in part: file
	ArchiveLost      session.Code = "archive-lost"      // nothing could be read: file

	// Why there is no archive: what is said is kept only until the window closes.
	NoArchive          session.Code = "no-archive"
	NoArchiveNewer     session.Code = "no-archive-newer"   // a newer program has used the folder
	NoArchiveForeign   session.Code = "no-archive-foreign" // the file is another program's
	NoArchiveFull      session.Code = "no-archive-full"
	NoArchiveForbidden session.Code = "no-archive-forbidden"
	NoArchiveBusy      session.Code = "no-archive-busy"
	NoArchiveDisk      session.Code = "no-archive-disk"
	NoArchiveDamaged   session.Code = "no-archive-damaged"
)

// A Loss is one of them.
type Loss struct {
	Problem *session.Problem
	Err     error // for the log
}

// losses collects them.
type losses []Loss

// lost adds a loss, if err is one; file is missing where there is none.
func (l *losses) lost(err error, code session.Code, file string) {
	if err != nil {
		*l = append(*l, Loss{session.NewProblem(code, "file", file), err})
	}
}

// Of returns what was lost, by how the settings, the known servers and the archive
// came to be opened, and what became of an archive that was damaged.
func Of(settings, servers, kept error, recovered *archive.Recovery) []Loss {
	var l losses
	if name := aside(settings); name != "" {
		l.lost(settings, SettingsBroken, name)
	} else {
		l.lost(settings, SettingsUnread, "")
	}
	if name := aside(servers); name != "" {
		l.lost(servers, ServersBroken, name)
	} else {
		l.lost(servers, ServersUnread, "")
	}
	l.lost(kept, whyNone(kept), "")
	if recovered != nil {
		err := fmt.Errorf("%w, %d events and %d requests were read", archive.ErrDamaged, recovered.Events, recovered.Waiting)
		code := ArchiveRecovered
		if recovered.Events == 0 {
			code = ArchiveLost
		}
		l.lost(err, code, filepath.Base(recovered.Aside))
	}
	return l
}

// whyNone returns why there is no archive.
func whyNone(err error) session.Code {
	for trouble, code := range map[error]session.Code{
		archive.ErrNewer: NoArchiveNewer, archive.ErrForeign: NoArchiveForeign, archive.ErrFull: NoArchiveFull, archive.ErrForbidden: NoArchiveForbidden,
		archive.ErrBusy: NoArchiveBusy, archive.ErrDisk: NoArchiveDisk, archive.ErrDamaged: NoArchiveDamaged,
	} {
		if errors.Is(err, trouble) {
			return code
		}
	}
	return NoArchive
}

// aside returns the name of the file that something was set aside as; empty if
// it was not.
func aside(err error) string {
	if d, ok := errors.AsType[*atomicfile.Damaged](err); ok {
		return filepath.Base(d.Aside)
	}
	return ""
}
