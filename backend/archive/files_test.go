package archive

import (
	"testing"

	"confab/server/wire"
)

// A row has the files of its message, and a reply has them, too; once the message
// is retracted neither has them.
func TestARowAndItsQuoteHaveTheFiles(t *testing.T) {
	d := newDiary(t)
	sent := d.say("lobby", "bob", "")
	sent.RoomEvent.Files = []wire.File{{Hash: "h", Size: 3, Name: "plan.pdf"}}
	sent.RoomEvent.Body = wire.Encode(sent.RoomEvent.Content)
	reply := d.say("lobby", "bob", "thanks")
	reply.RoomEvent.ReplyTo = sent.RoomEvent.ID
	reply.RoomEvent.Body = wire.Encode(reply.RoomEvent.Content)
	d.store(sent, reply)
	rows := d.page(Ask{}).Rows
	if len(rows) != 2 || len(rows[0].Files) != 1 || rows[0].Files[0].Name != "plan.pdf" || rows[1].Quote == nil || len(rows[1].Quote.Files) != 1 {
		t.Fatalf("the rows are %+v", rows)
	}
	d.store(d.change("lobby", "bob", wire.RetractType, sent.RoomEvent.ID, ""))
	rows = d.page(Ask{}).Rows
	if rows[0].Files != nil || rows[1].Quote.Files != nil {
		t.Errorf("what is retracted has %+v and is quoted with %+v", rows[0].Files, rows[1].Quote.Files)
	}
}
