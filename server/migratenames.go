package main

import (
	"context"
	"fmt"
	"log/slog"

	"confab/server/accounts"
	"confab/server/journal"
	"confab/server/oldnames"
)

// migrateNames writes every account's own spelling into a journal that an older
// program has written, once. A server that ends before it is done repeats it at
// the next start.
func migrateNames(ctx context.Context, store *accounts.Store, stored *journal.Journal, log *slog.Logger) error {
	all, is, err := store.Unspelled(ctx)
	if err != nil || !is {
		return err
	}
	s := oldnames.NewSpeller(all)
	changed, err := stored.Rewrite(ctx, journal.Rewriting{Event: s.Event, User: s.User})
	if err != nil {
		return fmt.Errorf("bringing the names in the journal up to date: %w", err)
	}
	if changed > 0 {
		log.Info("names are spelled in one way in older events now", "events", changed)
	}
	return store.Respelled(ctx)
}
