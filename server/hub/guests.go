package hub

import "context"

// forgetGuests forgets how far guests have read: older servers kept it, though
// the next one with a guest's name is perhaps somebody else.
func (h *Hub) forgetGuests(ctx context.Context) error {
	if h.cfg.Accounts == nil {
		return nil
	}
	keys, err := h.cfg.Accounts.Keys(ctx)
	if err != nil {
		return err
	}
	accounts := make(map[string]bool, len(keys))
	for _, key := range keys {
		accounts[key] = true
	}
	return h.journal.KeepReads(ctx, func(who string) bool { return accounts[who] })
}
