package desktop

import (
	"errors"

	"confab/server/atomicfile"
)

// place is where the program's files are in a folder that a person names.
var place = atomicfile.Place{
	Name:  "confab",
	Files: []string{"settings.json", "device.json", "archive.db", "servers.json", lockName},
	Open:  true,
}

// DataFolder returns the folder for what is kept if data is named for it: that
// one, or, if other users may open it and nothing of ours is there yet, one of
// our own inside it. The system's usual place is taken as it is, and so is a
// folder that cannot be written: a window that keeps nothing is better than none.
func DataFolder(data string) (string, error) {
	if Usual(data) {
		return data, nil
	}
	dir, err := place.Make(data)
	if err != nil && !errors.Is(err, atomicfile.ErrMode) {
		return data, nil
	}
	return dir, err
}
