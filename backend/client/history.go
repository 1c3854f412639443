package client

import (
	"context"
	"errors"

	"confab/backend/archive"
	"confab/backend/export"
	"confab/backend/session"
	"confab/server/wire"
)

// history is what was said before: in the archive, and on the server where the
// archive lacks it. It owns no state.
type history struct{ core *core }

// fetches is how many pages are asked of the server for one that the window
// wants: for what lies before, the window asks again.
const fetches = 3

// hits is how many messages a search returns at once.
const hits = 50

// Page returns rows of a room. What is missing among them is fetched if there is
// a connection; otherwise a row says so.
func (h history) Page(ctx context.Context, ask archive.Ask) (archive.Page, error) {
	account, at, err := h.core.current()
	if err != nil {
		return archive.Page{}, err
	}
	page, err := account.Page(ask)
	for range fetches {
		gap, missing := newestGap(page)
		if err != nil || !missing {
			break
		}
		if fresh, _ := h.fetch(ctx, account, at, ask.Room, gap); !fresh { // fetch logs its errors
			break
		}
		page, err = account.Page(ask)
	}
	return page, h.core.failed(err)
}

// newestGap returns the place right behind the newest gap of a page.
func newestGap(page archive.Page) (before int64, found bool) {
	for i := len(page.Rows) - 1; i >= 0; i-- {
		if page.Rows[i].Kind == archive.Gap {
			return page.Rows[i].Seq, true
		}
	}
	return 0, false
}

// fetch fetches one page of what happened before a place in a room of an account,
// which is connected in the way at says, and reports whether something is new. The
// error says why the page is not here.
func (h history) fetch(ctx context.Context, account *archive.Person, at session.Connection, room string, before int64) (fresh bool, err error) {
	full := false
	h.core.do(func(s *state) { full = s.quota.full != "" })
	if full { // a gap stays where it is
		return false, archive.ErrQuota
	}
	return h.download(ctx, account, at, room, before)
}

// download is fetch without a look at the quota.
func (h history) download(ctx context.Context, account *archive.Person, at session.Connection, room string, before int64) (fresh bool, err error) {
	events, more, err := h.core.session.History(ctx, room, before)
	if err != nil {
		return false, err // the connection's state says it already
	}
	// The session may be with the next server before the chat is told so: then the
	// page is of that server. Before do, as in Backlog.
	if now := h.core.session.At(); !wire.SameName(now.You, at.You) || now.ServerKey != at.ServerKey || now.Journal != at.Journal {
		return false, errNoServer
	}
	h.core.do(func(s *state) {
		if s.account == nil || !s.account.Is(account) {
			err = errNoServer
			return
		}
		fresh, err = s.storePage(room, before, events, more)
	})
	return fresh, err
}

// storePage stores a page and tells the window what it changes.
func (s *state) storePage(room string, before int64, events []session.Event, more bool) (fresh bool, err error) {
	changed, err := s.account.StorePage(room, before, events, more)
	if errors.Is(err, archive.ErrQuota) {
		s.checkQuota()
		return false, err
	}
	if err != nil {
		s.log.Error("the archive cannot store what was fetched", "error", err)
		return false, err
	}
	// A window that has a row is told what is new about it. It gets the page itself
	// as an answer, unless the page is the newest one, which it has not asked for.
	inPage := map[string]bool{}
	for _, e := range events {
		if e.RoomEvent != nil {
			inPage[e.RoomEvent.ID] = true
		}
	}
	for _, row := range changed.Rows {
		if before == 0 || row.Kind == archive.Gap || !inPage[row.ID] {
			s.screen.emit(Event{Row: &row})
		}
	}
	for _, part := range changed.Parts {
		s.screen.emit(Event{Part: &part})
	}
	s.showRooms(changed.Rooms)
	return len(changed.Rows) > 0, nil // or the server's pages lead nowhere
}

// Search returns messages that match a query, see archive.Person.Search.
func (h history) Search(query, room string, before int64) (archive.Found, error) {
	account, _, err := h.core.current()
	if err != nil {
		return archive.Found{}, err
	}
	found, err := account.Search(query, room, before, hits)
	return found, h.core.failed(err)
}

// Export writes what was said in a room, or in all rooms if that is empty, into a
// file at path, which it replaces as a whole.
func (h history) Export(path, room string, format export.Format, language string) error {
	account, at, err := h.core.current()
	if err != nil {
		return err
	}
	rooms, err := account.Rooms()
	if err != nil {
		return h.core.failed(err)
	}
	var written []export.Room
	for _, r := range rooms {
		if room == "" || r.Name == room {
			written = append(written, export.Room{Name: r.Name, Topic: r.Topic, With: r.With, Rows: func(f func(archive.Row) error) error {
				return account.Each(r.Name, f)
			}})
		}
	}
	about := export.About{Server: at.Server, Name: at.You, At: h.core.now(), Language: language}
	if about.Server == "" {
		about.Server = at.Address
	}
	if err := export.File(path, format, about, written); err != nil {
		h.core.log.Error("exporting failed", "error", err)
		return session.NewProblem(FileNotWritten)
	}
	return nil
}
