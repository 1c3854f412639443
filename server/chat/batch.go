package chat

import "confab/server/wire"

// maxBatch is how many bytes are handed out together: more would be the larger
// part of what may wait for one client.
const maxBatch = 32 << 10

// A batch is the events of one room that are handed out together, in their order.
type batch []*wire.Event

// cut returns as much of b as is handed out together, and the rest.
func (b batch) cut() (head, tail batch) {
	bytes := 0
	for i, e := range b {
		if bytes += sizeOf(e); bytes > maxBatch && i > 0 {
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

// plain returns the batch as CHAT/1.0 but for what name said itself, or
// nothing: CHAT/1.0 has no echo.
func (b batch) plain(name string) []byte {
	text := []byte{}
	for _, e := range b {
		if e.From != name {
			text = wire.AppendSaidEvent(text, e)
		}
	}
	return text
}
