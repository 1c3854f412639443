package client

import (
	"time"

	"confab/backend/archive"
)

// A Quota says which part of what may be stored of the server is used up: "day",
// "all", or empty when there is room.
type Quota struct {
	Full archive.Full `json:"full"`
}

// A quota is how much room the archive has for the server. It belongs to the state.
type quota struct {
	full    archive.Full // as the window was told last
	dayEnds *time.Timer  // ends the day whose share is used up
}

// read returns which part is used up now. It sets the timer: a day is over by itself.
func (q *quota) read(account *archive.Person) (archive.Full, error) {
	full, until, err := account.Full()
	if q.dayEnds.Stop(); full == archive.FullDay {
		q.dayEnds.Reset(time.Until(until))
	}
	return full, err
}

// checkQuota tells the window whether there is room for what the server says, if
// that has changed, and has what is missing fetched when there is room again.
func (s *state) checkQuota() {
	var full archive.Full
	if s.account != nil {
		var err error
		if full, err = s.quota.read(s.account); err != nil {
			s.log.Error("the archive cannot say how much is stored", "error", err)
		}
	}
	if full == s.quota.full {
		return
	}
	s.quota.full = full
	s.screen.emit(Event{Quota: &Quota{full}})
	if full == "" {
		s.backfill()
	}
}
