package files

import (
	"encoding/json"
	"os"
	"time"

	"confab/server/atomicfile"
)

// recordSuffix is how the names of the records end.
const recordSuffix = ".json"

// A record is what is certain of an upload, in new/ID.json: its first Offset
// bytes are on disk, and State is the state of their SHA-256. So a server that
// was killed goes on without reading them again, and takes no offset back that
// it has told.
type record struct {
	Owner  int64     `json:"owner"` // the account's ID
	Length int64     `json:"length"`
	Offset int64     `json:"offset"`
	State  []byte    `json:"state"`
	Hash   string    `json:"hash,omitempty"` // of a complete upload; noted before the blob gets its name
	At     time.Time `json:"at"`             // when it was written
}

func readRecord(path string) (r record, err error) {
	text, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(text, &r)
	}
	return r, err
}

// write replaces the record on disk.
func (r *record) write(path string) error {
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return full(atomicfile.Write(path, text))
}
