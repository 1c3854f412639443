package accounts

import (
	"database/sql"

	"confab/server/wire"
)

// maxPage is how much the entries of an answer may have, in bytes: a line
// without its type, its key and its brackets.
const maxPage = wire.MaxLine - 512

// rowsFor is how many rows to ask for: one more says that there are others.
func rowsFor(limit int) int { return entries(limit) + 1 }

func entries(limit int) int { return min(limit, wire.MaxEntries) }

// page reads as many entries as limit says and an answer holds, and whether
// there are more. It closes rows.
func page[E any](rows *sql.Rows, limit int, scan func(*sql.Rows) (E, error)) (found []E, more bool, err error) {
	defer rows.Close()
	found = []E{}
	for size := 0; rows.Next(); {
		e, err := scan(rows)
		if err != nil {
			return nil, false, err
		}
		size += len(wire.Encode(e)) + len(",")
		if len(found) == entries(limit) || size > maxPage {
			return found, true, nil
		}
		found = append(found, e)
	}
	return found, false, rows.Err()
}
