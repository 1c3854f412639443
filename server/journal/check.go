package journal

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"confab/server/sqlite"
)

// A Report says what is in a journal.
type Report struct {
	Version     int      // of the schema
	Events      int64    // that are there
	Expired     int64    // of which only the id is known
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
	c, err := sqlite.Open(file, "query_only(1)")
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	// One transaction sees one state.
	if err := c.Transact(sqlite.Read, func() error { return r.read(ctx, c) }); err != nil {
		return r, fmt.Errorf("checking %s: %w", file, err)
	}
	for _, end := range []string{"", "-wal", "-shm"} {
		if info, err := os.Stat(file + end); err == nil {
			r.Bytes += info.Size()
		}
	}
	return r, nil
}

// read fills in what c, a connection to the journal, knows.
func (r *Report) read(ctx context.Context, c *sqlite.Conn) (err error) {
	if err := schema.RequireNewest(c); err != nil {
		return err
	}
	r.Version = schema.Newest()
	for _, q := range checks {
		if r.Problems, err = c.Strings(ctx, q); err != nil {
			return err
		}
		if r.Problems = slices.DeleteFunc(r.Problems, func(s string) bool { return s == "ok" }); len(r.Problems) > 0 {
			break
		}
	}
	return c.Ints(`SELECT (SELECT count(*) FROM events), (SELECT count(*) FROM expired), (SELECT count(*) FROM rooms),
		(SELECT coalesce(min(seq), 0) FROM events), (SELECT coalesce(max(seq), 0) FROM events)`, &r.Events, &r.Expired, &r.Rooms, &r.First, &r.Last)
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
