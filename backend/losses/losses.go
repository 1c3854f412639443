// Package losses says in words what of a person's is not there, or not whole,
// when the program starts: each in one sentence, with what to do.
package losses

import (
	"errors"
	"fmt"
	"path/filepath"

	"confab/backend/archive"
	"confab/server/atomicfile"
)

// A Loss is one of them.
type Loss struct {
	Sentence string
	Err      error // for the log
}

// losses collects them.
type losses []Loss

// lost adds a loss, if err is one. The sentence may name something.
func (l *losses) lost(err error, sentence string, names ...any) {
	if err != nil {
		*l = append(*l, Loss{fmt.Sprintf(sentence, names...), err})
	}
}

// Of returns what was lost, by how the settings, the known servers and the archive
// came to be opened, and what became of an archive that was damaged.
func Of(settings, servers, kept error, recovered *archive.Recovery) []Loss {
	var l losses
	if name := aside(settings); name != "" {
		l.lost(settings, "Your settings could not be read and begin anew. What could not be understood is kept beside them in the data folder, as %s.", name)
	} else {
		l.lost(settings, "Your settings could not be read, and the usual ones hold. See whether the data folder is another person's, and start Confab again.")
	}
	if name := aside(servers); name != "" {
		l.lost(servers, "The keys of the servers you know could not be read. Compare a server's fingerprint with whoever runs it before you trust it again. What could not be understood is kept in the data folder, as %s.", name)
	} else {
		l.lost(servers, "The keys of the servers you know could not be read. Compare a server's fingerprint with whoever runs it before you trust it again.")
	}
	l.archive(kept)
	if recovered != nil {
		err := fmt.Errorf("%w, %d events and %d requests were read", archive.ErrDamaged, recovered.Events, recovered.Waiting)
		if recovered.Events == 0 {
			l.lost(err, "The archive on this computer was damaged, and nothing that was said could be read from it. History comes from the server again when you are connected. The damaged one is kept in the data folder, as %s.", filepath.Base(recovered.Aside))
			return l
		}
		l.lost(err, "The archive on this computer was damaged, and what could be read of it is here. The rest comes from the server when you are connected. The damaged one is kept in the data folder, as %s.", filepath.Base(recovered.Aside))
	}
	return l
}

// archive adds why there is no archive, if there is none.
func (l *losses) archive(err error) {
	switch {
	case errors.Is(err, archive.ErrNewer):
		l.lost(err, "A newer Confab has used this data folder. What is said, and what waits to be sent, is kept only until this window closes: start the newer one.")
	case errors.Is(err, archive.ErrForeign):
		l.lost(err, "The file archive.db in the data folder is another program's. What is said, and what waits to be sent, is kept only until this window closes: move that file, or name another folder with -data.")
	case errors.Is(err, archive.ErrFull):
		l.lost(err, "This computer's disk is full. What is said, and what waits to be sent, is kept only until this window closes: make room, and start Confab again.")
	case errors.Is(err, archive.ErrForbidden):
		l.lost(err, "The archive in the data folder may not be opened, or not be written to. What is said, and what waits to be sent, is kept only until this window closes: see whose the folder is, and start Confab again.")
	case errors.Is(err, archive.ErrBusy):
		l.lost(err, "Another program uses the archive in the data folder. What is said, and what waits to be sent, is kept only until this window closes: end that program, and start Confab again.")
	case errors.Is(err, archive.ErrDisk):
		l.lost(err, "The disk with the data folder fails. What is said, and what waits to be sent, is kept only until this window closes: save what you need from that disk, or name another folder with -data.")
	case errors.Is(err, archive.ErrDamaged):
		l.lost(err, "The archive in the data folder is damaged, and a new one can't be begun. What is said, and what waits to be sent, is kept only until this window closes: see whether the disk is full, and start Confab again.")
	default:
		l.lost(err, "The archive in the data folder can't be opened. What is said, and what waits to be sent, is kept only until this window closes: see whether the disk is full or the folder is another person's, and start Confab again.")
	}
}

// aside returns the name of the file that something was set aside as; empty if
// it was not.
func aside(err error) string {
	if d, ok := errors.AsType[*atomicfile.Damaged](err); ok {
		return filepath.Base(d.Aside)
	}
	return ""
}
