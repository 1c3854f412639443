package hub

import (
	"time"

	"confab/server/chat1"
	"confab/server/english"
	"confab/server/wire"
)

// sign makes e an event of this client's.
func (c *Conn) sign(e *wire.Event) {
	e.From = c.name
	if c.guest {
		e.Body = wire.ByGuest(e.Body)
	}
}

// lineReply returns what a code is in CHAT/1.0 and CHAT/1.1, where a reply has a
// number instead.
func lineReply(code wire.Code, params wire.Params) wire.Reply {
	r := map[wire.Code]wire.Reply{
		wire.Muted: wire.Silenced, wire.ByeKicked: wire.Kicked, wire.ByeBanned: wire.Banned,
		wire.ByeReleased: wire.NameReleased, wire.ByeRevoked: wire.DeviceRevoked,
	}[code]
	if reason := params.Text("reason"); reason != "" && (code == wire.ByeKicked || code == wire.ByeReleased) {
		return r.Because(reason) // the number's own text says the rest
	}
	return r.Because(english.Of(code, params))
}

// reply pushes a reply, which is how CHAT/1.0 and CHAT/1.1 are answered. CHAT/2.0
// has one, to its first line.
func (c *Conn) reply(r wire.Reply) { c.push(chat1.Reply(c.speaks, r).Line(), time.Now()) }

// answer pushes an answer of CHAT/2.0.
func (c *Conn) answer(answer any) { c.push(wire.AppendAnswer(nil, answer), time.Now()) }
