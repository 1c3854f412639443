package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// A Report says what is in a journal.
type Report struct {
	Version     int      // of the schema
	Events      int64    // that are there
	Expired     int64    // of which only the key is known
	Rooms       int64    // that have or had an event
	First, Last int64    // seq of the oldest and the newest event that are there; 0 if none is
	Bytes       int64    // on disk
	Problems    []string // what is damaged, nothing if all is well
}

// Check reads all of the journal in dir, whether a server runs there or not. It
// changes nothing of what is stored; SQLite may file what a server that was
// killed has left beside the journal. What is damaged is in the report; an error means that Check
// could not find out.
func Check(ctx context.Context, dir string) (r Report, err error) {
	if err := exists(dir); err != nil {
		return r, err
	}
	file := filepath.Join(dir, FileName)
	db, err := openReader(file, "query_only(1)")
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	// One transaction sees one state.
	tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return r, fmt.Errorf("reading %s: %w", file, err)
	}
	defer func() { err = errors.Join(err, tx.Rollback()) }()
	if r.Version, err = versionOf(func(q string, v *int64) error { return tx.QueryRowContext(ctx, q).Scan(v) }); err != nil {
		return r, fmt.Errorf("checking %s: %w", file, err)
	}
	if r.Version != len(steps) {
		return r, fmt.Errorf("%s is version %d, of an older program: start the server once, which brings it up to date", file, r.Version)
	}
	if r.Problems, err = problems(ctx, tx); err != nil {
		return r, fmt.Errorf("checking %s: %w", file, err)
	}
	for q, v := range map[string]any{
		"SELECT count(*) FROM events":              &r.Events,
		"SELECT count(*) FROM expired":             &r.Expired,
		"SELECT count(*) FROM rooms":               &r.Rooms,
		"SELECT coalesce(min(seq), 0) FROM events": &r.First,
		"SELECT coalesce(max(seq), 0) FROM events": &r.Last,
	} {
		if err := tx.QueryRowContext(ctx, q).Scan(v); err != nil {
			return r, fmt.Errorf("counting in %s: %w", file, err)
		}
	}
	for _, end := range []string{"", "-wal", "-shm"} {
		if info, err := os.Stat(file + end); err == nil {
			r.Bytes += info.Size()
		}
	}
	return r, nil
}

// checks are what has to hold, and never does if SQLite's own check has found
// something. Each answers with sentences about what does not.
var checks = []string{
	`PRAGMA integrity_check(20)`,
	`SELECT 'event ' || e.seq || ' says that ' || e.prev || ' is before it, which is ' || e.really FROM (
		SELECT seq, prev, lag(seq) OVER (PARTITION BY room ORDER BY seq) AS really FROM events) e
		WHERE e.prev < e.really OR e.prev >= e.seq LIMIT 20`,
	`SELECT 'event ' || e.seq || ' has expired and is still there' FROM events e JOIN expired x ON x.key = e.key LIMIT 20`,
	`SELECT 'room ' || id || ' ends at ' || last || ', before its last event' FROM rooms r
		WHERE last < (SELECT max(seq) FROM events WHERE room = r.id) LIMIT 20`,
}

func problems(ctx context.Context, tx *sql.Tx) (found []string, err error) {
	for _, q := range checks {
		rows, err := tx.QueryContext(ctx, q)
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			var problem string
			if err := rows.Scan(&problem); err != nil {
				return nil, errors.Join(err, rows.Close())
			}
			if problem != "ok" {
				found = append(found, problem)
			}
		}
		if err := rows.Err(); err != nil || len(found) > 0 {
			return found, err
		}
	}
	return nil, nil
}
