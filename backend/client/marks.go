package client

import (
	"confab/backend/archive"
	"confab/backend/session"
	"confab/server/wire"
)

// marks are what the user changes of a room, or of the archive, on this machine. They own no state.
type marks struct{ core *core }

// Read notes that everything in a room up to a place has been read, as far as it
// is here, and tells the server, which tells the user's other devices.
func (m marks) Read(room string, seq int64) error {
	err := m.change(room, func(account *archive.Person, now archive.Room) (archive.Room, error) {
		seq = min(seq, now.Seq)
		return account.Read(room, seq)
	})
	if err != nil {
		return err
	}
	m.core.session.Read(room, seq)
	return nil
}

// MarkUnread makes what was said from a place on unread again, on this device.
func (m marks) MarkUnread(room string, seq int64) error {
	return m.change(room, func(account *archive.Person, _ archive.Room) (archive.Room, error) {
		return account.MarkUnread(room, seq)
	})
}

// SetNotify says what the user wants to be notified of in a room: All, Mentions or Nothing.
func (m marks) SetNotify(room, notify string) error {
	switch notify {
	case All, Mentions, Nothing:
		return m.change(room, func(account *archive.Person, _ archive.Room) (archive.Room, error) {
			return account.SetNotify(room, archive.Notify(notify))
		})
	}
	return session.NewProblem(session.Internal)
}

// maxDraft is the longest draft in bytes: longer than what can be sent at once,
// and short enough to go with everything else that the window is told of a room.
const maxDraft = 4 * wire.MaxLine

// SetDraft stores what the user is writing in a room, up to 256 KiB.
func (m marks) SetDraft(room, text string) (err error) {
	if len(text) > maxDraft {
		return session.NewProblem(TextTooLong)
	}
	m.core.do(func(s *state) {
		var now archive.Room
		if now, err = s.room(room); err != nil {
			return
		}
		if err = m.core.failed(s.account.SetDraft(room, text)); err != nil {
			return
		}
		now.Draft = text // for the next Backlog; the window that writes it has it
		s.rooms[room] = now
	})
	return err
}

// KeepGoing allows as much again to be stored of the server as is stored, today
// or in all: the user has been told that the limit is reached, and trusts the server.
func (m marks) KeepGoing() (err error) {
	m.core.do(func(s *state) {
		if s.account == nil {
			err = s.noAccount()
		} else if err = m.core.failed(s.account.Allow()); err == nil {
			s.checkQuota()
		}
	})
	return err
}

// change changes a room that is known, as it was told last, and tells the window.
func (m marks) change(room string, how func(*archive.Person, archive.Room) (archive.Room, error)) (err error) {
	m.core.do(func(s *state) {
		var now archive.Room
		if now, err = s.room(room); err != nil {
			return
		}
		if now, err = how(s.account, now); err != nil {
			err = m.core.failed(err)
			return
		}
		s.showRooms([]archive.Room{now})
	})
	return err
}
