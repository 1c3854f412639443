package hub

import (
	"confab/server/chat1"
	"confab/server/wire"
)

// maxBatch is how many bytes are handed out together: more would be the larger
// part of what may wait for one client.
const maxBatch = 32 << 10

// A batch is the events of one room that are handed out together, in their order.
type batch []*wire.Event

// cut returns as much of b as is handed out together, and the rest.
func (b batch) cut() (head, tail batch) {
	bytes := 0
	for i, e := range b {
		if bytes += max(sizeOf(e), chat1.Size(e)); bytes > maxBatch && i > 0 {
			return b[:i], b[i:]
		}
	}
	return b, nil
}

// speakers returns the names of those who did what the batch has.
func (b batch) speakers() map[string]struct{} {
	names := make(map[string]struct{}, 1)
	for _, e := range b {
		names[e.From] = struct{}{}
	}
	return names
}

// json returns the batch as CHAT/2.0, encoded once for all, those who said it
// included: their echo is the acknowledgement.
func (b batch) json() []byte {
	var text []byte
	for _, e := range b {
		text = wire.AppendEvent(text, e)
	}
	return text
}

// plain returns the batch as CHAT/1.0 or CHAT/1.1 but for what name said itself,
// or nothing: they have no echo. link, if there is one, has the addresses of files.
func (b batch) plain(speaks wire.Version, name string, link chat1.Link) []byte {
	text := []byte{}
	for _, e := range b {
		if e.From != name {
			text = chat1.AppendMessage(text, speaks, e, link)
		}
	}
	return text
}

// texts are a batch as each dialect has it; a dialect that no member speaks is missing.
type texts struct{ json, utf8, ascii []byte }

// encode returns the batch in the dialects that so many speak.
func (b batch) encode(speak map[wire.Version]int, link chat1.Link) (t texts) {
	if speak[wire.V2] > 0 {
		t.json = b.json()
	}
	if speak[wire.V11] > 0 {
		t.utf8 = b.plain(wire.V11, "", link)
	}
	if speak[wire.V1] > 0 {
		t.ascii = b.plain(wire.V1, "", link)
	}
	return t
}

// of returns the batch for those who speak a dialect.
func (t texts) of(speaks wire.Version) []byte {
	switch speaks {
	case wire.V2:
		return t.json
	case wire.V11:
		return t.utf8
	}
	return t.ascii
}
