package client

import (
	"slices"

	"confab/backend/session"
)

// atOnce is how many events are stored in one transaction at most.
const atOnce = 500

// A pump takes what the session reports to the archive and the window, from a
// goroutine of its own. It owns the pacer.
type pump struct {
	core    *core
	notices chan notice // to close: nothing but the pump's events leads to notices
	pacer   pacer
}

// run pumps until the session is closed. It takes all events at once that have
// come while it was at work.
func (p *pump) run() {
	defer close(p.notices)
	reported := p.core.session.Events()
	for first := range reported {
		events := []session.Event{first}
		for more := true; more && len(events) < atOnce; {
			select {
			case e, ok := <-reported:
				if more = ok; ok {
					events = append(events, e)
				}
			default:
				more = false
			}
		}
		emitted := 0
		p.core.do(func(s *state) {
			intake{s}.onEvents(newest(events))
			emitted = s.screen.takeEmitted()
		})
		p.pacer.wait(events, emitted)
	}
}

// newest returns events without those that the next one makes void: the last of
// several lists of invitations, or of blocked names, has everything.
func newest(events []session.Event) (left []session.Event) {
	var fresh []session.Offer
	for i, e := range events {
		isLast := i+1 == len(events)
		switch {
		case e.Blocked != nil && !isLast && events[i+1].Blocked != nil:
			continue
		case e.Offers != nil && !isLast && events[i+1].Offers != nil:
			fresh = append(fresh, e.Offers.Fresh...)
			continue
		case e.Offers != nil && len(fresh) > 0:
			now := *e.Offers
			now.Fresh = slices.DeleteFunc(append(fresh, now.Fresh...), func(o session.Offer) bool { return !slices.Contains(now.Offers, o) })
			e.Offers, fresh = &now, nil
		}
		left = append(left, e)
	}
	return left
}
