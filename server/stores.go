package main

import (
	"context"
	"errors"
	"log/slog"

	"confab/server/accounts"
	"confab/server/datadir"
	"confab/server/files"
	"confab/server/journal"
	"confab/server/tlskey"
)

// identify returns the server's key: the same as at the last start, unless its
// data is in memory. The data folder exists and no other server uses it.
func identify(cfg Config) (*tlskey.Identity, error) {
	if cfg.Data == datadir.Memory {
		return tlskey.New()
	}
	who, err := tlskey.Open(cfg.Data)
	if err != nil {
		return nil, datadir.Unusable(cfg.Data, err)
	}
	return who, nil
}

// openJournal opens the journal, which the first start creates. It refuses
// incomplete data.
func openJournal(cfg Config, m *monitor, log *slog.Logger) (*journal.Journal, error) {
	some, strict := false, cfg.Data != datadir.Memory && !cfg.ReplaceMissing
	if strict {
		var err error
		if _, some, err = datadir.Missing(cfg.Data); err != nil {
			return nil, datadir.Unusable(cfg.Data, err)
		}
		if err := datadir.RequireComplete(cfg.Data, false); err != nil {
			return nil, err
		}
	}
	stored, err := journal.Open(journal.Config{
		Dir:            cfg.Data,
		Memory:         cfg.Data == datadir.Memory,
		Retention:      cfg.Retention,
		RetentionForce: cfg.RetentionForce,
		Log:            log,
		Committed:      m.committed(),
	})
	if err != nil {
		return nil, datadir.Unusable(cfg.Data, err)
	}
	if strict && some { // without any of it this is a first start
		if err := datadir.RequireComplete(cfg.Data, stored.Seq() > 0); err != nil {
			return nil, errors.Join(err, stored.Close())
		}
	}
	return stored, nil
}

// openFiles opens the files; nil if the server has none.
func openFiles(cfg Config, log *slog.Logger) (*files.Store, error) {
	if cfg.Files.File == 0 || cfg.Data == datadir.Memory {
		return nil, nil
	}
	store, err := files.Open(files.Config{Dir: cfg.Data, Limits: cfg.Files, Log: log})
	if err != nil {
		return nil, datadir.Unusable(cfg.Data, err)
	}
	return store, nil
}

// openAccounts opens the accounts and returns the server's key. first is the
// invitation of the first administrator, at the first start.
func openAccounts(ctx context.Context, cfg Config) (store *accounts.Store, first string, who *tlskey.Identity, err error) {
	if who, err = identify(cfg); err != nil {
		return nil, "", nil, err
	}
	store, err = accounts.Open(accounts.Config{Dir: cfg.Data, Memory: cfg.Data == datadir.Memory, InviteOnly: cfg.InviteOnly})
	if err != nil {
		return nil, "", nil, datadir.Unusable(cfg.Data, err)
	}
	if first, err = store.FirstAdministrator(ctx); err != nil {
		return nil, "", nil, errors.Join(datadir.Unusable(cfg.Data, err), store.Close())
	}
	return store, first, who, nil
}
