package hub

import (
	"testing"
	"testing/synctest"
)

// What a guest has read is told to the guest's other connections and kept
// nowhere: somebody else may have the name tomorrow. What an older server has
// kept is forgotten.
func TestWhatGuestsHaveReadIsNotKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		journal := newMemory()
		journal.read["old"] = map[string]int64{"lobby": 1}
		cfg := limits()
		cfg.Accounts = &strangers{}
		h, _ := openOn(t, cfg, journal)
		eve, phone := enter2(t, h, "eve", ""), enter2(t, h, "eve", "")
		eve.Ask(`{"type":"say","room":"lobby","key":"k1","text":"hi"}`)
		eve.Wants(`{"type":"message"}`)
		phone.Wants(`{"type":"message"}`)
		eve.Ask(`{"type":"read","room":"lobby","seq":1}`)
		phone.Wants(`{"type":"read","room":"lobby","seq":1}`)
		if len(journal.read) > 0 {
			t.Errorf("kept is %v", journal.read)
		}
	})
}
