package accounts

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
)

// Check reads all of the accounts in dir, whether a server runs there or not,
// and changes nothing of them. What is damaged is in problems, as sentences; an
// error means that Check could not find out.
func Check(ctx context.Context, dir string) (problems []string, err error) {
	if err := exists(dir); err != nil {
		return nil, err
	}
	file := filepath.Join(dir, FileName)
	db, err := openBeside(file, "query_only(1)")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	version, err := versionOf(db, len(steps))
	if err != nil {
		return nil, fmt.Errorf("checking %s: %w", file, err)
	}
	if version != len(steps) {
		return nil, fmt.Errorf("%s is version %d, of an older program: start the server once, which brings it up to date", file, version)
	}
	for _, q := range []string{
		`PRAGMA quick_check(20)`,
		`SELECT 'a row of ' || "table" || ' names a row of ' || parent || ' that is not there' FROM pragma_foreign_key_check LIMIT 20`,
	} {
		found, err := sentences(ctx, db, q)
		if err != nil {
			return nil, fmt.Errorf("checking %s: %w", file, err)
		}
		problems = append(problems, found...)
	}
	return problems, nil
}

func sentences(ctx context.Context, db *sql.DB, q string) (found []string, err error) {
	rows, err := db.QueryContext(ctx, q)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		if s != "ok" {
			found = append(found, s)
		}
	}
	return found, rows.Err()
}
