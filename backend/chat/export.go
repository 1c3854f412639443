package chat

import (
	"time"

	"confab/backend/archive"
	"confab/backend/export"
	"confab/backend/session"
)

// Export writes what was said in a room, or in all rooms if that is empty, into a
// file at path, which it replaces as a whole.
func (c *Chat) Export(path, room string, format export.Format, language string) error {
	p, at, err := c.current()
	if err != nil {
		return err
	}
	rooms, err := p.Rooms()
	if err != nil {
		return c.failed(err)
	}
	var written []export.Room
	for _, r := range rooms {
		if room == "" || r.Name == room {
			written = append(written, export.Room{Name: r.Name, Topic: r.Topic, With: r.With, Rows: func(f func(archive.Row) error) error {
				return p.Each(r.Name, f)
			}})
		}
	}
	about := export.About{Server: at.Server, Name: at.You, At: time.Now(), Language: language}
	if about.Server == "" {
		about.Server = at.Address
	}
	if err := export.File(path, format, about, written); err != nil {
		c.log.Error("exporting failed", "error", err)
		return &session.Problem{Code: session.Internal, Sentence: "The file can't be written there. Is the disk full, or is it not yours to write to? Choose another place."}
	}
	return nil
}
