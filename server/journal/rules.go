package journal

import (
	"confab/server/model"
	"confab/server/sqlite"
	"confab/server/wire"
)

// noRules allow every event, and only a close ends a room.
type noRules struct{}

func (noRules) Check(*wire.Event) error  { return nil }
func (noRules) Apply(e *wire.Event) bool { return e.Type == wire.CloseType }
func (noRules) Commit()                  {}
func (noRules) Undo()                    {}

// Obey stores only the events that rules allow, from the next Append on. The
// others are left without a Seq, and Append returns the reasons in model.Refusals.
// An event that is stored already was allowed, and is not checked again.
func (j *Journal) Obey(rules model.Rules) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.rules = rules
}

// obeyed returns what Obey was given.
func (j *Journal) obeyed() model.Rules {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.rules
}

// refusal returns why e is not stored, or nil. An event that is stored already
// was allowed.
func (d *disk) refusal(e *wire.Event, rules model.Rules) (refusal, err error) {
	if refusal = rules.Check(e); refusal == nil && isCounted(e) {
		refusal, err = d.reactions.refusal(e, d.roomOf(e).id)
	}
	if refusal == nil || err != nil {
		return nil, err
	}
	if err := d.rows.flush(); err != nil { // e may be one of them again
		return nil, err
	}
	known, err := d.stmts.known.First(make([]sqlite.Value, 7), e.ID)
	if known || err != nil {
		return nil, err
	}
	return refusal, nil
}
