package session

import (
	"errors"
	"maps"
	"time"

	"confab/server/wire"
)

// An answerFunc takes an answer of its kind. It runs in the loop.
type answerFunc func(lp *loop, l *link, answer any)

// onAnswer has one for each row of the registry.
var onAnswer = map[*wire.AnswerKind]answerFunc{}

func init() {
	on(onWelcome)
	on(onRoom)
	on(onPage)
	on(onError)
	on(onPresence)
	on(onNames)
	on(onTyping)
	on(onRead)
	on(onSelf)
	on(onDevices)
	on(onPairing)
	on(onOffer)
	on(onBlocked)
	on(toCaller[wire.Done])
	on(toCaller[wire.InvitationToken])
	on(toCaller[wire.AuditLog])
	on(toCaller[wire.SanctionList])
	on(toCaller[wire.RoomList])
	on(ignore[wire.Pong]) // it was a sign of life, which the read loop has noted
	on(ignore[wire.Bye])  // the read loop has ended with it
}

// on has do take the answers that are a T.
func on[T any](do func(*loop, *link, *T)) {
	onAnswer[wire.AnswerOf(new(T))] = func(lp *loop, l *link, answer any) { do(lp, l, answer.(*T)) }
}

// toCaller gives an answer to the caller that waits for it.
func toCaller[T any](lp *loop, _ *link, answer *T) {
	lp.calls.answer(wire.AnswerOf(answer).ID(answer), answer)
}

func ignore[T any](*loop, *link, *T) {}

// answers is where the read loop leaves what the server has said.
func (lp *loop) answers() chan<- incoming { return lp.incoming }

// dispatch takes an answer, an event, or nil for one that this program does not know.
func (lp *loop) dispatch(in incoming) {
	if in.err != nil {
		onUnreadable(lp, in.err)
		return
	}
	if e, ok := in.said.(*wire.Event); ok {
		onEvent(lp, in.link, e)
		return
	}
	if take := onAnswer[wire.AnswerOf(in.said)]; take != nil {
		take(lp, in.link, in.said)
	}
}

// onWelcome takes a new connection, what its server says of itself and the rooms,
// and then what waits for it. A second welcome says nothing.
func onWelcome(lp *loop, l *link, w *wire.Welcome) {
	if lp.link == l {
		return
	}
	lp.link = l
	lp.links++
	if l.device == "" && w.Self != nil {
		l.device = w.Self.Device
	}
	same := lp.replica.begin(w)
	if !same { // the hello had seqs of another journal
		maps.DeleteFunc(l.brought, func(_ string, seq int64) bool { return seq > 0 })
	}
	lp.maxLine = wire.MaxLine
	if w.Limits.Line > 0 {
		lp.maxLine = w.Limits.Line
	}
	lp.owner.name = l.name
	lp.receipts, lp.calls = receipts{}, calls{}
	lp.devices.begin(w.Self)
	lp.roster.begin()
	lp.move(func(at *Connection) { // before the rooms: they are of this server
		at.State, at.You = Online, l.name
		at.Server, at.ServerKey, at.Verified = sanitize(w.Server, maxServer), string(l.server), l.verified
		at.Journal, at.Base, at.Line = lp.replica.journal, lp.replica.base, lp.maxLine
		lp.replica.guest = lp.self.set(at, w.Self)
	})
	for _, r := range w.Rooms {
		lp.enterRoom(l, &r)
	}
	// Before the invitations: those of blocked users are not reported.
	if lp.blocked.set(w.Blocked) {
		lp.emitBlocked()
	}
	if fresh, changed := lp.offers.set(w.Offers); changed {
		lp.emitOffers(fresh...)
	}
	lp.loadOutbox(w.Journal, same, l.loaded)
}

// disconnected forgets a connection that has ended.
func (lp *loop) disconnected(l *link) {
	if lp.link != l {
		return
	}
	lp.link = nil
	lp.calls.lost()
	lp.reportDisk("")
	for _, a := range lp.devices.allOver() {
		lp.emit(Event{Asking: &a})
	}
}

// onEvent takes an event that has just been stored, or comes after a hello.
func onEvent(lp *loop, l *link, e *wire.Event) {
	if !isSoundEvent(e) {
		lp.unreadable("an event")
		return
	}
	lp.answeredBy(l, e)
	lp.reportDisk("")
	lp.replica.follow(e)
	if event, fresh := lp.replica.add(e, l.name); fresh {
		lp.emit(event)
	}
	if lp.replica.endsMembership(e, l.name) {
		lp.leaveRoom(e.Room)
	}
	if wire.SameName(e.From, l.name) {
		lp.calls.answer(e.ID, e)
	}
	lp.signal() // something may be missing
}

// answeredBy forgets the user's request that e comes from. Another user's event
// answers no request, whatever its key.
func (lp *loop) answeredBy(l *link, e *wire.Event) {
	if wire.SameName(e.From, l.name) {
		lp.answered(e.ID)
	}
}

// onRoom takes a room: one that the user is in now, or the answer to a change that
// was made before.
func onRoom(lp *loop, l *link, r *wire.RoomInfo) {
	if lp.answered(r.ID) {
		lp.reportDisk("")
	}
	if lp.enterRoom(l, r) {
		lp.calls.answer(r.ID, r)
	}
}

// enterRoom takes a room as the server describes it, and reports whether it is
// valid and there is place for it.
func (lp *loop) enterRoom(l *link, r *wire.RoomInfo) bool {
	_, resumed := l.brought[r.Name]
	if !isSoundRoom(r, lp.replica.base) || !lp.replica.enter(r, resumed) {
		lp.log.Warn("the server names a room too many, or one that is not valid")
		return false
	}
	delete(l.brought, r.Name)
	room := lp.replica.rooms[r.Name].room
	lp.emit(Event{Room: &room})
	lp.signal() // something may be missing
	lp.notifyRead(r.Name)
	return true
}

// leaveRoom forgets a room that the user is not in any more.
func (lp *loop) leaveRoom(room string) {
	lp.replica.leave(room)
	lp.emit(Event{Room: &Room{Name: room, With: []string{}, Left: true}})
}

// onPage takes a page: for a caller, or to fill a gap.
func onPage(lp *loop, l *link, p *wire.Page) {
	page, err := wire.ParseEvents(p)
	c := lp.calls.next(aHistory)
	if c == nil {
		lp.log.Warn("the server sends a page that was not asked for")
		return
	}
	lp.calls.remove(c)
	if c.answer != nil {
		c.answer <- lp.replica.history(c.gap, page, p.More, err, l.name)
		return
	}
	for _, e := range page {
		lp.answeredBy(l, e)
	}
	lp.signal()
	var fresh []Event
	if err == nil {
		fresh, err = lp.replica.fill(c.gap, page, p.More, l.name)
	}
	if err != nil {
		lp.log.Warn("what was missed cannot be read", "error", err)
		lp.calls.fetchLater()
	}
	for _, e := range fresh {
		lp.emit(e)
	}
}

// onNames takes a page of the roster or of a room's members. The server has named
// all rooms before the first roster: the user has left the others on another device.
func onNames(lp *loop, l *link, p *wire.Names) {
	if p.Room != "" {
		onMembers(lp, p)
		return
	}
	last := lp.roster.page(p)
	lp.signal() // there may be a next page
	if !last {
		return
	}
	if !lp.offers.live {
		lp.offers.live = true
		for _, room := range lp.replica.unnamed() {
			lp.leaveRoom(room)
		}
	}
	lp.emit(Event{People: lp.roster.all()})
}

// onMembers takes a page of the names of a room's members, and asks for the next one.
func onMembers(lp *loop, said *wire.Names) {
	c := lp.calls.next(aWho)
	if c == nil || c.room != said.Room {
		lp.log.Warn("the server sends the members of a room that was not asked for")
		return
	}
	lp.calls.remove(c)
	if c.addNames(said) {
		lp.calls.pending = append(lp.calls.pending, c) // its answer comes after those to earlier calls
		lp.signal()
		return
	}
	c.answer <- c.sortedNames()
}

// onPresence takes users who have come online or gone offline.
func onPresence(lp *loop, _ *link, p *wire.Presence) {
	if changed := lp.roster.change(p); changed != nil {
		lp.emit(Event{Presence: changed})
	}
}

// onTyping takes that another user is typing.
func onTyping(lp *loop, l *link, t *wire.IsTyping) {
	if lp.replica.rooms[t.Room] == nil || t.From == "" || wire.SameName(t.From, l.name) || len(t.From) > maxNameBytes {
		lp.unreadable("who is typing")
		return
	}
	lp.emit(Event{Typing: &Typing{t.Room, printable(t.From)}})
}

// onRead takes how far the user has read a room on another device.
func onRead(lp *loop, _ *link, r *wire.HasRead) {
	place, further, ok := lp.replica.readElsewhere(r)
	if !ok {
		lp.unreadable("how far a room has been read")
	} else if further {
		lp.emit(Event{Read: &Read{r.Room, place}})
	}
}

// onSelf takes what the user may do now.
func onSelf(lp *loop, _ *link, said *wire.Self) {
	lp.move(func(at *Connection) { lp.replica.guest = lp.self.set(at, said) })
	lp.signal() // the write loop waits for the end of a mute
}

// onDevices takes the list of the user's devices.
func onDevices(lp *loop, l *link, said *wire.DeviceList) {
	if !lp.devices.set(said, l.device) {
		lp.log.Warn("the server sends a device too many, or one that is not valid")
	}
	lp.emit(Event{Devices: lp.devices.list})
	lp.calls.answer(said.ID, said)
}

// onPairing takes a device that waits to be confirmed, or does not any more.
func onPairing(lp *loop, _ *link, said *wire.PairingRequest) {
	a, changed, ok := lp.devices.pair(said)
	if !ok {
		lp.unreadable("a device that asks to be confirmed")
	} else if changed {
		lp.emit(Event{Asking: &a})
	}
}

// onOffer takes an invitation to a room, or that one does not wait any more.
func onOffer(lp *loop, _ *link, said *wire.Offer) {
	changed, ok := lp.offers.take(said)
	if !ok {
		lp.unreadable("an invitation to a room")
	}
	if !changed {
		return
	}
	lp.signal() // the write loop waits for the next one to expire
	if said.Over || !lp.offers.isNews(lp.offers.all[0]) {
		lp.emitOffers()
	} else {
		lp.emitOffers(lp.offers.all[0])
	}
}

// onBlocked takes whom the user blocks now, or does not block any more.
func onBlocked(lp *loop, _ *link, said *wire.Blocked) {
	changed, ok := lp.blocked.take(said)
	if !ok {
		lp.unreadable("a name that is blocked")
	}
	if changed {
		lp.emitBlocked()
	}
}

// emitBlocked reports whom the user blocks.
func (lp *loop) emitBlocked() { lp.emit(Event{Blocked: lp.blocked.clone()}) }

// emitOffers reports the invitations that wait, some of which are new.
func (lp *loop) emitOffers(fresh ...Offer) {
	now := lp.offers.report()
	now.Fresh = fresh
	lp.emit(Event{Offers: now})
}

// onError takes the server's error about a request.
func onError(lp *loop, _ *link, e *wire.Error) {
	switch {
	case e.ID == "":
		onErrorInOrder(lp, e)
	case lp.calls.answer(e.ID, e):
	case e.Code == wire.CodeNotStored || e.Code == wire.CodeNotRead: // trouble with the disk passes
		if lp.outbox.retry(e.ID, time.Now().Add(notStoredWait)) {
			lp.reportDisk(e.Code)
			lp.signal()
		}
	case lp.answered(e.ID):
		lp.emit(Event{Refusal: &Refusal{ID: e.ID, Reason: denied(e)}})
		if len(lp.outbox.waiting) == 0 {
			lp.reportDisk("")
		}
	}
}

// onErrorInOrder takes the server's error about a request without a key.
func onErrorInOrder(lp *loop, e *wire.Error) {
	c := lp.calls.next(kind(e.Request))
	if c == nil {
		lp.log.Warn("the server refuses", "code", e.Code, "request", sanitize(e.Request, wire.MaxID))
		return
	}
	lp.calls.remove(c)
	if c.answer != nil {
		c.answer <- e
		return
	}
	lp.log.Warn("what was missed cannot be had", "code", e.Code)
	lp.signal()
	if e.Code == wire.CodeNotRead {
		lp.calls.fetchLater()
		return
	}
	lp.replica.gaps.remove(c.gap)
}

// onUnreadable takes an answer that cannot be parsed: it ends the call that it is
// for, or its caller would wait for nothing.
func onUnreadable(lp *loop, err error) {
	lp.log.Warn("the server sends what cannot be read", "error", err)
	said, ok := errors.AsType[*wire.Unreadable](err)
	if !ok || lp.calls.answer(said.ID, errPage) {
		return
	}
	c := lp.calls.next(answersTo[said.Type])
	if c == nil {
		return
	}
	lp.calls.remove(c)
	if c.answer != nil {
		c.answer <- errPage
		return
	}
	lp.calls.fetchLater()
	lp.signal()
}

// unreadable logs that the server has sent something that is not valid.
func (lp *loop) unreadable(what string) {
	lp.log.Warn("the server sends what cannot be read", "error", what)
}
