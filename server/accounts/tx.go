package accounts

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"confab/server/wire"
)

// A tx is a transaction, or a change's part of one. It sees one state and one time.
type tx struct {
	*sql.Tx
	book     *Book
	prepared map[string]*sql.Stmt // on the transaction's database
	now      time.Time
}

// read calls f with a transaction that changes nothing. It sees what is stored,
// and does not wait for what is being stored.
func (b *Book) read(ctx context.Context, f func(*tx) error) error {
	c, err := b.reads.Conn(ctx)
	if err != nil {
		return fmt.Errorf("waiting for the accounts: %w", err)
	}
	defer c.Close()
	t, err := c.BeginTx(context.WithoutCancel(ctx), &sql.TxOptions{ReadOnly: true}) // what is done here takes no long time
	if err != nil {
		return fmt.Errorf("beginning with the accounts: %w", err)
	}
	defer t.Rollback() // nothing has changed
	if err := f(&tx{t, b, b.readsPrepared, time.Now()}); err != nil {
		return answer(err)
	}
	return ctx.Err()
}

// change calls f with a transaction that is committed, unless f returns an
// error or ctx has ended by then. Others share the transaction: f sees what
// those before it have changed, and if that cannot be stored neither is this.
func (b *Book) change(ctx context.Context, f func(*tx) error) error {
	return b.writer.change(ctx, f)
}

// row asks for one row.
func (t *tx) row(q string, args ...any) *sql.Row {
	if s := t.prepared[q]; s != nil {
		return t.Stmt(s).QueryRow(args...)
	}
	return t.QueryRow(q, args...)
}

// exec changes rows and returns how many.
func (t *tx) exec(q string, args ...any) (int64, error) {
	var r sql.Result
	var err error
	if s := t.prepared[q]; s != nil {
		r, err = t.Stmt(s).Exec(args...)
	} else {
		r, err = t.Exec(q, args...)
	}
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// answer returns what somebody is to read as it is, and else says whose error
// it is. A *wire.Error is its caller's own, who writes a key into it.
func answer(err error) error {
	var e *wire.Error
	var r wire.Reply
	switch {
	case errors.As(err, &e):
		own := *e
		return &own
	case errors.As(err, &r):
		return r
	}
	return fmt.Errorf("using the accounts: %w", err)
}

// milli is how times are stored: the zero time is 0.
func milli(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func timeOf(milli int64) time.Time {
	if milli == 0 {
		return time.Time{}
	}
	return time.UnixMilli(milli).UTC()
}
